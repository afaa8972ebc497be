import type { TestHub } from '../harness/open-hub.ts';

/** An entry of the log as the store holds it. */
export interface Logged {
  readonly kind: 'DISCLOSURE' | 'DENIAL' | 'REVOCATION';
  readonly operation: { readonly name: string | null } | null;
  readonly [name: string]: unknown;
}

/** What the log says was given or refused, oldest first; that an operation ran stands beside it. */
export const entriesOf = async (hub: TestHub): Promise<readonly Logged[]> => {
  const rows = await hub.running.hub.database.query<{ kind: string; body: object }>(
    `select kind, body from audit_entry where kind <> 'OPERATION' order by id`,
  );
  return rows.map(({ kind, body }) => ({ ...body, kind }) as unknown as Logged);
};

/** How many rows a table holds. */
export const rowsIn = async (hub: TestHub, table: string): Promise<number> => {
  const [row] = await hub.running.hub.database.query<{ count: number }>(
    `select count(*)::int as count from ${table}`,
  );
  return row?.count ?? 0;
};

/** A person and their household under a caller's own ids. */
export const homeOf = async (
  hub: TestHub,
  token: string,
  nationalId: string,
): Promise<{ person: string; household: string }> => {
  const answer = await hub.ask(
    token,
    'query ($id: String!) { findPerson(nationalId: $id) { id households { id } } }',
    {
      id: nationalId,
    },
  );
  const found = answer.body.data?.['findPerson'] as { id: string; households: { id: string }[] } | null;
  const household = found?.households[0]?.id;
  if (!found || household === undefined) throw new Error(`the caller sees nobody: ${answer.text}`);
  return { person: found.id, household };
};

/** A field of an answer's data that must be there. */
export const givenBy = <Value>(
  answer: { readonly body: { readonly data?: unknown } },
  field: string,
): Value => {
  const value = (answer.body.data as Record<string, Value | null> | null | undefined)?.[field];
  if (value === null || value === undefined) throw new Error(`the answer has no ${field}`);
  return value;
};
