import type { TestHub } from './open-hub.ts';

/** An entry of the log as the store holds it. */
export interface LogEntry {
  readonly kind: 'DISCLOSURE' | 'DENIAL' | 'POLICY';
  readonly agency: string | null;
  readonly through: string | null;
  readonly actor: string | null;
  readonly purpose: string | null;
  readonly [name: string]: unknown;
}

/** The whole log, oldest first. */
export const logOf = async (hub: TestHub): Promise<readonly LogEntry[]> => {
  const rows = await hub.running.hub.database.query<Omit<LogEntry, 'body'> & { body: object }>(
    'select kind, agency, through::text as through, body from audit_entry order by id',
  );
  return rows.map(({ body, ...row }) => ({ ...row, ...body }) as unknown as LogEntry);
};

/** Does something, and tells what the log gained meanwhile. */
export const loggedDuring = async <Result>(
  hub: TestHub,
  work: () => Promise<Result>,
): Promise<{ readonly result: Result; readonly lines: readonly LogEntry[] }> => {
  const before = (await logOf(hub)).length;
  const result = await work();
  return { result, lines: (await logOf(hub)).slice(before) };
};

/** The hub's own id of whom a source's local id is linked to. */
export const personOf = async (hub: TestHub, source: string, localId: string): Promise<string> => {
  const [link] = await hub.running.hub.database.query<{ person: string }>(
    `select entity_id::text as person from link
      where entity = 'PERSON' and source = ? and local_id = ? and ended_at is null`,
    [source, localId],
  );
  if (!link) throw new Error(`nobody is linked to ${localId}`);
  return link.person;
};

/** How many rows a table holds. */
export const countOf = async (hub: TestHub, table: string): Promise<number> => {
  const [row] = await hub.running.hub.database.query<{ count: number }>(
    `select count(*)::int as count from ${table}`,
  );
  return row?.count ?? 0;
};
