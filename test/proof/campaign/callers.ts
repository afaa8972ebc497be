import { demoActor } from '../../../src/access/demo-actor.ts';
import { signDemoToken } from '../../../src/access/demo-token.ts';
import type { Agency, Registration } from '../../../src/domain/agency.ts';
import { emergencyPurpose } from '../../../src/domain/emergency.ts';
import { purposeOfTerm } from '../../../src/domain/purpose.ts';
import { hashNationalId } from '../../../src/identity/national-id.ts';
import { demoKeysOf } from '../../../src/server/open-core.ts';
import type { Random } from '../random.ts';
import { withPast } from '../worlds/prepare-town.ts';
import type { Townsperson } from '../worlds/town.ts';
import { waitingAgreement } from '../worlds/town-policy.ts';
import type { TwinWorlds } from '../worlds/twin-worlds.ts';

/** Somebody with a token: an agency's actor under one registered purpose, or a person for themselves. */
export type ProofCaller =
  | {
      readonly kind: 'AGENCY';
      readonly agency: Agency;
      readonly registration: Registration;
      readonly actor: string;
      readonly roles: readonly string[];
      readonly area: readonly string[] | null;
      readonly named: boolean;
      /** Who the actor is as a person (R15): somebody of the town, or nobody whom a register knows. */
      readonly identity: { readonly nationalId: string; readonly birthDate: string };
    }
  | { readonly kind: 'PERSON'; readonly person: Townsperson; readonly registration: Registration };

export const describeCaller = (caller: ProofCaller): string =>
  caller.kind === 'PERSON'
    ? `${caller.person.givenName} ${caller.person.familyName} for herself or himself`
    : [
        `${caller.agency.id} for ${caller.registration.purpose}`,
        ...(caller.roles.length > 0 ? [`as ${caller.roles.join(', ')}`] : []),
        ...(caller.area ? [`in ${caller.area.join(', ')}`] : []),
        ...(caller.named ? [`who is ${caller.identity.nationalId}`] : ['as software']),
      ].join(' ');

/** Every role that anything in the configuration asks for, and those that are read from a token alone. */
const rolesOf = ({ world, agreements }: TwinWorlds): readonly string[] => {
  const { registry } = world.running.hub;
  const asked = [...registry.sources.values()].flatMap(({ own }) => own.roles);
  return [
    ...new Set([...asked, ...agreements.flatMap(({ roles }) => roles), 'officer', 'dpo', 'lead']),
  ].sort();
};

/** Who reads people comes often; the rest answers much the same to everybody, and is looked at for that. */
const weightOf = ({ operations, class: purposeClass, purpose }: Registration, readers: boolean): number => {
  // An emergency opens nobody under any agreement until somebody opened it.
  if (readers) return operations.has('findPerson') && purpose !== emergencyPurpose ? 1 : 0;
  if (purposeClass === 'operational') return operations.size > 1 ? 6 : 3;
  return purposeClass === 'statistics' ? 1 : 1.7;
};

/** Which callers are drawn. */
interface CallerDraw {
  readonly focus?: string | null;
  readonly readers?: boolean;
  readonly operation?: string | null;
}

/** The agencies that can decide something by an operation on agreements; null where any agency can do what it may. */
const decidersOf = (operation: string | null, { agreements }: TwinWorlds): ReadonlySet<string> | null => {
  const parties = (some: TwinWorlds['agreements']): ReadonlySet<string> =>
    new Set(some.flatMap(({ recipient, controller }) => [recipient, controller]));
  switch (operation) {
    case 'approveAgreement':
    case 'refuseAgreement':
      return new Set(
        agreements.flatMap(({ id, controller }) => (id === waitingAgreement ? [controller] : [])),
      );
    case 'endAgreement':
    case 'proposeAgreement':
      return parties(agreements);
    default:
      return null;
  }
};

/**
 * Draws who asks. Actors are new in every round: what is counted per actor begins anew.
 *
 * @param focus an agency whose actors alone are drawn; `readers` draws only those who may read people; `operation` is one that
 *   the caller may run, and is in a role and a person for.
 */
