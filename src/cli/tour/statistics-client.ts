import {
  LookAtHouseholdDocument,
  StatisticsTableDocument,
  type StatisticsTableQueryVariables,
} from '../../../schema/operations.generated.ts';
import { expectThat } from './expectation.ts';
import type { Stage, TourCaller } from './stage.ts';

const analyst: TourCaller = {
  agency: 'statistics',
  actor: 'Ivo Analyst',
  purpose: 'provide-official-statistics',
};

/** What counts are rounded to, and the fewest that a cell holds: 11, which is 10 when it is rounded (R24). */
const base = 5;
const fewest = 10;

/** The fourth use: an analyst asks for counts. */
export const runStatisticsClient = async (stage: Stage, household: string): Promise<void> => {
  const { narration } = stage;
  const client = await stage.connect(analyst);
  narration.scene('An analyst asks for counts', analyst);

  const table = async (question: string, variables: StatisticsTableQueryVariables): Promise<void> => {
    narration.question('StatisticsTable', question);
    const { data } = await client.ask(StatisticsTableDocument, variables);
    const lines = data?.statistics?.lines ?? [];
    expectThat(lines.length > 0, 'the analyst is given a table');
    const counts = lines.flatMap(({ count }) => (typeof count === 'number' ? [count] : []));
    expectThat(
      counts.every((count) => count % base === 0 && (count === 0 || count >= fewest)),
      `no cell tells of fewer than ${fewest + 1} persons, and each is rounded to ${base}`,
    );
    narration.table(
      [...[variables.by].flat().map((dimension) => dimension.toLowerCase().replace('_', ' ')), 'count'],
      lines.map(({ values, count }) => [...values.map((value) => value ?? ''), String(count ?? 'withheld')]),
    );
  };
  await table('how many people live in each local community?', {
    ...{ municipality: 'berane', measure: 'PERSONS', by: ['LOCAL_COMMUNITY'] },
  });
  await table('how many of them are employed?', {
    ...{ municipality: 'berane', measure: 'EMPLOYED_PERSONS', by: ['LOCAL_COMMUNITY'] },
  });
  narration.note('Withheld is what would tell of a few, and what would give them back by taking off.');

  narration.question('LookAtHousehold', 'who lives in household 1?');
  const { data: refused, code } = await client.ask(LookAtHouseholdDocument, { id: household });
  expectThat(code === 'FORBIDDEN' && refused === null, 'an analyst is refused every household');
  narration.refused(code);
};
