import type { Database } from './database.ts';

/** A record as a request names it: the version that the person had before them, and who they are in it. */
export interface NamedRecord {
  readonly recordId: string;
  readonly controller: string;
  readonly source: string;
  readonly kind: string;
  readonly unit: string;
  readonly localId: string;
  /** The person's own local id in it. */
  readonly subject: string;
}

/** A current record of the general compartment that names the person over a certain link (R20), or null. */
export const findNamedRecord = async (
  database: Pick<Database, 'query'>,
  person: string,
  recordId: string,
): Promise<NamedRecord | null> => {
  const [found] = await database.query<NamedRecord>(
    `select record.id::text as "recordId", record.controller, record.source, record.kind, record.unit,
       record.local_id as "localId", link.local_id as subject
     from record join person_link link on link.source = record.source
       and link.local_id = any (record.signatories || record.members || coalesce(array[record.person_local_id], '{}'))
     where record.id = ? and record.superseded_at is null and record.erased_at is null and record.compartment = 'general'
       and link.entity_id = ? and link.certain
     order by link.local_id is distinct from record.person_local_id, link.local_id limit 1`,
    [recordId, person],
  );
  return found ?? null;
};

/** A line of a unit that a person named by its number, with what it calls somebody. */
export interface ReferencedLine extends NamedRecord {
  /** Whether it is linked to this very person, and whether with certainty. */
  readonly own: boolean;
  readonly certain: boolean;
  readonly names: Names;
}

/** What a line calls somebody. */
export interface Names {
  readonly given: string | null;
  readonly family: string | null;
}

const names = `jsonb_build_object('given', mention.mention ->> 'givenName', 'family', mention.mention ->> 'familyName') as names`;

/** The lines of the current units of a controller that carry a number, of the general compartment. */
export const findReferencedLines = async (
  database: Pick<Database, 'query'>,
  asked: { readonly person: string; readonly controller: string; readonly reference: string },
): Promise<readonly ReferencedLine[]> =>
  await database.query<ReferencedLine>(
    `select distinct on (link.source, link.local_id) record.id::text as "recordId", record.controller, record.source, record.kind,
       record.unit, record.local_id as "localId", link.local_id as subject, link.entity_id = ? as own, link.certain, ${names}
     from record join person_link link on link.source = record.source
       and link.local_id = any (record.signatories || record.members || coalesce(array[record.person_local_id], '{}'))
     join mention on mention.entity = 'PERSON' and mention.source = link.source and mention.local_id = link.local_id
     where record.controller = ? and record.unit = ? and record.superseded_at is null and record.erased_at is null
       and record.compartment = 'general'
     order by link.source, link.local_id, link.local_id is distinct from record.person_local_id, record.kind, record.local_id`,
    [asked.person, asked.controller, asked.reference],
  );

/** What the lines that are a person with certainty call them, less those that are for their own source alone (R11). */
export const findCertainNames = async (
  database: Pick<Database, 'query'>,
  person: string,
): Promise<readonly Names[]> =>
  (
    await database.query<{ names: Names }>(
      `select ${names} from person_link link join mention on mention.entity = 'PERSON' and mention.source = link.source
         and mention.local_id = link.local_id where link.entity_id = ? and link.certain and not mention.apart`,
      [person],
    )
  ).map(({ names: each }) => each);