export const drawCaller = (
  random: Random,
  twins: TwinWorlds,
  round: number,
  { focus = null, readers = false, operation = null }: CallerDraw = {},
): ProofCaller => {
  const { registry } = twins.world.running.hub;
  const deciding = focus === null && random.chance(0.8) ? decidersOf(operation, twins) : null;
  const registrations = [...registry.agencies.values()]
    .filter(({ id }) => focus === null || focus.startsWith(id))
    .flatMap((agency) =>
      [...agency.registrations.values()]
        .filter(({ operations }) => operation === null || operations.has(operation))
        .filter(() => deciding === null || deciding.has(agency.id))
        .map((registration) => [weightOf(registration, readers), { agency, registration }] as const),
    );
  const [own] = registry.persons.registrations.values();
  const asPerson = operation === null ? random.chance(0.06) : own?.operations.has(operation);
  if (focus === null && !readers && (asPerson || registrations.length === 0)) {
    const people = twins.town.people.filter(
      ({ nationalId, birthDate }) => nationalId !== null && birthDate !== null,
    );
    // Those with a past come often: of others there is little to ask.
    const known = people.filter(({ givenName }) => withPast.has(givenName));
    const person = random.pick(known.length > 0 && random.chance(0.6) ? known : people);
    if (own) return { kind: 'PERSON', person, registration: own };
  }
  const { agency, registration } = random.weighed(registrations);
  // A matter's parties are named actors (R12); anybody else is new in every round.
  const isParty =
    registration.operations.has('matters') && random.chance(operation === 'takeMatter' ? 0.3 : 0.7);
  const name = isParty ? random.pick(['Nada', 'Nada', 'Vesna']) : `Nada ${round}`;
  return actorOf(random, twins, {
    agency,
    registration,
    name,
    readers: readers || operation !== null,
    mayDecide: operation !== null,
  });
};

/** Roles of those who administer access: each of them is told something that others are not. */
const administering: readonly string[] = ['officer', 'dpo', 'lead'];

/** Roles without which little can be done under a purpose. */
const needed: Readonly<Record<string, readonly string[]>> = {
  [emergencyPurpose]: ['on-call'],
  'hub:DomesticViolenceProtection': ['lead'],
};

const identityOf = (random: Random, { town }: TwinWorlds, agency: Agency, actor: string) => {
  const somebody = random.maybe(
    town.people.filter((each) => each.nationalId !== null && each.birthDate !== null),
  );
  return random.chance(0.4) && somebody
    ? { nationalId: somebody.nationalId ?? '', birthDate: somebody.birthDate ?? '' }
    : demoActor(agency.id, actor);
};

/** Which actor is drawn. */
export interface ActorDraw {
  readonly agency: Agency;
  readonly registration: Registration;
  readonly name: string;
  /** Never the agency's own software. */
  readonly readers: boolean;
  /** In every role of those who administer access, where the registration is for that. */
  readonly mayDecide?: boolean;
}

/** An actor of an agency under one of its registrations, with roles, an area and an identity of their own. */
export const actorOf = (
  random: Random,
  twins: TwinWorlds,
  { agency, registration, name, readers, mayDecide = false }: ActorDraw,
): ProofCaller & { readonly kind: 'AGENCY' } => {
  const { registry } = twins.world.running.hub;
  const software = !readers && random.chance(0.08);
  // The roles that the agency's own registers ask for come often: without them nothing of those is read.
  const own = [...registry.sources.values()]
    .filter((source) => source.controller === agency.id)
    .flatMap((source) => source.own.roles);
  return {
    kind: 'AGENCY',
    agency,
    registration,
    actor: software ? `${agency.id}.software` : name,
    roles: [
      ...new Set([
        ...(random.chance(0.5) ? own : []),
        ...(mayDecide || random.chance(0.6) ? (needed[registration.purpose] ?? []) : []),
        ...(registration.operations.has('linkReviews') && random.chance(mayDecide ? 0.7 : 0.2)
          ? ['steward']
          : []),
        ...(registration.class === 'administration' ? random.some(administering, mayDecide ? 3 : 2) : []),
        ...(random.chance(0.4) ? random.some(rolesOf(twins), 2) : []),
      ]),
    ],
    area: random.chance(0.15) ? random.some(twins.town.localCommunities, 2) : null,
    named: !software,
    identity: identityOf(random, twins, agency, name),
  };
};

/** Signs the caller's token as its own issuer would: good for either world. */
export const tokenOf = async (caller: ProofCaller, twins: TwinWorlds): Promise<string> => {
  const { configuration, registry } = twins.world.running.hub;
  const keys = demoKeysOf(configuration);
  if (!keys) throw new Error('the worlds of the proof run in the demo profile');
  const context = { registry, keys, audience: configuration.audience, now: twins.clock.now() };
  if (caller.kind === 'PERSON') {
    const { nationalId, birthDate } = caller.person;
    return await signDemoToken(
      { kind: 'PERSON', nationalId: nationalId ?? '', birthDate: birthDate ?? '', minutes: 50 },
      context,
    );
  }
  return await signDemoToken(
    {
      kind: 'AGENCY',
      agency: caller.agency.id,
      purpose: purposeOfTerm(caller.registration.purpose)?.slug ?? '',
      actor: caller.actor,
      identity: caller.identity,
      roles: caller.roles,
      area: caller.area ?? [],
      minutes: 50,
    },
    context,
  );
};

/** The hash under which the hub knows a person's national id. */
export const hashOf = (person: { readonly nationalId: string | null }, twins: TwinWorlds): string =>
  hashNationalId(person.nationalId ?? '', twins.world.running.hub.secrets.hashing);
