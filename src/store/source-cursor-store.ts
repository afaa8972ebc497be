import type { Database, Transaction } from './database.ts';

/** Where the pulling of a source goes on; null where it begins. */
export const findCursor = async (
  { query }: Pick<Database, 'query'>,
  source: string,
): Promise<string | null> => {
  const [row] = await query<{ cursor: string }>('select cursor from source_cursor where source = ?', [
    source,
  ]);
  return row?.cursor ?? null;
};

/** Moves it, in the transaction that stores what came before it. */
export const moveCursor = async (
  { query }: Transaction,
  source: string,
  cursor: string,
  at: Date,
): Promise<void> => {
  await query(
    `insert into source_cursor (source, cursor, moved_at) values (?, ?, ?)
      on conflict (source) do update set cursor = excluded.cursor, moved_at = excluded.moved_at`,
    [source, cursor, at],
  );
};
