import type { AgencyCaller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import { nationalIdHashes } from '../identity/national-id.ts';
import { insertConflictWithId, insertConflictWithPerson } from '../store/conflict-store.ts';
import type { Database } from '../store/database.ts';

/** Conflicts of interest that staff declare (R15). */
export interface Conflicts {
  /**
   * Hides a person, and all who live with them, from the actor, in every agency the actor works for. By national id, known
   * to a register or not, or by a person the actor sees. There is no way back by the actor's own hand.
   *
   * @throws HubError BAD_USER_INPUT where the national id is none; FORBIDDEN for software.
   */
  readonly declare: (
    caller: AgencyCaller,
    other: { readonly nationalId: string } | { readonly person: string },
  ) => Promise<void>;
}

export interface ConflictsInput {
  readonly database: Database;
  readonly hashingKey: Uint8Array;
  readonly clock: () => Date;
}

export const createConflicts = ({ database, hashingKey, clock }: ConflictsInput): Conflicts => ({
  declare: async (caller, other) => {
    if (!caller.named || caller.self === null)
      throw new HubError('FORBIDDEN', { internal: 'a conflict of interest is declared by a named person' });
    const declaring = {
      selfHash: caller.self.nationalIdHash,
      agency: caller.agency,
      actor: caller.actor,
      at: clock(),
    };
    if ('person' in other) {
      await insertConflictWithPerson(database, declaring, other.person);
      return;
    }
    const { nationalIdHash } = nationalIdHashes(other.nationalId, hashingKey);
    if (nationalIdHash === null)
      throw new HubError('BAD_USER_INPUT', { publicMessage: 'The national id does not pass its check.' });
    await insertConflictWithId(database, declaring, nationalIdHash);
  },
});
