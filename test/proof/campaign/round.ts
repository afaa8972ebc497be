import { setTimeout } from 'node:timers/promises';
import { localDateOf } from '../../../src/domain/local-date.ts';
import { imageInstant } from '../../harness/image-instant.ts';
import { type DrawnOperation, drawOperation } from '../operations/draw-operation.ts';
import { shapes } from '../operations/draw-selection.ts';
import { drawWish } from '../operations/draw-wish.ts';
import type { SchemaMap } from '../operations/schema-map.ts';
import { spoilOperation } from '../operations/spoil-operation.ts';
import { applied, type Edit, writeEdits } from '../oracle/facts.ts';
import { Random } from '../random.ts';
import type { TwinWorlds } from '../worlds/twin-worlds.ts';
import { aimOf } from './aim.ts';
import { type Asking, createAskings } from './asking.ts';
import { actorOf, describeCaller, drawCaller, type ProofCaller } from './callers.ts';
import type { Coverage } from './coverage.ts';
import { both, drawChanges, knowledgeOf } from './knowledge.ts';
import { ask, type Difference, isSame, requestOf, type Step } from './pair.ts';
import { touchedEntities } from './touched-entities.ts';

/** What the second world is made of: what the caller may not see changed, what it may see, or everything granted. */
export type Contrast = 'hidden' | 'visible' | 'reference';

export interface RoundInput {
  readonly twins: TwinWorlds;
  readonly map: SchemaMap;
  readonly seed: number;
  readonly round: number;
  readonly pairs: number;
  readonly contrast: Contrast;
  readonly coverage: Coverage;
  /** An agency whose actors alone ask; null for everybody. */
  readonly focus?: string | null;
}

export interface RoundResult {
  readonly caller: string;
  readonly changes: readonly string[];
  readonly edits: readonly Edit[];
  readonly pairs: number;
  readonly requests: number;
  /** Pairs with an answer that differs. */
  readonly differing: number;
  /** The first of them, with the steps that led there. */
  readonly difference: (Difference & { readonly steps: readonly Step[] }) | null;
  /** Whether some of the edits alone are such that the caller may not notice. */
  readonly isHidden: (edits: readonly Edit[]) => boolean;
}

const firstHour = new Date(imageInstant).getTime() + 3 * 86_400_000;
const hour = 3_600_000;

const lengths = [
  [4, 1],
  [4, 2],
  [3, 3],
  [2, 4],
  [1, 5],
] as const;

