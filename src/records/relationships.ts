import { type AgencyCaller, selfHashOf } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import type { Database } from '../store/database.ts';
import { nobodyYet } from './bearer.ts';

/** Relationships that an agency declared itself (R10). */
export interface Relationships {
  /** A second named person of the same agency confirms what a colleague declared. The answer is the same either way. */
  readonly confirm: (caller: AgencyCaller, person: string) => Promise<void>;
}

export const createRelationships = (database: Database): Relationships => ({
  confirm: async (caller, person) => {
    if (!caller.named)
      throw new HubError('FORBIDDEN', { internal: 'a relationship is confirmed by a named person' });
    const held = `from link
      where link.entity = 'PERSON' and link.entity_id = ? and link.ended_at is null
        and record.source = link.source and record.person_local_id = link.local_id and record.superseded_at is null
        and record.relationship_with = ? and record.relationship_confirmed_by is null`;
    await database.transaction(async (transaction) => {
      await transaction.query(
        `update record set relationship_confirmed_by = ? ${held}
          and record.relationship_declared_by not in (?, ?)
          and (record.relationship_declared_person is null or record.relationship_declared_person <> ?)`,
        [caller.actor, person, caller.agency, caller.actor, nobodyYet, selfHashOf(caller)],
      );
      // What only software has declared gets its first named person now, and still needs a second.
      await transaction.query(
        `update record set relationship_declared_by = ?, relationship_declared_person = ? ${held}
          and record.relationship_declared_by = ?`,
        [caller.actor, selfHashOf(caller), person, caller.agency, nobodyYet],
      );
    });
  },
});
