import { LRUCache } from 'lru-cache';
import type { Agency, Registration, Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { Caller } from '../domain/caller.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import { buildRuleset, isGranted } from '../policy/ruleset.ts';
import type { Standing } from './operation-request.ts';

export interface StandingsInput {
  readonly registry: {
    readonly agencies: ReadonlyMap<string, Agency>;
    readonly persons: { readonly registrations: ReadonlyMap<string, Registration> };
    readonly sources: ReadonlyMap<string, Source>;
  };
  readonly catalogue: Catalogue;
  /** What is agreed, asked anew for each request. */
  readonly policy: () => { readonly version: string; readonly agreements: readonly Agreement[] };
  /** Local date: agreements begin and end with the day. */
  readonly today: () => string;
  /** How many are remembered. */
  readonly kept: number;
}

/**
 * What callers may do at all, remembered per agency, purpose, roles, kind of actor, policy version and day. Only this is
 * cached of policy: consent and relationship are read with the rows.
 */
export const createStandings = (input: StandingsInput): ((caller: Caller) => Standing | null) => {
  const kept = new LRUCache<string, Standing>({ max: input.kept });
  const { registry } = input;

  return (caller) => {
    const policy = input.policy();
    const policyVersion = policy.version;
    if (caller.kind === 'PERSON') {
      const registration = registry.persons.registrations.get(caller.purpose);
      return registration
        ? { registration, ruleset: null, granted: true, policyVersion, key: `PERSON ${caller.purpose}` }
        : null;
    }
    const agency = registry.agencies.get(caller.agency);
    const registration = agency?.registrations.get(caller.purpose);
    if (!agency || !registration) return null;
    const today = input.today();
    const key = JSON.stringify([
      caller.agency,
      caller.purpose,
      caller.roles,
      caller.named,
      policyVersion,
      today,
    ]);
    const known = kept.get(key);
    if (known) return known;
    const rules = {
      caller,
      agency,
      purposeClass: registration.class,
      catalogue: input.catalogue,
      agreements: policy.agreements,
      sources: [...registry.sources.values()],
      today,
    };
    const granted = registration.class !== 'operational' || isGranted(rules);
    const standing = { registration, ruleset: buildRuleset(rules), granted, policyVersion, key };
    kept.set(key, standing);
    return standing;
  };
};
