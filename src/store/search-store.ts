import { isCurrentFor } from './current-for.ts';
import type { Database } from './database.ts';

/** A mention that a search key found. */
export interface FoundMention {
  readonly person: string;
  readonly source: string;
  readonly local_id: string;
  readonly certain: boolean;
  readonly birth_date: string | null;
  /** Of a unit that is for its own source alone (R11). */
  readonly apart: boolean;
}

/** The linked mentions of persons under any of these keys. */
export const findMentions = async (
  database: Database,
  keys: readonly string[],
): Promise<readonly FoundMention[]> =>
  await database.query<FoundMention>(
    `select link.entity_id as person, mention.source, mention.local_id, link.certain,
        mention.mention ->> 'birthDate' as birth_date, mention.apart
      from mention_key join mention using (entity, source, local_id) join person_link link using (entity, source, local_id)
      where mention_key.entity = 'PERSON'
        and mention_key.key = any (array(select jsonb_array_elements_text(?::jsonb)))`,
    [JSON.stringify(keys)],
  );

/** The linked mentions of persons of a birth date whose name fits, less those that are for their own source alone. */
export const findNamed = async (
  database: Pick<Database, 'query'>,
  sought: {
    readonly birthDate: string;
    readonly isNamed: (name: { readonly givenName: string; readonly familyName: string }) => boolean;
  },
): Promise<readonly Pick<FoundMention, 'person' | 'certain'>[]> => {
  const rows = await database.query<
    Pick<FoundMention, 'person' | 'certain'> & {
      readonly given: string | null;
      readonly family: string | null;
    }
  >(
    `select link.entity_id as person, link.certain, mention.mention ->> 'givenName' as given,
        mention.mention ->> 'familyName' as family
      from mention join person_link link using (entity, source, local_id)
      where mention.entity = 'PERSON' and mention.mention ->> 'birthDate' = ? and not mention.apart`,
    [sought.birthDate],
  );
  return rows.filter(({ given, family }) =>
    sought.isNamed({ givenName: given ?? '', familyName: family ?? '' }),
  );
};

/**
 * Whom the general registers know for certain under the national ids of a person who is known to one agency alone (R11); nobody
 * for anybody else. For what is to the person's good and answers nothing.
 */
export const findPersonsApartFrom = async (
  database: Pick<Database, 'query'>,
  person: string,
): Promise<readonly string[]> => {
  const rows = await database.query<{ id: string }>(
    `select distinct known.entity_id::text as id from link mine
       join mention_key apart on apart.entity = 'PERSON' and apart.source = mine.source and apart.local_id = mine.local_id
         and apart.key like 'own:id:%'
       join mention_key named on named.entity = 'PERSON' and named.key = substr(apart.key, 5)
       join person_link known on known.source = named.source and known.local_id = named.local_id and known.certain
       where mine.entity = 'PERSON' and mine.entity_id = ?::uuid and mine.ended_at is null
         and known.entity_id <> mine.entity_id`,
    [person],
  );
  return rows.map(({ id }) => id);
};

/** The birth dates that sources state of a person. */
export const birthDatesOf = async (
  database: Pick<Database, 'query'>,
  person: string,
): Promise<readonly string[]> => {
  const rows = await database.query<{ born: string }>(
    `select distinct mention.mention ->> 'birthDate' as born from mention join link using (entity, source, local_id)
      where link.entity = 'PERSON' and link.entity_id = ? and link.ended_at is null and not mention.apart
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
       where record.superseded_at is null and record.erased_at is null and ${isCurrentFor('record', '?::text')}
         and record.municipality = any (array(select jsonb_array_elements_text(?::jsonb)))
         and record.kind = any (array(select jsonb_array_elements_text(?::jsonb)))
         and record.local_community = ?) candidate
     where ?::uuid is null
       or sha256(decode(?, 'hex') || uuid_send(household)) > sha256(decode(?, 'hex') || uuid_send(?::uuid))
     order by sha256(decode(?, 'hex') || uuid_send(household)) limit ?`,
    [
      ...[asked.agency, asked.agency],
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
