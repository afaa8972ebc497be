import type { Database } from './database.ts';

/** A mention that a search key found. */
export interface FoundMention {
  readonly person: string;
  readonly source: string;
  readonly local_id: string;
  readonly certain: boolean;
  readonly birth_date: string | null;
}

/** The linked mentions of persons under one key. */
export const findMentions = async (database: Database, key: string): Promise<readonly FoundMention[]> =>
  await database.query<FoundMention>(
    `select link.entity_id as person, mention.source, mention.local_id, link.certain,
        mention.mention ->> 'birthDate' as birth_date
      from mention_key join mention using (entity, source, local_id) join person_link link using (entity, source, local_id)
      where mention_key.entity = 'PERSON' and mention_key.key = ?`,
    [key],
  );

/** The birth dates that sources state of a person. */
export const birthDatesOf = async (database: Database, person: string): Promise<readonly string[]> => {
  const rows = await database.query<{ born: string }>(
    `select distinct mention.mention ->> 'birthDate' as born from mention join link using (entity, source, local_id)
      where link.entity = 'PERSON' and link.entity_id = ? and link.ended_at is null
        and mention.mention ->> 'birthDate' is not null`,
    [person],
  );
  return rows.map((row) => row.born);
};

/**
 * Households that have a current record in a local community, in this caller's own order: by the SHA-256 of its salt and
 * the id, so that two agencies cannot lay their lists side by side (R23).
 */
export const listHouseholdCandidates = async (
  database: Database,
  asked: {
    readonly agency: string;
    readonly municipalities: readonly string[];
    readonly kinds: readonly string[];
    /** Folded. */
    readonly localCommunity: string;
    readonly orderSalt: Uint8Array;
    readonly after: string | null;
    readonly limit: number;
  },
): Promise<readonly string[]> => {
  const salt = Buffer.from(asked.orderSalt).toString('hex');
  const rows = await database.readAs<{ household: string }>(
    [asked.agency],
    `select household from (
       select distinct link.entity_id as household from record
         join link on link.entity = 'HOUSEHOLD' and link.source = record.source and link.local_id = record.unit
           and link.ended_at is null
       where record.superseded_at is null and record.erased_at is null and record.compartment = 'general'
         and record.municipality = any (array(select jsonb_array_elements_text(?::jsonb)))
         and record.kind = any (array(select jsonb_array_elements_text(?::jsonb)))
         and record.local_community = ?) candidate
     where ?::uuid is null
       or sha256(decode(?, 'hex') || uuid_send(household)) > sha256(decode(?, 'hex') || uuid_send(?::uuid))
     order by sha256(decode(?, 'hex') || uuid_send(household)) limit ?`,
    [
      JSON.stringify(asked.municipalities),
      JSON.stringify(asked.kinds),
      asked.localCommunity,
      asked.after,
      salt,
      salt,
      asked.after,
      salt,
      asked.limit,
    ],
  );
  return rows.map((row) => row.household);
};
