import type { Database, Transaction } from './database.ts';

/** What intake found of one unit besides what it says. INVARIANT: holds no value. */
export interface IntakeFinding {
  readonly unit: string;
  /** How many values could not be taken over as they were, by column. */
  readonly setAside: Readonly<Record<string, number>>;
  /** Keyed hashes of the national ids that passed their check, by local id; null where the unit came again as it is held. */
  readonly nationalIds: Readonly<Record<string, string>> | null;
}

/** The register and its controller. */
interface Register {
  readonly id: string;
  readonly controller: string;
}

/** Stores findings in place of those of earlier versions; none of a unit of which nothing is held any more (R21). */
export const replaceFindings = async (
  transaction: Transaction,
  { id, controller }: Register,
  findings: readonly IntakeFinding[],
): Promise<void> => {
  await transaction.query(
    `insert into intake_finding (source, unit, controller, set_aside, national_ids)
       select ?, it.unit, ?, it."setAside", coalesce(it."nationalIds", 'null'::jsonb)
         from jsonb_to_recordset(?::jsonb) as it(unit text, "setAside" jsonb, "nationalIds" jsonb)
         where exists (select from record where record.source = ? and record.unit = it.unit
           and record.superseded_at is null and record.erased_at is null and record.compartment in ('general', 'own'))
     on conflict (source, unit) do update set set_aside = excluded.set_aside,
       national_ids = case excluded.national_ids when 'null'::jsonb then intake_finding.national_ids
         else excluded.national_ids end`,
    [id, controller, JSON.stringify(findings), id],
  );
};

/** Keeps how many rows a register's newest file had, and how many of them could not be taken. */
export const noteFile = async (
  { query }: Pick<Database, 'query'>,
  { id, controller }: Register,
  { read, setAside, at }: { readonly read: number; readonly setAside: number; readonly at: Date },
): Promise<void> => {
  await query(
    `insert into register_file (source, controller, read_at, rows_read, rows_set_aside) values (?, ?, ?, ?, ?)
       on conflict (source) do update set read_at = excluded.read_at, rows_read = excluded.rows_read,
         rows_set_aside = excluded.rows_set_aside`,
    [id, controller, at, read, setAside],
  );
};
