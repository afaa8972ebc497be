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

/** Keeps a declaration about a person: by the national ids and by the lines that are this person now. */
export const insertConflictWithPerson = async (
  database: Database,
  { selfHash, agency, actor, at }: DeclaringActor,
  person: string,
): Promise<void> => {
  await database.query(
    `insert into conflict_of_interest (self_hash, other_hash, other_source, other_local_id, agency, actor, declared_at)
      select ?, it.other_hash, it.other_source, it.other_local_id, ?, ?, ? from (
        select null::text as other_hash, link.source as other_source, link.local_id as other_local_id from link
          where link.entity = 'PERSON' and link.entity_id = ?::uuid and link.ended_at is null
        union
        select mention.mention ->> 'nationalIdHash', null, null from link
          join mention using (entity, source, local_id)
          where link.entity = 'PERSON' and link.entity_id = ?::uuid and link.ended_at is null and mention.checked) it
      on conflict do nothing`,
    [selfHash, agency, actor, at, person, person],
  );
};
