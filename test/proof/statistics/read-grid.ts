import { createStatisticsTables } from '../../../src/records/statistics-tables.ts';
import { hasQuantity } from '../../../src/statistics/cube.ts';
import { gridTables, statisticsPopulations } from '../../../src/statistics/populations.ts';
import { roundCount } from '../../../src/statistics/read-table.ts';
import type { Database, Transaction } from '../../../src/store/database.ts';
import type { Release } from '../../../src/store/statistics-release-store.ts';

/** One number of the grid. */
export interface GridNumber {
  /** The same for the same table in each release. */
  readonly table: string;
  readonly isFinest: boolean;
  readonly truth: number;
  /** As it is given; null where it is withheld. */
  readonly told: number | null;
}

/** The store as it is within a transaction: whoever asks there asks of what it has changed. */
export const databaseIn = (transaction: Transaction, database: Database): Database => ({
  ...database,
  query: transaction.query,
  transaction: async (work) => await work(transaction),
});

/** All that the tables of the grid which are given tell and do not tell, by table, number and cell: counts, and quantities that are counts of persons or things. */
export const readGrid = async (
  database: Database,
  release: Release,
): Promise<ReadonlyMap<string, GridNumber>> => {
  const tables = createStatisticsTables(database);
  const numbers = new Map<string, GridNumber>();
  for (const population of statisticsPopulations)
    for (const dimensions of gridTables[population]) {
      const found = await tables.find({ release, municipality: 'berane', population }, dimensions);
      if (!found) continue;
      const { cube, states } = found;
      const table = `${population} ${dimensions.join(' × ')}`;
      for (const [cell, state] of states.entries()) {
        const isFinest = cube.strides.every(
          (stride, place) =>
            Math.floor(cell / stride) % ((cube.dimensions[place]?.codes.length ?? 0) + 1) > 0,
        );
        const tell = (what: string, truth: number): void => {
          const told = state === 'GIVEN' ? roundCount(truth) : null;
          numbers.set(`${table}: ${what} ${cell}`, { table: `${table}: ${what}`, isFinest, truth, told });
        };
        tell('count', cube.persons[cell] as number);
        for (const quantity of cube.quantities)
          if (quantity.kind === 'COUNT' && hasQuantity(cube, quantity, cell))
            tell(quantity.name, quantity.cells[cell]?.sum ?? 0);
      }
    }
  return numbers;
};
