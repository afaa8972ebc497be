import type { IdScope, PairwiseIds } from '../../../src/access/pairwise-id.ts';
import type { Agreement } from '../../../src/domain/agreement.ts';
import type { EntityKind } from '../../../src/domain/entity-kind.ts';
import type { KnownWorld } from '../oracle/known-world.ts';
import type { Random } from '../random.ts';
import type { TownCase, Townsperson } from '../worlds/town.ts';

/** What an operation can name. */
export interface Named {
  readonly kind: EntityKind;
  readonly id: string;
  /** Whether people of several agencies speak of it by one id (R23). */
  readonly isShared: boolean;
}

/** Where the values of a round's questions are drawn from: what the caller may know, and what it may not. */
export interface Pools {
  readonly people: readonly Townsperson[];
  readonly cases: readonly TownCase[];
  readonly localCommunities: readonly string[];
  readonly addresses: readonly string[];
  readonly agencies: readonly string[];
  readonly purposes: readonly string[];
  readonly coordinates: readonly string[];
  readonly references: readonly string[];
  /** Names under which a register has sealed anything. */
  readonly sealed: readonly string[];
  /** Slugs of the purposes that the caller's agency registered. */
  readonly registered: readonly string[];
  readonly agreements: readonly Agreement[];
  /** People with a consent that waits for a second agency: the hub's own ids. */
  readonly pending: readonly string[];
  /** The hub's own ids of requests of rights, whosever they are. */
  readonly requests: readonly string[];
  /** Records that name the caller, who is a person, with their fields: the hub's own ids. */
  readonly records: readonly { readonly id: string; readonly fields: readonly string[] }[];
  /** The hub's own ids of referrals, whosever they are. */
  readonly referrals: readonly string[];
  /**
   * The caller's own ids of one kind of entity: of visible ones, of hidden ones, and of nobody.
   *
   * @param towards a type of record; entities of which such are seen come often.
   */
  readonly id: (random: Random, kind: EntityKind, towards?: string | null) => string;
  /** Cursors of earlier answers of the sequence, of other callers, and edited ones. */
  readonly opaque: (random: Random) => string;
  /** The hub's own ids of what some operations name, by the operation's position. */
  readonly named: Readonly<Record<string, readonly Named[]>>;
  /** Something that a position names, by an id of the caller's or of all parties'; null where the town has none. */
  readonly namedAt: (random: Random, position: string) => string | null;
  /** The line of an earlier answer's log. */
  readonly line: (random: Random) => string;
  /** Somebody whose consent waits, as the caller names them. */
  readonly waiting: (random: Random) => string;
  /** An assisted session that an earlier answer named. */
  readonly session: (random: Random) => string;
  /** A referral as the caller names it. */
  readonly referral: (random: Random) => string;
  /** A request of a right as the caller names it. */
  readonly rightsRequest: (random: Random) => string;
  /** A record as the person is shown it. */
  readonly ownRecord: (random: Random, id: string | null) => string;
  /** Somebody under the id by which the agency's operational staff know them. */
  readonly operationalId: (random: Random) => string;
  /** The name of an earlier answer's request id (see `worlds/world.ts`), or of none. */
  readonly request: (random: Random) => string;
  /** A local community: often the one that was asked for before, because a cursor is of one filter. */
  readonly community: (random: Random) => string;
  /** Tells what an answer held, so that later questions can use it. */
  readonly learn: (text: string) => void;
  readonly forget: () => void;
}

export interface PoolsInput {
  readonly known: KnownWorld;
  /** Every entity of the store, by kind: the hub's own ids. */
  readonly everything: KnownWorld['entities'];
  /** Those of them that the round's changes are about. */
  readonly touched: KnownWorld['entities'];
  readonly pairwise: PairwiseIds;
  readonly scope: IdScope;
  readonly otherScopes: readonly IdScope[];
  /** Cursors that other callers were given. */
  readonly foreignCursors: readonly string[];
}

const edited = (random: Random, text: string): string => {
  const at = random.below(Math.max(text.length, 1));
  return random.pick([
    text.slice(0, at) + random.pick(['A', 'z', '0', '_']) + text.slice(at + 1),
    text.slice(0, -1),
    `${text}A`,
    text.toLowerCase(),
  ]);
};

const entityKinds = ['PERSON', 'HOUSEHOLD', 'DWELLING'] as const;
type Entity = (typeof entityKinds)[number];
const isEntity = (kind: EntityKind): kind is Entity => (entityKinds as readonly string[]).includes(kind);

/** The scope of ids that are nobody's own (R23). */
const allParties: IdScope = { agency: 'shared', purposeClass: 'operational' };

