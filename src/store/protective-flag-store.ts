import type { Database, Transaction } from './database.ts';
import { markedPersons } from './marked-persons.ts';

/** The marks of one person in a sealed unit: what a look-up of them leaves in the log. */
export interface ProtectiveFlag {
  readonly source: string;
  readonly unit: string;
  readonly compartment: string;
  readonly controller: string;
  readonly mark: string;
  /** The keyed hash of the same person's checked national id; null where the unit has none. */
  readonly nationalId: string | null;
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
    // Two of one name and birth date in one unit, of whom one has no number: their name alone is told apart from nobody's.
    `insert into protective_flag (source, unit, compartment, controller, mark, national_id)
      select source, unit, compartment, controller, mark,
          case when bool_and("nationalId" is not null) then min("nationalId") end
      from jsonb_to_recordset(?::jsonb)
        as it(source text, unit text, compartment text, controller text, mark text, "nationalId" text)
      group by 1, 2, 3, 4, 5`,
    [JSON.stringify(flags)],
  );
};

/** A matter that protects somebody. */
export interface Protecting {
  readonly controller: string;
  readonly matter: string;
}

/** A matter with the mark by which it knows whom it protects. */
export interface ProtectingMatter extends Protecting {
  readonly mark: string;
  /** The keyed hash of the national id of whom it protects, where it knows one. */
  readonly nationalId: string | null;
}

/** A flag is there as long as the version of the sealed unit that raised it. */
const isThere = `exists (select from record where record.source = flag.source and record.unit = flag.unit
  and record.compartment = flag.compartment and record.superseded_at is null and record.erased_at is null)`;

/** It protects until somebody closes its matter: what comes after that is ordinary again (R11). */
const inForce = `${isThere} and not exists (select from matter where matter.controller = flag.controller
  and matter.reference = flag.compartment and matter.closed_at is not null)`;

/** Whether there is any flag at all: most stores that are loaded have none, and then nothing more is asked. */
export const isAnybodyProtected = async (query: Pick<Database, 'query'>): Promise<boolean> =>
  (await query.query('select from protective_flag limit 1')).length > 0;

/** The matters in force that protect somebody known by one of these marks (R11). */
export const findProtectingMatters = async (
  query: Pick<Database, 'query'>,
  marks: readonly string[],
): Promise<readonly ProtectingMatter[]> =>
  marks.length === 0
    ? []
    : await query.query<ProtectingMatter>(
        `select distinct flag.mark, flag.national_id as "nationalId", flag.controller, flag.compartment as matter
          from protective_flag flag
          where flag.mark = any (array(select jsonb_array_elements_text(?::jsonb))) and ${inForce} order by 1, 2, 3, 4`,
        [JSON.stringify(marks)],
      );

/** The persons of the graph whom matters in force protect. */
const protectedPersons = `
  select distinct flag.controller, flag.compartment as matter, flag.person_id as id
    from (${markedPersons('protective_flag')}) flag where ${inForce}`;

/** The matters in force that protect a person of the graph, by what the general registers say of them. */
export const findMattersProtecting = async (
  query: Pick<Database, 'query'>,
  person: string,
): Promise<readonly Protecting[]> =>
  await query.query<Protecting>(
    `select controller, matter from (${protectedPersons}) person where id = ?::uuid order by 1, 2`,
    [person],
  );

/** A mark under which a protected person may be looked for, and whose matter it is. */
export type FlaggedMark = Omit<ProtectingMatter, 'nationalId'>;

/**
 * Every mark of every person whom a matter in force protects: those of the flags, those under which the general registers
 * know the same persons, and the ids of these and of their households (R16).
 */
export const loadFlaggedMarks = async (database: Pick<Database, 'query'>): Promise<readonly FlaggedMark[]> =>
  await database.query<FlaggedMark>(
    `with person as materialized (${protectedPersons})
     select flag.controller, flag.compartment as matter, flag.mark from protective_flag flag where ${inForce}
     union select controller, matter, 'PERSON ' || id from person
     union select person.controller, person.matter,
         case when named.key like 'id:%' then 'ID ' || substr(named.key, 4) else substr(named.key, 6) end
       from person join link on link.entity = 'PERSON' and link.entity_id = person.id and link.ended_at is null
       join mention_key named on named.entity = 'PERSON' and named.source = link.source and named.local_id = link.local_id
         and (named.key like 'id:%' or named.key like 'mark:%')
     union select person.controller, person.matter, 'HOUSEHOLD ' || house.entity_id from person
       join link on link.entity = 'PERSON' and link.entity_id = person.id and link.ended_at is null
       join mention here on here.entity = 'PERSON' and here.source = link.source and here.local_id = link.local_id
       join link house on house.entity = 'HOUSEHOLD' and house.source = here.source and house.local_id = here.unit
         and house.ended_at is null`,
  );

/** Lets go of flags whose records are gone, and of the marks of copies that are. */
export const sweepFlags = async (database: Pick<Database, 'query'>): Promise<void> => {
  for (const table of ['protective_flag', 'sealed_copy_mark'])
    await database.query(`delete from ${table} flag where not ${isThere}`);
};
