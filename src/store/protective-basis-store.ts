import type { StatedBasis } from '../domain/protective-basis.ts';
import type { Database, Transaction } from './database.ts';

export const insertBasis = async (
  { query }: Transaction,
  stated: StatedBasis & { readonly id: string; readonly matter: string },
): Promise<void> => {
  const { id, matter, jurisdiction, code, act, article, gazette, article6 } = stated;
  await query(
    `insert into matter_basis (id, matter_id, jurisdiction, code, act, article, gazette, article6, category, field, reader,
        stated_by, since)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      ...[id, matter, jurisdiction, code, act, article, gazette, article6],
      ...[stated.category, stated.field, stated.reader, stated.statedBy, stated.since],
    ],
  );
};

/** What is stated for a matter, the oldest first. */
export const findBases = async (
  { query }: Pick<Database, 'query'>,
  matter: string,
): Promise<readonly StatedBasis[]> => {
  const rows = await query<Omit<StatedBasis, 'since'> & { readonly since: string | Date }>(
    `select jurisdiction, code, act, article, gazette, article6, category, field, reader, stated_by as "statedBy", since
      from matter_basis where matter_id = ?::uuid order by since, id`,
    [matter],
  );
  return rows.map((row) => ({ ...row, since: new Date(row.since) }));
};
