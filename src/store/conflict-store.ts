import type { Database } from './database.ts';

/** That an actor, as a person, is too near to another person (R15). One of the two is null. */
export interface DeclaredConflict {
  readonly selfHash: string;
  readonly otherHash: string | null;
  readonly personId: string | null;
  readonly agency: string;
  readonly actor: string;
  readonly at: Date;
}

/** Keeps a declaration; the same one a second time changes nothing. */
export const insertConflict = async (database: Database, conflict: DeclaredConflict): Promise<void> => {
  await database.query(
    `insert into conflict_of_interest (self_hash, other_hash, person_id, agency, actor, declared_at)
      values (?, ?, ?::uuid, ?, ?, ?) on conflict do nothing`,
    [conflict.selfHash, conflict.otherHash, conflict.personId, conflict.agency, conflict.actor, conflict.at],
  );
};
