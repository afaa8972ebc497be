import type { Database, Transaction } from './database.ts';

/** A row as it is stored. */
export interface StoredRow {
  readonly position: number;
  readonly person: string;
  readonly household: string;
  readonly identifying: readonly string[];
  readonly sensitive: readonly string[];
}

type Query = Pick<Database, 'query'> | Pick<Transaction, 'query'>;

const stored = `select position, person::text as person, household::text as household, to_jsonb(identifying) as identifying,
    to_jsonb(sensitive) as sensitive from extract_row where extract_id = ?::uuid`;

/** The next rows behind a position. */
export const nextRows = async (
  query: Query,
  id: string,
  after: number,
  limit: number,
): Promise<readonly StoredRow[]> =>
  await query.query<StoredRow>(`${stored} and position > ? order by position limit ?`, [id, after, limit]);

/** The rows at some positions, in their order; those that are gone are missing. */
export const rowsAt = async (
  query: Query,
  id: string,
  positions: readonly number[],
): Promise<readonly StoredRow[]> =>
  await query.query<StoredRow>(
    `${stored} and position in (select jsonb_array_elements_text(?::jsonb)::int) order by position`,
    [id, JSON.stringify(positions)],
  );

/**
 * Writes down who fetches an extract, before anything of it goes out, where fewer than `mostADay` copies were begun within the day
 * before. The extract must be locked.
 *
 * @returns whether it was written.
 */
export const takeDownload = async (
  transaction: Transaction,
  { id, extract, actor, at }: { id: string; extract: string; actor: string; at: Date },
  mostADay: number,
): Promise<boolean> => {
  const taken = await transaction.query(
    `insert into extract_download (id, extract_id, actor, at) select ?::uuid, ?::uuid, ?, ?::timestamptz
       where (select count(*) from extract_download where extract_id = ?::uuid and at > ?::timestamptz - interval '1 day') < ?
       returning id`,
    [id, extract, actor, at, extract, at, mostADay],
  );
  return taken.length > 0;
};

/** Every download that is known: by one of them a copy was made. */
export const findDownloads = async (
  query: Query,
): Promise<
  readonly {
    readonly id: string;
    readonly recipient: string;
    readonly project: string;
    readonly actor: string;
    readonly at: string;
  }[]
> =>
  await query.query(
    `select download.id::text as id, recipient, project, actor, to_jsonb(at) as at
       from extract_download download join extract on extract.id = download.extract_id order by at, download.id`,
  );
