import { type Database, openDatabase, type Transaction } from '../../../src/store/database.ts';
import type { Release } from '../../../src/store/statistics-release-store.ts';
import { storeInMemory } from '../../harness/store-in-memory.ts';
import { drawTown } from '../../statistics/draw-town.ts';
import { databaseIn, type GridNumber, readGrid } from './read-grid.ts';

type Grid = ReadonlyMap<string, GridNumber>;

export interface TwoWorlds {
  /** Folder of a store with empty tables. */
  readonly image: string;
  readonly persons: number;
  readonly areas: number;
  readonly seed: number;
  /** How many persons are drawn, and how many households, of as many towns. */
  readonly targets: number;
  readonly towns: number;
  /** Which share of the households are others in the later release. */
  readonly turnover: number;
}

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

interface Target {
  readonly household: number;
  /** One person's row; null where the whole household is meant. */
  readonly row: string | null;
}

/** Thrown to undo a world. */
class Undone extends Error {}

/** Those who are what they were a release ago, in a drawn order. */
const drawTargets = async (
  before: Database,
  after: Database,
  { targets, seed }: TwoWorlds,
): Promise<readonly Target[]> => {
  const members = `select household, string_agg(concat_ws(' ', local_community, age_band, sex, employed, household_type, tenure,
      recipient), ',' order by age_band, sex, employed) as who, min(ctid)::text as row from statistics_person group by household`;
  const [then, now] = [
    await before.query<{ household: number; who: string }>(members),
    await after.query<{ household: number; who: string; row: string }>(
      `${members} order by hashtextextended(household::text || 'target', ${seed})`,
    ),
  ];
  const known = new Map(then.map(({ household, who }) => [household, who]));
  return now
    .filter(({ household, who }) => known.get(household) === who)
    .slice(0, targets)
    .map(({ household, row }) => ({ household, row }));
};

const take = async (transaction: Transaction, { household, row }: Target): Promise<void> => {
  // A person leaves, and the household stays of the type that it was: less shows of it than would.
  const statements =
    row === null
      ? ['statistics_person', 'statistics_household', 'statistics_right'].map(
          (table) => `delete from ${table} where household = ${household}`,
        )
      : [
          `delete from statistics_person where ctid = '${row}'::tid`,
          `update statistics_household set persons = persons - 1 where household = ${household}`,
          `delete from statistics_household where household = ${household} and persons = 0`,
        ];
  for (const statement of statements) await transaction.query(statement);
  await transaction.query('delete from statistics_table');
};

/** The grid of the world in which the target is not: decided anew, and undone. */
const gridWithout = async (database: Database, release: Release, target: Target): Promise<Grid> => {
  let grid: Grid = new Map();
  await database
    .transaction(async (transaction) => {
      await take(transaction, target);
      grid = await readGrid(databaseIn(transaction, database), release);
      throw new Undone();
    })
    .catch((error: unknown) => {
      if (!(error instanceof Undone)) throw error;
    });
  return grid;
};

