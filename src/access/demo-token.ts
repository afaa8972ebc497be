import { ConfigurationError } from '../domain/configuration-error.ts';
import { purposeOfSlug } from '../domain/purpose.ts';
import { type ActorIdentity, demoActor } from './demo-actor.ts';
import type { DemoKeys } from './demo-keys.ts';
import { issuerOf, type Registry } from './registry.ts';

/** What a demonstration token says. */
export type DemoTokenRequest =
  | {
      readonly kind: 'AGENCY';
      readonly agency: string;
      /** Slug. */
      readonly purpose: string;
      readonly actor: string;
      /** Who the actor is as a person; invented from the name where it is left out. */
      readonly identity?: ActorIdentity;
      readonly roles: readonly string[];
      readonly area: readonly string[];
      readonly minutes: number;
    }
  | {
      readonly kind: 'PERSON';
      readonly nationalId: string;
      readonly birthDate: string;
      readonly minutes: number;
    };

export interface DemoTokenContext {
  readonly registry: Registry;
  readonly keys: DemoKeys;
  readonly audience: string;
  readonly now: Date;
}

const agencyIssuerOf = (registry: Registry, agency: string): string => {
  const issuer = issuerOf(registry, agency);
  if (issuer === null) throw new ConfigurationError(`No agency is called ${agency}.`);
  return issuer;
};

/**
 * Signs a token as an agency's own identity provider, or the one of persons, would.
 *
 * @throws ConfigurationError where the agency or the purpose is not known.
 */
export const signDemoToken = async (
  request: DemoTokenRequest,
  context: DemoTokenContext,
): Promise<string> => {
  const { registry, keys, audience, now } = context;
  if (request.kind === 'PERSON') {
    const claims = {
      aud: audience,
      sub: `person of ${request.birthDate}`,
      purpose: 'dpv:RightsFulfilment',
      national_id: request.nationalId,
      birthdate: request.birthDate,
    };
    return await keys.sign(registry.persons.issuer, claims, { minutes: request.minutes, now });
  }
  const purpose = purposeOfSlug(request.purpose);
  if (!purpose) throw new ConfigurationError(`No purpose has the slug ${request.purpose}.`);
  const identity = request.identity ?? demoActor(request.agency, request.actor);
  const claims = {
    aud: audience,
    sub: request.actor,
    national_id: identity.nationalId,
    birthdate: identity.birthDate,
    client_id: `${request.agency}.software`,
    purpose: purpose.term,
    roles: [...request.roles],
    ...(request.area.length > 0 ? { area: [...request.area] } : {}),
  };
  return await keys.sign(agencyIssuerOf(registry, request.agency), claims, { minutes: request.minutes, now });
};
