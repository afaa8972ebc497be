import type { Database, Transaction } from './database.ts';

/** The marks of one person in a sealed unit: what a look-up of them leaves in the log. */
export interface ProtectiveFlag {
  readonly source: string;
  readonly unit: string;
  readonly compartment: string;
  readonly controller: string;
  readonly mark: string;
}

/** Replaces the flags of sealed units by those of their newest version. */
export const replaceFlags = async (
  transaction: Transaction,
  units: readonly Pick<ProtectiveFlag, 'source' | 'unit' | 'compartment'>[],
  flags: readonly ProtectiveFlag[],
): Promise<void> => {
  if (units.length === 0) return;
  await transaction.query(
    `delete from protective_flag using jsonb_to_recordset(?::jsonb) as it(source text, unit text, compartment text)
      where protective_flag.source = it.source and protective_flag.unit = it.unit
        and protective_flag.compartment = it.compartment`,
    [JSON.stringify(units)],
  );
  await transaction.query(
    `insert into protective_flag (source, unit, compartment, controller, mark)
      select source, unit, compartment, controller, mark
      from jsonb_to_recordset(?::jsonb) as it(source text, unit text, compartment text, controller text, mark text)
      on conflict do nothing`,
    [JSON.stringify(flags)],
  );
};

/** A mark under which a protected person may be looked for, and whose matter it is. */
export interface FlaggedMark {
  readonly controller: string;
  readonly matter: string;
  readonly mark: string;
}

/**
 * Every mark of every person whom a sealed record in force names: those of the flags, and the ids of the persons and
 * households that the general registers know under the same national id. Registers write them apart from the matter, so the
 * join is made here, on each look, and stored nowhere (R11).
 */
export const loadFlaggedMarks = async (database: Pick<Database, 'query'>): Promise<readonly FlaggedMark[]> =>
  await database.query<FlaggedMark>(
    `with flag as materialized (
       select distinct flag.controller, flag.compartment as matter, flag.mark from protective_flag flag
         where exists (select from record where record.source = flag.source and record.unit = flag.unit
           and record.compartment = flag.compartment and record.superseded_at is null and record.erased_at is null)),
     person as materialized (
       select distinct flag.controller, flag.matter, link.entity_id as id from flag
         join mention_key named on named.entity = 'PERSON' and flag.mark like 'ID %' and named.key = 'id:' || substr(flag.mark, 4)
         join link on link.entity = 'PERSON' and link.source = named.source and link.local_id = named.local_id
           and link.ended_at is null)
     select controller, matter, mark from flag
     union select controller, matter, 'PERSON ' || id from person
     union select person.controller, person.matter, 'HOUSEHOLD ' || house.entity_id from person
       join link on link.entity = 'PERSON' and link.entity_id = person.id and link.ended_at is null
       join mention here on here.entity = 'PERSON' and here.source = link.source and here.local_id = link.local_id
       join link house on house.entity = 'HOUSEHOLD' and house.source = here.source and house.local_id = here.unit
         and house.ended_at is null`,
  );

/** Lets go of flags whose records are gone. */
export const sweepFlags = async (database: Pick<Database, 'query'>): Promise<void> => {
  await database.query(
    `delete from protective_flag flag where not exists (select from record where record.source = flag.source
       and record.unit = flag.unit and record.compartment = flag.compartment and record.superseded_at is null
       and record.erased_at is null)`,
  );
};
