import type { TestHub } from './open-hub.ts';

/**
 * Every column of every table whose text holds a word, with the number of its rows. Read from the catalogue, so that a new
 * table is looked through from the day on which it exists.
 */
export const columnsWith = async (hub: TestHub, word: string): Promise<Readonly<Record<string, number>>> => {
  const { database } = hub.running.hub;
  const columns = await database.query<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns
      where table_schema = 'public' and table_name in (select tablename from pg_tables where schemaname = 'public')
      order by table_name, ordinal_position`,
  );
  const found: Record<string, number> = {};
  for (const table of new Set(columns.map((each) => each.table))) {
    const its = columns.filter((each) => each.table === table);
    const counts = its.map(
      ({ column }) => `count(*) filter (where "${column}"::text ilike ?)::int as "${column}"`,
    );
    const [row = {}] = await database.query<Record<string, number>>(
      `select ${counts.join(', ')} from "${table}"`,
      its.map(() => `%${word}%`),
    );
    for (const [column, count] of Object.entries(row)) if (count > 0) found[`${table}.${column}`] = count;
  }
  return found;
};
