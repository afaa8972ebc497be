import type { GatheredRow } from '../../domain/adapter.ts';
import type { Delivered } from '../../domain/delivered.ts';
import { usableKey } from '../../domain/reading/storable-text.ts';

/**
 * Gathers the rows of a table into units: those of one value in a column, wherever they stand, in the order of their first rows.
 * A row that cannot be read is told by itself; where it says which unit it belongs to, that unit is told too that it is short of one.
 *
 * All rows are held until the last is read: only then is a unit whole.
 */
export async function* gatherRows(rows: AsyncIterable<Delivered>, by: string): AsyncGenerator<Delivered> {
  const units = new Map<string, GatheredRow[]>();
  const short = new Set<string>();
  for await (const each of rows) {
    if (each.kind === 'UNREADABLE') {
      const unit = usableKey(each.cells?.[by]);
      if (unit !== null) short.add(unit);
      yield each;
      continue;
    }
    if (each.kind === 'END') {
      yield each;
      continue;
    }
    const { row } = each;
    const columns = each.item as Readonly<Record<string, string>>;
    const unit = usableKey(columns[by]);
    const gathered = unit === null ? undefined : units.get(unit);
    if (gathered) gathered.push({ row, columns });
    else if (unit !== null) units.set(unit, [{ row, columns }]);
    else {
      const reason = 'This row does not say what it belongs to.';
      yield { kind: 'UNREADABLE', row, problem: { row, column: by, reason }, cells: columns };
    }
  }
  for (const [unit, gathered] of units) {
    const item = short.has(unit) ? [...gathered, missingRow(gathered)] : gathered;
    yield { kind: 'ITEM', row: gathered[0]?.row ?? 1, item };
  }
}

/** Stands for rows of a unit that are there and cannot be read. */
const missingRow = (gathered: readonly GatheredRow[]): GatheredRow => ({
  row: gathered[0]?.row ?? 1,
  columns: {},
  isMissing: true,
});
