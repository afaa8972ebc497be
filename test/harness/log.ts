import type { OperationEntry } from '../../src/audit/audit-entry.ts';
import type { TestHub } from './open-hub.ts';

/** An entry of the log as the store holds it: what was given or refused. */
export interface LogEntry {
  readonly kind: 'DISCLOSURE' | 'DENIAL' | 'REVOCATION' | 'POLICY';
  readonly agency: string | null;
  readonly through: string | null;
  readonly actor: string | null;
  readonly purpose: string | null;
  readonly [name: string]: unknown;
}

/** What the log says was given or refused, oldest first. */
export const logOf = async (hub: TestHub): Promise<readonly LogEntry[]> => {
  const rows = await hub.running.hub.database.query<Omit<LogEntry, 'body'> & { body: object }>(
    `select kind, agency, through::text as through, body from audit_entry where kind <> 'OPERATION' order by id`,
  );
  return rows.map(({ body, ...row }) => ({ ...row, ...body }) as unknown as LogEntry);
};

/** That operations ran, oldest first. */
export const operationsOf = async (hub: TestHub): Promise<readonly OperationEntry[]> => {
  const rows = await hub.running.hub.database.query<{ agency: string | null; body: object }>(
    `select agency, body from audit_entry where kind = 'OPERATION' order by id`,
  );
  return rows.map(
    ({ agency, body }) => ({ ...body, kind: 'OPERATION', agency }) as unknown as OperationEntry,
  );
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
