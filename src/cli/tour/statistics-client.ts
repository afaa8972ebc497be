import {
  LookAtHouseholdDocument,
  PopulationByLocalCommunityDocument,
  type PopulationByLocalCommunityQuery,
} from '../../../schema/operations.generated.ts';
import { expectThat } from './expectation.ts';
import type { Stage, TourCaller } from './stage.ts';

const analyst: TourCaller = {
  agency: 'statistics',
  actor: 'Ivo Analyst',
  purpose: 'provide-official-statistics',
};

/** The fewest persons, and the fewest households, that a cell may hold (R24). */
const fewest = 11;

type Cell = NonNullable<PopulationByLocalCommunityQuery['population']>['cells'][number];

const cellRow = ({ localCommunities, rolledUp, persons, households }: Cell): string[] => [
  rolledUp ? `${localCommunities.length} small ones put together` : localCommunities.join(', '),
  String(persons),
  String(households),
];

/** The fourth use: an analyst asks for counts by local community. */
export const runStatisticsClient = async (stage: Stage, household: string): Promise<void> => {
  const { narration } = stage;
  const client = await stage.connect(analyst);
  narration.scene('An analyst asks for counts by local community', analyst);

  narration.question(
    'PopulationByLocalCommunity',
    'how many people and households live in each local community?',
  );
  const { data } = await client.ask(PopulationByLocalCommunityDocument, {});
  const population = data?.population;
  expectThat(population && population.cells.length > 0, 'the analyst is given counts');
  expectThat(
    population.cells.every((cell) => cell.persons >= fewest && cell.households >= fewest),
    `no cell holds fewer than ${fewest} persons or households`,
  );
  narration.table(['local community', 'people', 'households'], population.cells.map(cellRow));
  for (const { rolledUp, localCommunities } of population.cells)
    if (rolledUp)
      narration.note(`Put together, so that nobody can be recognised: ${localCommunities.join(', ')}.`);
  if (population.suppressed)
    narration.note('Some areas are left out, because no safe count could hold them.');

  narration.question('LookAtHousehold', 'who lives in household 1?');
  const { data: refused, code } = await client.ask(LookAtHouseholdDocument, { id: household });
  expectThat(code === 'FORBIDDEN' && refused === null, 'an analyst is refused every household');
  narration.refused(code);
};
