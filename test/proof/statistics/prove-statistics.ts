import { gridTables, statisticsPopulations } from '../../../src/statistics/populations.ts';
import { type Database, openDatabase } from '../../../src/store/database.ts';
import { storeInMemory } from '../../harness/store-in-memory.ts';
import { drawTown } from '../../statistics/draw-town.ts';
import { Random } from '../random.ts';
import { AskedTown, type GivenLine } from './ask-town.ts';
import { type Breach, judgeDifferences, judgeLine } from './attack-answers.ts';
import { attackByProgram } from './attack-by-program.ts';
import { KnownTown, keyOf } from './known-town.ts';
import { membershipAdvantage } from './membership.ts';

export interface StatisticsProof {
  /** Folder of a store with empty tables. */
  readonly image: string;
  readonly persons: number;
  readonly areas: number;
  /** How many sets of questions are asked: each of one to four. */
  readonly sets: number;
  readonly seed: number;
  /** How many small groups are sought by linear programming. */
  readonly seek: number;
  /** How many persons are guessed at, of the town and of none. */
  readonly guesses: number;
}

/** What the issue asks of the answers. */
const leastShareGiven = 0.8;
const mostAdvantage = 0.05;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const openTown = async (town: StatisticsProof, seed: number) => {
  const database = await openDatabase(storeInMemory(town.image));
  const release = await drawTown(database, { persons: town.persons, areas: town.areas, seed });
  return { database, asked: await AskedTown.open(database, release), known: await KnownTown.read(database) };
};

/** Every table of the grid, as cells. */
const askGrid = async (asked: AskedTown): Promise<readonly GivenLine[]> => {
  const measures = {
    OBSERVATIONS: 'OBSERVATIONS',
    HOUSEHOLDS: 'HOUSEHOLDS',
    PERSONS: 'PERSONS',
    RIGHTS: 'ASKED_RIGHTS',
  } as const;
  const lines: GivenLine[] = [];
  for (const population of statisticsPopulations)
    for (const by of gridTables[population])
      lines.push(...(await asked.ask({ measure: measures[population], by, where: [] })));
  return lines;
};

const usefulness = (known: KnownTown, lines: readonly GivenLine[]) => {
  const table = ['AGE_BAND', 'LOCAL_COMMUNITY', 'SEX'];
  const given = lines.filter(
    ({ told, group }) => told.population === 'PERSONS' && [...group.keys()].sort().join() === table.join(),
  );
  const groups = new Set(
    known.alike('PERSONS').map(({ codes: [area, age, sex] }) => [area, age, sex].join(' ')),
  );
  const errors = given.map(({ value, group }) => Math.abs(value - known.count('PERSONS', group).count));
  const share = given.filter(({ value }) => value > 0).length / groups.size;
  return { share, error: errors.reduce((sum, each) => sum + each, 0) / Math.max(errors.length, 1) };
};

/**
 * Asks a made-up town of which the truth is known for very much, as two agencies, and tries to find a few out of what was answered: line by
 * line, by differences within each set of questions, by linear programming over all that was ever answered, and by guessing who is in it.
 *
 * @returns whether nothing was found, and enough was given.
 */
export const proveStatistics = async (
  proof: StatisticsProof,
  say: (line: string) => void,
): Promise<boolean> => {
  const random = new Random('statistics', proof.seed);
  const { database, asked, known } = await openTown(proof, proof.seed);
  const others: Database[] = [];
  try {
    const grid = await askGrid(asked);
    const before = JSON.stringify(grid.map(({ value }) => value));
    const lines = new Map<string, GivenLine>();
    const breaches: Breach[] = [];
    let given = 0;
    const take = (line: GivenLine): void => {
      const key = `${JSON.stringify(line.told)} ${keyOf(line.group)}`;
      given += 1;
      if (lines.has(key)) return;
      lines.set(key, line);
      breaches.push(...judgeLine(known, line));
    };
    grid.forEach(take);
    for (let set = 0; set < proof.sets; set += 1) {
      if (set % 1000 === 999) say(`${set + 1} sets, ${lines.size} numbers of them different`);
      const answered: GivenLine[] = [];
      for (let question = 1 + random.below(4); question > 0; question -= 1)
        answered.push(...(await asked.ask(asked.draw(random), random.below(2))));
      answered.forEach(take);
      breaches.push(...judgeDifferences(known, random.some(answered, 60)));
    }
    say(
      `${proof.sets} sets of ${asked.asked} questions, ${asked.refused} of them about tables that are not given; ${given} numbers.`,
    );
    for (const { how, what } of breaches.slice(0, 10)) say(`${how}: ${what}`);
    const after = JSON.stringify((await askGrid(asked)).map(({ value }) => value));
    say(`Answers that changed: ${asked.differing}; the grid is as it was: ${before === after}.`);

    const attacks = (
      [
        ['PERSONS', ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX']],
        ['PERSONS', ['LOCAL_COMMUNITY', 'EMPLOYED', 'TENURE', 'RECIPIENT']],
        ['PERSONS', ['LOCAL_COMMUNITY', 'AGE_BAND', 'EMPLOYED', 'RECIPIENT']],
        ['HOUSEHOLDS', ['LOCAL_COMMUNITY', 'HOUSEHOLD_TYPE', 'TENURE']],
        ['HOUSEHOLDS', ['LOCAL_COMMUNITY', 'RECIPIENT', 'OVERCROWDED', 'TENURE']],
        ['RIGHTS', ['RIGHT', 'RIGHT_STATUS']],
        ['RIGHTS', ['RIGHT', 'RIGHT_STATUS', 'MONTH']],
      ] as const
    ).map(([population, dimensions]) => {
      const attack = attackByProgram(known, [...lines.values()], {
        ...{ population, dimensions, seek: proof.seek, random },
      });
      say(
        `${population} by ${dimensions.join(' × ')}: ${attack.known} numbers known, ${attack.sought} groups of 1 to 10 sought, ${attack.found.length} found.`,
      );
      for (const each of attack.found.slice(0, 5)) say(`  ${each}`);
      return attack;
    });

    const [expected, outside] = [
      await openTown(proof, proof.seed + 1000),
      await openTown(proof, proof.seed + 2000),
    ];
    others.push(expected.database, outside.database);
    const advantage = await membershipAdvantage(
      { database, others: outside.database, expected: expected.known },
      [...lines.values()],
      { size: proof.guesses, random },
    );
    say(
      `Membership advantage, over ${proof.guesses} persons of the town and as many of none: ${advantage.toFixed(3)} (at most ${mostAdvantage}).`,
    );
    const { share, error } = usefulness(known, grid);
    say(
      `Local community × age × sex: ${percent(share)} of cells given (at least ${percent(leastShareGiven)}), ${error.toFixed(2)} persons from the truth on average.`,
    );
    return (
      breaches.length === 0 &&
      asked.differing === 0 &&
      before === after &&
      attacks.every(({ found }) => found.length === 0) &&
      advantage <= mostAdvantage &&
      share >= leastShareGiven
    );
  } finally {
    for (const each of [database, ...others]) await each.close();
  }
};
