import type { Database } from './database.ts';

/** Who says that they are too near to somebody, as a person (R15). */
export interface DeclaringActor {
  readonly selfHash: string;
  readonly agency: string;
  readonly actor: string;
  readonly at: Date;
}

/** Keeps a declaration about a national id; the same one a second time changes nothing. */
export const insertConflictWithId = async (
  database: Database,
  { selfHash, agency, actor, at }: DeclaringActor,
  otherHash: string,
): Promise<void> => {
  await database.query(
    `insert into conflict_of_interest (self_hash, other_hash, agency, actor, declared_at) values (?, ?, ?, ?, ?)
      on conflict do nothing`,
    [selfHash, otherHash, agency, actor, at],
  );
};

/**
 * Keeps a declaration about a person: by the hub's own id, by the national ids, and by the lines that are this person now, each
 * with the keys by which it is found. A line that comes to name somebody else has other keys.
 */
export const insertConflictWithPerson = async (
  database: Database,
  { selfHash, agency, actor, at }: DeclaringActor,
  person: string,
): Promise<void> => {
  await database.query(
    `insert into conflict_of_interest (self_hash, other_hash, other_person, other_source, other_local_id, other_key, agency,
        actor, declared_at)
      select ?, it.*, ?, ?, ? from (
        select null::text, ?::uuid, null::text, null::text, null::text
        union
        select null, null, known.source, known.local_id, known.key from link
          join mention_key known using (entity, source, local_id)
          where link.entity = 'PERSON' and link.entity_id = ?::uuid and link.ended_at is null and known.key not like 'id:%'
        union
        select mention.mention ->> 'nationalIdHash', null, null, null, null from link
          join mention using (entity, source, local_id)
          where link.entity = 'PERSON' and link.entity_id = ?::uuid and link.ended_at is null and mention.checked) it
      on conflict do nothing`,
    [selfHash, agency, actor, at, person, person, person],
  );
};
