import type { Agreement } from '../../../src/domain/agreement.ts';
import type { AgencyCaller } from '../../../src/domain/caller.ts';
import {
  createStatistics,
  type Statistics,
  type StatisticsAnswer,
  type StatisticsQuestion,
} from '../../../src/records/statistics.ts';
import { createStatisticsTables } from '../../../src/records/statistics-tables.ts';
import {
  dimensionsOfMeasure,
  type Measured,
  measuredBy,
  type StatisticsMeasure,
  statisticsMeasures,
} from '../../../src/statistics/measures.ts';
import type { StatisticsDimension } from '../../../src/statistics/populations.ts';
import type { Database } from '../../../src/store/database.ts';
import type { Release } from '../../../src/store/statistics-release-store.ts';
import { agreements, callerOf, graph, registry } from '../../policy/demo-house.ts';
import type { Random } from '../random.ts';
import type { Group } from './known-town.ts';

/** Two agencies that may count everything, each by an agreement of its own. */
const analysts: readonly AgencyCaller[] = [
  callerOf('statistics', 'provide-official-statistics'),
  callerOf('berane.municipality', 'improve-public-services'),
];

const [known] = agreements.filter(({ id }) => id === 'centre-to-statistics');
const inForce: readonly Agreement[] = analysts.map(({ agency, purpose }) => ({
  ...(known as Agreement),
  ...{ id: `to ${agency}`, recipient: agency, purpose },
  categories: ['HOUSEHOLD', 'IDENTITY', 'EMPLOYMENT', 'SOCIAL_CARE', 'FINANCE', 'HOUSING', 'OBSERVATION'],
}));

/** One number that was given, and of whom it is. */
export interface GivenLine {
  readonly told: Measured;
  readonly group: Group;
  readonly value: number;
  readonly amount: number | null;
  /** Whether it is one cell's, and not a sum of several. */
  readonly isCell: boolean;
}

/** Questions to a release, as analysts of two agencies send them. */
export class AskedTown {
  readonly #answer: (caller: AgencyCaller, question: StatisticsQuestion) => Promise<StatisticsAnswer | null>;
  readonly #values = new Map<StatisticsDimension, readonly string[]>();
  readonly #answers = new Map<string, string>();
  /** How many questions were answered otherwise than the same question was before. */
  differing = 0;
  asked = 0;
  refused = 0;

  private constructor(statistics: Statistics) {
    this.#answer = statistics.answer;
  }

  static async open(database: Database, release: Release): Promise<AskedTown> {
    const statistics = createStatistics({
      releases: { drawDue: async () => undefined, newest: async () => release },
      tables: createStatisticsTables(database),
      ...{ agreements: () => inForce, catalogue: graph.catalogue, sources: [...registry.sources.values()] },
    });
    const town = new AskedTown(statistics);
    const described = await statistics.describe('berane');
    for (const [division, values] of described?.values ?? [])
      if (division !== 'SETTLEMENT') town.#values.set(division, values);
    return town;
  }

  /** @returns the numbers that are given; none where the table is not. */
  async ask(question: Omit<StatisticsQuestion, 'municipality'>, who = 0): Promise<readonly GivenLine[]> {
    const caller = analysts[who % analysts.length] as AgencyCaller;
    const answer = await this.#answer(caller, { ...question, municipality: 'berane' });
    this.asked += 1;
    if (!answer?.table) this.refused += 1;
    const key = JSON.stringify(question);
    const text = JSON.stringify(answer?.table ?? null);
    if ((this.#answers.get(key) ?? text) !== text) this.differing += 1;
    this.#answers.set(key, text);
    const dimensions = [...question.by, ...question.where.map(({ dimension }) => dimension)];
    const told = measuredBy(question.measure, dimensions as StatisticsDimension[]);
    if (!answer?.table || !told) return [];
    return answer.table.lines.flatMap(({ names, value, amount }): GivenLine[] => {
      if (value === null) return [];
      const group = new Map<StatisticsDimension, readonly string[]>();
      const narrow = (dimension: StatisticsDimension, codes: readonly string[]): void => {
        group.set(
          dimension,
          (group.get(dimension) ?? codes).filter((code) => codes.includes(code)),
        );
      };
      if (told.only) narrow(told.only.dimension, told.only.codes);
      for (const { dimension, values } of question.where) narrow(dimension as StatisticsDimension, values);
      for (const [column, name] of names.entries())
        narrow(question.by[column] as StatisticsDimension, [name ?? '']);
      const isCell = [...group.values()].every((codes) => codes.length === 1);
      return [{ told, group, value, amount, isCell }];
    });
  }

  /** A question as somebody who looks for a person would put it: few columns, some values alone. */
  draw(random: Random): Omit<StatisticsQuestion, 'municipality'> {
    const measure: StatisticsMeasure = random.pick(statisticsMeasures);
    const dimensions = dimensionsOfMeasure(measure);
    for (;;) {
      const by = random.some(dimensions, random.below(4));
      const where = random.some(dimensions, random.below(3)).map((dimension) => {
        const values = this.#values.get(dimension) ?? [];
        return { dimension, values: random.some(values, 1 + random.below(Math.max(values.length - 1, 1))) };
      });
      const named = [...by, ...where.map(({ dimension }) => dimension)];
      const isWhole = where.every(({ values }) => values.length > 0);
      if (isWhole && measuredBy(measure, named) !== null) return { measure, by, where };
    }
  }
}