/** How many opaque texts of earlier answers are remembered. */
const mostLearned = 60;

/** Ids are shorter than this, cursors longer. */
const cursorLength = 30;

/** Whether a value names the request of an earlier answer. */
export const isRequestName = (value: unknown): boolean =>
  typeof value === 'string' && /^answer \d+$/.test(value);

/** Makes the ids and opaque texts of one round. */
export const createPools = (
  input: PoolsInput,
  words: Omit<
    Pools,
    | 'id'
    | 'opaque'
    | 'community'
    | 'learn'
    | 'forget'
    | 'waiting'
    | 'namedAt'
    | 'line'
    | 'referral'
    | 'rightsRequest'
    | 'ownRecord'
    | 'session'
    | 'operationalId'
    | 'request'
  >,
): Pools => {
  let learned: string[] = [];
  let cursors: string[] = [];
  let community: string | null = null;
  let answers = 0;
  const encode = (kind: EntityKind, id: string | null, scope: IdScope): string | null =>
    id === null ? null : input.pairwise.encode(kind, id, scope);
  const nobody = '00000000-0000-4000-8000-00000000dead';
  return {
    ...words,
    id: (random, kind, towards = null) => {
      const holding = towards === null ? undefined : input.known.holding.get(towards);
      const of = (entities: KnownWorld['entities']): readonly string[] =>
        isEntity(kind) ? entities[kind] : [];
      const [known, all] = [of(input.known.entities), of(input.everything)];
      const touched = of(input.touched).length > 0 ? of(input.touched) : all;
      const near = isEntity(kind) && holding && random.chance(0.7) ? holding[kind] : [];
      const visible = (): string | null =>
        encode(kind, random.maybe(near.length > 0 ? near : known), input.scope);
      const drawn = random.weighed([
        [46, visible],
        [22, () => encode(kind, random.maybe(touched), input.scope)],
        [8, () => encode(kind, random.maybe(all), input.scope)],
        [5, () => encode(kind, random.maybe(all), random.pick(input.otherScopes))],
        [4, () => edited(random, visible() ?? 'AAAA')],
        [4, () => encode(kind, nobody, input.scope)],
        [3, () => encode(random.pick(entityKinds), random.maybe(all), input.scope)],
        [8, () => random.maybe(learned)],
      ] as const)();
      return drawn ?? encode(kind, nobody, input.scope) ?? 'nobody';
    },
    opaque: (random) =>
      random.weighed([
        [60, () => random.maybe(cursors)],
        [15, () => edited(random, random.maybe(cursors) ?? 'AAAAAAAA')],
        [20, () => random.maybe(input.foreignCursors)],
        [5, () => ''],
      ] as const)() ?? 'AAAA',
    namedAt: (random, position) => {
      const named = random.maybe(words.named[position] ?? []);
      return named && encode(named.kind, named.id, named.isShared ? allParties : input.scope);
    },
    line: (random) => random.maybe(learned) ?? 'nobody',
    waiting: (random) => encode('PERSON', random.maybe(words.pending), input.scope) ?? 'nobody',
    session: (random) => random.maybe(learned) ?? 'nobody',
    referral: (random) =>
      (random.chance(0.85) ? encode('REFERRAL', random.maybe(words.referrals), input.scope) : null) ??
      random.maybe(learned) ??
      'nobody',
    rightsRequest: (random) =>
      (random.chance(0.85) ? encode('RIGHTS_REQUEST', random.maybe(words.requests), input.scope) : null) ??
      random.maybe(learned) ??
      'nobody',
    ownRecord: (random, id) =>
      (random.chance(0.9) ? encode('RECORD', id, input.scope) : null) ?? random.maybe(learned) ?? 'nobody',
    operationalId: (random) => {
      const scope = { ...input.scope, purposeClass: 'operational' };
      return encode('PERSON', random.maybe(input.everything.PERSON), scope) ?? 'nobody';
    },
    request: (random) => (answers > 0 && random.chance(0.9) ? `answer ${random.below(answers)}` : nobody),
    community: (random) => {
      if (community === null || random.chance(0.3)) community = random.pick(words.localCommunities);
      return community;
    },
    learn: (text) => {
      answers += 1;
      const texts = [...text.matchAll(/"([\w-]{22,})"/g)].map(([, value]) => value ?? '');
      // A cursor is an id with a tag: the longer of the two.
      cursors = [...cursors, ...texts.filter((value) => value.length > cursorLength)].slice(-3);
      learned = [...learned, ...texts.filter((value) => value.length <= cursorLength)].slice(-mostLearned);
    },
    forget: () => {
      learned = [];
      cursors = [];
      community = null;
    },
  };
};
