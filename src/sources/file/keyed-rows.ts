import type { Delivered } from '../../domain/delivered.ts';
import { usableKey } from '../../domain/reading/storable-text.ts';

/**
 * Rows that can be told apart: one without a number of its own, and one with the number of another before it, cost themselves.
 *
 * @param column in which a row's own number stands.
 */
export async function* keyedRows(rows: AsyncIterable<Delivered>, column: string): AsyncGenerator<Delivered> {
  const seen = new Set<string>();
  for await (const each of rows) {
    if (each.kind !== 'ITEM') {
      yield each;
      continue;
    }
    const { row } = each;
    const cells = each.item as Readonly<Record<string, string>>;
    const key = usableKey(cells[column]);
    if (key !== null && !seen.has(key)) {
      seen.add(key);
      yield each;
      continue;
    }
    const reason =
      key === null
        ? 'This row has no usable number of its own.'
        : 'Another row of this file has the same number.';
    yield { kind: 'UNREADABLE', row, problem: { row, column, reason }, cells };
  }
}
