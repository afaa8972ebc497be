import pg from 'pg';
import type { Gather, GatheredRow } from '../../domain/adapter.ts';
import type { Delivered, Page } from '../../domain/delivered.ts';
import { usableKey } from '../../domain/reading/storable-text.ts';
import { SourceFault } from '../../domain/source-fault.ts';
import type { PostgresqlShape } from '../../domain/source-shape.ts';
import type { Ask, Row } from './session.ts';

/** Where reading goes on: after the last row's, or the last unit's, cursor and key, as the database writes them. */
export type Position = readonly [cursor: string, key: string];

/** Units that were read, and whether there may be more. */
export interface PageRead {
  readonly page: Page;
  readonly position: Position | null;
  readonly isLast: boolean;
}

const quoted = pg.escapeIdentifier;

/** The statements of one shape. Text of the adapter's alone goes into them, and every value is a parameter. */
const statementsOf = (shape: PostgresqlShape, gather: Gather | null) => {
  const { query, cursorColumn, idColumn, settledSeconds } = shape;
  const register = `(${query}) as register`;
  const id = quoted(idColumn);
  const key = gather === null ? id : quoted(gather.by);
  const changed = gather === null ? quoted(cursorColumn) : `max(${quoted(cursorColumn)})`;
  const grouped = gather === null ? 'where' : `group by ${key} having`;
  const settled =
    settledSeconds === undefined
      ? ''
      : `and ${changed} < now() - make_interval(secs => ${Number(settledSeconds)}) `;
  return {
    /** The keys of what changed, in order. What is equal to the last in its cursor is told apart by its key. */
    keys: (from: Position | null) =>
      `select ${key} as "key", ${changed} as "cursor" from ${register} ${grouped} ` +
      `${from === null ? `${changed} is not null and ${key} is not null` : `(${changed}, ${key}) > ($2, $3)`} ${settled}` +
      `order by ${changed}, ${key} limit $1`,
    rows: `select * from ${register} where ${key} = any($1) order by ${key}, ${id}`,
    /** What no cursor reaches. */
    lost: `select count(*) as "lost" from (select 1 from ${register} ${grouped} ${changed} is null or ${key} is null) as lost`,
  };
};

/** The rows of each key. A key of the database's own text is the same text in both statements. */
const rowsByKey = (rows: readonly Row[], column: string): ReadonlyMap<string, readonly Row[]> => {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const key = row[column] ?? '';
    const others = found.get(key);
    if (others) others.push(row);
    else found.set(key, [row]);
  }
  return found;
};

const isGone = (row: Row, { deletedColumn }: PostgresqlShape): boolean | null => {
  const said = deletedColumn === undefined ? 'f' : row[deletedColumn];
  return said === 't' ? true : said === 'f' ? false : null;
};

/** One unit, out of the rows that have its key: one row, or as many as it has where the adapter gathers them. */
const deliver = (
  key: string,
  rows: readonly Row[],
  firstRow: number,
  shape: PostgresqlShape,
  gather: Gather | null,
): Delivered => {
  const unreadable = (column: string, reason: string): Delivered => ({
    kind: 'UNREADABLE',
    row: firstRow,
    problem: { row: firstRow, column, reason },
  });
  const gone = rows.map((row) => isGone(row, shape));
  if (gone.includes(null))
    return unreadable(shape.deletedColumn ?? '', 'This says neither that it is gone nor that it is not.');
  const left = rows.filter((_, index) => !gone[index]);
  const [first, ...more] = left;
  if (first === undefined) {
    const localId = usableKey(key);
    return localId === null
      ? unreadable(gather?.by ?? shape.idColumn, 'This is gone, and has no usable number.')
      : { kind: 'END', row: firstRow, localId, version: null };
  }
  if (gather !== null) {
    const item: GatheredRow[] = left.map((columns, index) => ({ row: firstRow + index, columns }));
    return { kind: 'ITEM', row: firstRow, item };
  }
  return more.length === 0
    ? { kind: 'ITEM', row: firstRow, item: first }
    : unreadable(shape.idColumn, 'Another row has the same number.');
};

const lostOnes = async (
  ask: Ask,
  statement: string,
  row: number,
  shape: PostgresqlShape,
): Promise<readonly Delivered[]> => {
  const [counted] = await ask(statement, []);
  if (counted?.['lost'] === '0') return [];
  const reason = 'Rows have no key or no cursor, so nothing says whether they changed. They are not read.';
  return [{ kind: 'UNREADABLE', row, problem: { row, column: shape.cursorColumn, reason } }];
};

/**
 * Reads what changed after a position: the keys first, then everything that has them, in one snapshot.
 *
 * @throws SourceFault where the query does not have the columns that the shape names.
 */
export const readPage = async (
  ask: Ask,
  from: Position | null,
  options: {
    readonly shape: PostgresqlShape;
    readonly gather: Gather | null;
    readonly units: number;
    readonly isFirst: boolean;
  },
): Promise<PageRead> => {
  const { shape, gather, units, isFirst } = options;
  const statements = statementsOf(shape, gather);
  const keys = await ask(statements.keys(from), [units, ...(from ?? [])]);
  const positions = keys.map(({ key, cursor }): Position => {
    if (typeof key === 'string' && typeof cursor === 'string') return [cursor, key];
    throw new SourceFault('WRONG_FORM', 'its answer has no cursor or no key');
  });
  const rows = positions.length === 0 ? [] : await ask(statements.rows, [positions.map(([, key]) => key)]);
  const found = rowsByKey(rows, gather?.by ?? shape.idColumn);
  const items: Delivered[] = [];
  let row = 1;
  for (const [, key] of positions) {
    const its = found.get(key);
    if (its === undefined) throw new SourceFault('WRONG_FORM', 'its answer has a key and no row of it');
    items.push(deliver(key, its, row, shape, gather));
    row += its.length;
  }
  if (isFirst) items.push(...(await lostOnes(ask, statements.lost, row, shape)));
  const position = positions.at(-1) ?? from;
  return {
    page: { items, cursor: position === null ? null : JSON.stringify(position) },
    position,
    isLast: positions.length < units,
  };
};