/** Plays one round: one caller, one set of changes, many sequences of operations, each to both worlds. */
export const playRound = async (input: RoundInput): Promise<RoundResult> => {
  const { twins, map, coverage } = input;
  const { facts } = twins;
  const random = new Random(input.seed, 'round', input.round);
  twins.clock.set(new Date(firstHour + input.round * hour).toISOString());
  await twins.world.restore();
  await twins.twin.restore();
  const { registry, graph } = twins.world.running.hub;
  const today = localDateOf(twins.clock.now(), registry.timeZone);
  const aim = input.contrast === 'hidden' && !input.focus ? aimOf(map, input.seed, input.round) : null;
  const caller = drawCaller(random, twins, input.round, {
    focus: input.focus ?? null,
    readers: input.contrast !== 'hidden',
    operation: aim?.definition.name ?? null,
  });
  const mutations = input.contrast === 'hidden' && (aim?.operation === 'mutation' || random.chance(0.6));
  const own = knowledgeOf(caller, twins, { today, mutations });
  // Who explains requests is told what a colleague's were given: they know what both may know.
  const colleague = colleagueOf(random, twins, caller);
  const knowledge = colleague ? both(own, knowledgeOf(colleague, twins, { today, mutations: false })) : own;
  const drawn =
    input.contrast === 'reference'
      ? { edits: [], kinds: [] }
      : drawChanges(random, facts, knowledge, {
          hidden: input.contrast === 'hidden',
          most: input.contrast === 'hidden' ? 30 : 5,
        });
  await writeEdits(twins.twin.running.hub.database, drawn.edits);
  const askingOf = createAskings({ twins, facts, today, touched: touchedEntities(facts, drawn.edits) });
  const asking = await askingOf(caller, mutations);
  // Drawing is long: connections that ended meanwhile are let go before the next question would take one of them.
  await setTimeout(100);
  // Who reads their own file, or sits beside who does, sees who read of them: what somebody else reads in one world alone would be in it, and rightly.
  const besides =
    input.contrast === 'hidden' &&
    caller.kind === 'AGENCY' &&
    !caller.registration.operations.has('openAssistedSession')
      ? await besideOf(random, twins, caller, askingOf, input.round)
      : null;

  // What is granted shows to who reads people: the rest of the graph answers alike under any agreements.
  const readingRoots = new Set(
    map.roots.flatMap(({ operation, types, definition }) =>
      operation === 'query' && caller.registration.operations.has(definition.name) && types.some(isOfPeople)
        ? [definition.name]
        : [],
    ),
  );
  let keys = 0;
  const draw = (who: Asking): DrawnOperation => {
    const allowed = input.contrast === 'hidden' ? who.caller.registration.operations : readingRoots;
    // What a purpose may do besides its aim comes as often as the rest of it: it stands on the same acts.
    const own = map.roots.filter(
      ({ definition, operation }) => allowed.has(definition.name) && (who.mutations || operation === 'query'),
    );
    const aimed = who === asking && random.chance(0.4) ? aim : random.chance(0.15) ? random.maybe(own) : null;
    const roots = aimed ? [aimed] : map.roots.filter(({ definition }) => allowed.has(definition.name));
    const wanted = random.chance(0.85)
      ? { coordinate: drawWish(random, map, roots), shape: random.pick(shapes), route: null }
      : null;
    keys += 1;
    const operation = drawOperation({
      random,
      map,
      pools: who.pools,
      names: graph.catalogue.names,
      allowed,
      aim: aimed,
      wanted,
      mutations: who.mutations,
      freshKey: () => `key ${keys}`,
    });
    return random.chance(0.07) ? spoilOperation(operation, random) : operation;
  };

  let [requests, differing, number] = [0, 0, 0];
  let difference: RoundResult['difference'] = null;
  const steps: Step[] = [];
  const asked = colleague ? await askingOf(colleague, false) : null;
  for (let turn = 0; asked && turn < colleagueRequests && !difference; turn += 1) {
    const step: Step = { request: requestOf(draw(asked), asked.token), beside: null, before: false };
    steps.push(step);
    number += 1;
    const [one, two] = await ask(step, number, twins);
    if (!isSame(one, two) && input.contrast === 'hidden')
      difference = { step: steps.length - 1, request: step.request, one, other: two, steps: [...steps] };
    asking.pools.learn('');
  }
  for (let pair = 0; pair < input.pairs && !(difference && input.contrast === 'hidden'); pair += 1) {
    asking.pools.forget();
    let last: DrawnOperation | null = null;
    let differs = false;
    const length = random.weighed(lengths);
    for (let position = 0; position < length && !differs; position += 1) {
      const again: DrawnOperation | null = last !== null && random.chance(0.25) ? last : null;
      const operation: DrawnOperation = again ?? draw(asking);
      const beside =
        besides && random.chance(0.35)
          ? requestOf(random.chance(0.5) && !operation.isMutation ? operation : draw(besides), besides.token)
          : null;
      const step: Step = { request: requestOf(operation, asking.token), beside, before: random.chance(0.5) };
      steps.push(step);
      number += 1;
      const [one, two] = await ask(step, number, twins);
      requests += 1;
      const more = again ? [operation.isMutation ? 'replay' : 'again'] : [];
      coverage.note(operation, one, more);
      asking.pools.learn(one.text);
      last = operation;
      differs = !isSame(one, two);
      if (differs)
        difference ??= { step: steps.length - 1, request: step.request, one, other: two, steps: [...steps] };
    }
    if (differs) differing += 1;
    if (differs && input.contrast === 'hidden') break;
  }
  return {
    caller: describeCaller(caller),
    changes: drawn.kinds,
    edits: drawn.edits,
    pairs: input.pairs,
    requests,
    differing,
    difference,
    isHidden: (edits) => knowledge(applied(facts, edits)).fingerprint === knowledge(facts).fingerprint,
  };
};

/** Types by which registers' records are read. */
const isOfPeople = (type: string): boolean =>
  ['Person', 'Household', 'Dwelling', 'HouseholdConnection'].includes(type);

/** Requests of a colleague, before who explains them asks. */
const colleagueRequests = 8;

/** Somebody of the caller's own agency who works with people, or the caller under that purpose: whose requests are explained. */
const colleagueOf = (random: Random, twins: TwinWorlds, caller: ProofCaller): ProofCaller | null => {
  if (caller.kind !== 'AGENCY' || !caller.registration.operations.has('accessExplanation')) return null;
  const working = [...caller.agency.registrations.values()].filter((each) => each.class !== 'administration');
  const registration = random.maybe(working);
  if (!registration) return null;
  const name = random.chance(0.5) ? caller.actor : `Vera of ${caller.actor}`;
  return actorOf(random, twins, { agency: caller.agency, registration, name, readers: true });
};

/** Somebody of another agency, who reads and asks while the caller does (THREATS.md S15): in the second world alone. */
const besideOf = async (
  random: Random,
  twins: TwinWorlds,
  caller: ProofCaller,
  askingOf: (caller: ProofCaller, mutations: boolean) => Promise<Asking>,
  round: number,
): Promise<Asking | null> => {
  for (let attempt = 0; attempt < 8; attempt += 1) {
    const other = drawCaller(random, twins, round + 1_000_000);
    const isOther =
      other.kind === 'AGENCY' && (caller.kind === 'PERSON' || other.agency.id !== caller.agency.id);
    if (isOther && other.registration.class === 'operational') return await askingOf(other, false);
  }
  return null;
};