/** The normal distribution (M. Abramowitz and I. Stegun, Handbook of mathematical functions, 1964, 26.2.17). */
const normal = (value: number): number => {
  const [t, tail] = [1 / (1 + 0.2316419 * Math.abs(value)), Math.exp((-value * value) / 2) / 2.5066282746];
  const poly =
    t * (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return value > 0 ? 1 - tail * poly : tail * poly;
};

/** By table: how far its numbers move from one release to the next, as a share of what they count (mean square). */
const movesOf = (before: Grid, after: Grid): ReadonlyMap<string, number> => {
  const sums = new Map<string, { moved: number; counted: number }>();
  for (const [key, { table, truth, isFinest }] of after) {
    if (!isFinest) continue;
    const then = before.get(key)?.truth ?? 0;
    const of = sums.get(table) ?? { moved: 0, counted: 0 };
    sums.set(table, { moved: of.moved + (truth - then) ** 2, counted: of.counted + then });
  }
  return new Map([...sums].map(([table, { moved, counted }]) => [table, moved / Math.max(counted, 1)]));
};

/** How much likelier the answers are where the target is in the later release than where not, by those who know of the earlier one all. */
const scoreOf = (
  answers: Grid,
  known: {
    readonly before: Grid;
    readonly moves: ReadonlyMap<string, number>;
    readonly shifts: ReadonlyMap<string, number>;
  },
): number => {
  let score = 0;
  for (const [key, shift] of known.shifts) {
    const { told = null, table = '', isFinest = false } = answers.get(key) ?? {};
    if (told === null || !isFinest) continue;
    const then = known.before.get(key)?.truth ?? 0;
    const spread = Math.sqrt((known.moves.get(table) ?? 0) * Math.max(then, 1) + 0.01);
    const likelihood = (mean: number): number =>
      normal((told + 2.5 - mean) / spread) - normal((told - 2.5 - mean) / spread) + 1e-9;
    score += Math.log(likelihood(then) / likelihood(then - shift));
  }
  return score;
};

/** The share of those inside above a threshold less that of those outside; the threshold is the best of one half, judged by the other. */
const advantageOf = (scores: readonly { readonly inside: number; readonly outside: number }[]): number => {
  const halves = [0, 1].map((half) => scores.filter((_each, place) => place % 2 === half));
  const at = (of: typeof scores, threshold: number): number =>
    of.reduce(
      (sum, { inside, outside }) => sum + Number(inside >= threshold) - Number(outside >= threshold),
      0,
    ) / Math.max(of.length, 1);
  const judged = halves.map((half, place) => {
    const thresholds = half.flatMap(({ inside, outside }) => [inside, outside]);
    const best = thresholds.reduce(
      (found, each) => (at(half, each) > at(half, found) ? each : found),
      thresholds[0] ?? 0,
    );
    return at(halves[1 - place] ?? [], best);
  });
  return judged.reduce((sum, each) => sum + each, 0) / judged.length;
};

/** Of the numbers in which somebody is and which are given, those that their going changes. */
const changedShare = (base: Grid, other: Grid, shifts: ReadonlyMap<string, number>): number => {
  const given = [...shifts.keys()].filter((key) => base.get(key)?.told !== null);
  return (
    given.filter((key) => base.get(key)?.told !== other.get(key)?.told).length / Math.max(given.length, 1)
  );
};

interface Finding {
  /** How likely the answers are where the target is in, and where not. */
  readonly scores: { readonly inside: number; readonly outside: number }[];
  /** Of how many targets the answers differ. */
  differing: number;
  /** Sum over them of the share of their numbers that do. */
  changed: number;
}

const emptyFinding = (): Finding => ({ scores: [], differing: 0, changed: 0 });

const attackTown = async (
  proof: TwoWorlds,
  found: Readonly<Record<'person' | 'household', Finding>>,
): Promise<void> => {
  const { image, persons, areas, seed, turnover } = proof;
  const [before, after] = [
    await openDatabase(storeInMemory(image)),
    await openDatabase(storeInMemory(image)),
  ];
  try {
    const town = { persons, areas, seed };
    const known = await readGrid(before, await drawTown(before, town));
    const release = await drawTown(after, { ...town, turnover });
    const base = await readGrid(after, release);
    const moves = movesOf(known, base);
    for (const { household, row } of await drawTargets(before, after, proof))
      for (const kind of ['person', 'household'] as const) {
        const target = { household, row: kind === 'person' ? row : null };
        const other = await gridWithout(after, release, target);
        const shifts = new Map(
          [...base].flatMap(([key, { truth }]) => {
            const shift = truth - (other.get(key)?.truth ?? 0);
            return shift === 0 ? [] : [[key, shift] as const];
          }),
        );
        const finding = found[kind];
        if ([...base].some(([key, { told }]) => told !== other.get(key)?.told)) finding.differing += 1;
        finding.changed += changedShare(base, other, shifts);
        const weighed = { before: known, moves, shifts };
        finding.scores.push({ inside: scoreOf(base, weighed), outside: scoreOf(other, weighed) });
      }
  } finally {
    for (const each of [before, after]) await each.close();
  }
};

/**
 * How much two releases, one after the other, tell of whether one person, or one household, is still there: the membership experiment of
 * S. Yeom and others (Privacy risk in machine learning, 2018, definition 4: the share of those who are in and are taken to be, less that
 * of those who are not in and are taken to be), in two worlds that differ in nothing else. All numbers of the grid are told of both.
 *
 * Two attackers are measured. One knows everybody else in both releases: he is right wherever the worlds' answers differ, and his
 * advantage is the share of targets for which they do (it is the most that anybody can have). The other knows everybody in the earlier
 * release, and of the later one its answers alone: some households have become others. He weighs the likelihoods of the answers in both
 * worlds (J. Neyman and E. Pearson, 1933) by what he can expect to move, over the smallest cells of each table; a better one may find more.
 *
 * It says figures and asks nothing of them: docs/decisions/0072 says why.
 */
export const measureTwoWorlds = async (proof: TwoWorlds, say: (line: string) => void): Promise<void> => {
  const found = { person: emptyFinding(), household: emptyFinding() };
  for (let town = 0; town < proof.towns; town += 1) {
    const targets = Math.ceil(proof.targets / proof.towns);
    await attackTown({ ...proof, targets, seed: proof.seed + 10 * town }, found);
  }
  for (const [kind, { scores, differing, changed }] of Object.entries(found)) {
    const [all, some] = [differing / scores.length, advantageOf(scores)];
    say(
      `One ${kind}, ${scores.length} drawn of ${proof.towns} towns: ${all.toFixed(3)} for who knows everybody else (${percent(changed / scores.length)} of the numbers that they are in change), ${some.toFixed(3)} for who knows the release before.`,
    );
  }
};
