import { createPairwiseIds, type PairwiseIds } from '../../../src/access/pairwise-id.ts';
import { readSecrets } from '../../../src/access/secrets.ts';
import { purposeOfTerm, purposes } from '../../../src/domain/purpose.ts';
import { createPools, type Pools } from '../operations/pools.ts';
import type { Facts } from '../oracle/facts.ts';
import type { KnownEntities } from '../oracle/known-world.ts';
import type { TwinWorlds } from '../worlds/twin-worlds.ts';
import { hashOf, type ProofCaller, tokenOf } from './callers.ts';
import { knowledgeOf, references } from './knowledge.ts';
import { namedIn, sealedIn } from './named-entities.ts';

/** Somebody who asks in a round: with what token, of what, and whether they change anything. */
export interface Asking {
  readonly caller: ProofCaller;
  readonly token: string;
  readonly pools: Pools;
  readonly mutations: boolean;
}

export interface AskingsInput {
  readonly twins: TwinWorlds;
  /** What the first world holds. */
  readonly facts: Facts;
  readonly today: string;
  /** What the round's changes touch: it is asked for often. */
  readonly touched: KnownEntities;
}

const scopesOf = (twins: TwinWorlds) =>
  [...twins.world.running.hub.registry.agencies.values()].flatMap((agency) =>
    [...agency.registrations.values()].map((each) => ({ agency: agency.id, purposeClass: each.class })),
  );

const everythingIn = (facts: Facts): KnownEntities => {
  const of = (entity: string): string[] => [
    ...new Set(
      (facts['link'] ?? [])
        .filter((each) => each['entity'] === entity)
        .map((each) => String(each['entity_id'])),
    ),
  ];
  const dwellings = (facts['record'] ?? []).flatMap((each) =>
    each['dwelling_id'] === null ? [] : [String(each['dwelling_id'])],
  );
  return { PERSON: of('PERSON'), HOUSEHOLD: of('HOUSEHOLD'), DWELLING: [...new Set(dwellings)] };
};

/** The persons of whose consents one still waits for its verifier. */
const waitingIn = (facts: Facts): readonly string[] => {
  const last = new Map<unknown, unknown>();
  const events = [...(facts['consent_event'] ?? [])].sort(
    (one, other) => Number(one['id']) - Number(other['id']),
  );
  for (const event of events) last.set(event['consent_id'], event['state']);
  return (facts['consent'] ?? [])
    .filter((each) => last.get(each['id']) === 'ConsentRequested')
    .map((each) => String(each['person_id']));
};

/** The current records that name somebody by a line with this national id, each with the fields that it has. */
const recordsNaming = (
  facts: Facts,
  hash: string,
  typeNames: ReadonlyMap<string, string>,
): Pools['records'] => {
  const lines = new Set(
    (facts['mention_key'] ?? [])
      .filter((each) => each['entity'] === 'PERSON' && each['key'] === `id:${hash}`)
      .map((each) => `${each['source']} ${each['local_id']}`),
  );
  const texts = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
  return (facts['record'] ?? [])
    .filter((each) => each['superseded_at'] === null && each['erased_at'] === null)
    .filter((each) =>
      [each['person_local_id'], ...texts(each['signatories']), ...texts(each['members'])].some((name) =>
        lines.has(`${each['source']} ${name}`),
      ),
    )
    .map((each) => ({
      id: String(each['id']),
      fields: Object.keys(each['payload'] ?? {}).map(
        (field) => `${typeNames.get(String(each['kind']))}.${field}`,
      ),
    }));
};

/** Requests of rights. Those that wait for the caller's own agency come often: about others there is nothing to decide. */
const requestsFor = (facts: Facts, agency: string): readonly string[] => {
  const decided = new Set((facts['rights_decision'] ?? []).map((each) => each['request_id']));
  const all = facts['rights_request'] ?? [];
  const own = all.filter((each) => each['controller'] === agency && !decided.has(each['id']));
  return [...own, ...own, ...own, ...own, ...all].map((each) => String(each['id']));
};

const pairwiseOf = (twins: TwinWorlds): PairwiseIds => {
  const { pairwise } = readSecrets(twins.secretsFile);
  return createPairwiseIds({ masterKeys: pairwise.keys, current: pairwise.current });
};

/** Prepares a round's callers: each gets a token, and pools of what it may know and of what it may not. */
export const createAskings = ({
  twins,
  facts,
  today,
  touched,
}: AskingsInput): ((caller: ProofCaller, mutations: boolean) => Promise<Asking>) => {
  const { registry, graph } = twins.world.running.hub;
  const { people, cases, localCommunities, addresses } = twins.town;
  const typeNames = new Map(
    [...graph.catalogue.kinds.values()].map(({ kind, typeName }) => [kind, typeName]),
  );
  const pairwise = pairwiseOf(twins);
  const everything = everythingIn(facts);
  return async (caller, mutations) => {
    // Software asks for what a colleague by name would see.
    const asNamed: ProofCaller = caller.kind === 'AGENCY' ? { ...caller, named: true } : caller;
    const known = knowledgeOf(asNamed, twins, { today, mutations: false })(facts);
    const scope =
      caller.kind === 'AGENCY'
        ? { agency: caller.agency.id, purposeClass: caller.registration.class }
        : {
            agency: `person ${registry.persons.issuer} person of ${caller.person.birthDate}`,
            purposeClass: 'operational',
          };
    const otherScopes = scopesOf(twins).filter((each) => each.agency !== scope.agency);
    const someone = known.entities.PERSON[0] ?? '00000000-0000-4000-8000-000000000001';
    const foreignCursors = otherScopes
      .slice(0, 3)
      .map((each) => `${pairwise.encode('CURSOR', someone, each)}AAAAAAAAAAA`);
    const ownAgreements = twins.agreements.filter(
      ({ recipient, controller }) => recipient === scope.agency || controller === scope.agency,
    );
    const words = {
      people,
      cases,
      localCommunities,
      addresses,
      agencies: [...registry.agencies.keys()],
      purposes: purposes.map(({ slug }) => slug),
      coordinates: [...graph.catalogue.governed.keys()],
      references,
      sealed: sealedIn(facts),
      named: namedIn(facts, caller.kind === 'PERSON' ? hashOf(caller.person, twins) : null),
      requests: requestsFor(facts, scope.agency),
      records: caller.kind === 'PERSON' ? recordsNaming(facts, hashOf(caller.person, twins), typeNames) : [],
      referrals: (facts['referral'] ?? []).map((each) => String(each['id'])),
      // Those of the caller's own agency come often: about others there is nothing to decide.
      agreements: [...ownAgreements, ...ownAgreements, ...ownAgreements, ...twins.agreements],
      pending: waitingIn(facts),
      registered:
        caller.kind === 'AGENCY'
          ? [...caller.agency.registrations.values()].flatMap(
              ({ purpose }) => purposeOfTerm(purpose)?.slug ?? [],
            )
          : [],
    };
    const pools = createPools(
      { known, everything, touched, pairwise, scope, otherScopes, foreignCursors },
      words,
    );
    return { caller, token: await tokenOf(caller, twins), pools, mutations };
  };
};
