import type { Database } from './database.ts';

/** The persons whom one actor read since an instant on a relationship that its agency had only declared (R10). */
export const personsReadAsDeclared = async (
  database: Database,
  actor: { readonly agency: string; readonly name: string; readonly since: Date },
): Promise<ReadonlySet<string>> => {
  const rows = await database.query<{ person: string }>(
    `select distinct through::text as person from audit_entry
      where kind = 'DISCLOSURE' and agency = ? and at >= ? and through is not null
        and body ->> 'actor' = ? and (body ->> 'declared')::boolean`,
    [actor.agency, actor.since, actor.name],
  );
  return new Set(rows.map((row) => row.person));
};
