import { type AgencyCaller, selfHashOf } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import {
  closeAssistedSession,
  findAssistedPerson,
  openAssistedSession,
} from '../store/assisted-session-store.ts';
import type { Database } from '../store/database.ts';
import { areAllProtected } from './are-all-protected.ts';
import { type CardCheck, type CheckedCard, type CheckedPerson, mostTries } from './checked-card.ts';

/** Whose file a session shows. */
export interface AssistedFile {
  readonly person: string;
  /**
   * The session's own id where a matter in force protects the person, and else nothing: at which counter they stood, and on
   * which day, tells where they are (R11). For the log alone: no answer depends on it.
   */
  readonly sealed: readonly string[];
}

/** A person's own file at a counter, for who has no eID or telephone (R13). Persons are the hub's own ids. */
export interface AssistedSessions {
  /**
   * Opens a session of fifteen minutes for one person, and closes the one that the caller had open.
   *
   * @param notThere told where nobody can be shown a file: whether it is because the caller is too near to them (R15).
   * @throws HubError BAD_USER_INPUT, the same for nobody, a link that is only probable, a birth date that is another and
   *   somebody too near; FORBIDDEN where the caller was beside this person today already; RATE_LIMITED.
   */
  readonly open: (
    caller: AgencyCaller,
    checked: CheckedPerson,
    card: CheckedCard,
    notThere: (conflicted: boolean) => void,
  ) => Promise<AssistedFile & { readonly id: string; readonly until: Date }>;
  /** The person of a session that the caller opened and that has not ended. @throws HubError BAD_USER_INPUT */
  readonly personOf: (caller: AgencyCaller, session: string) => Promise<AssistedFile>;
  /** There is no way back. @throws HubError BAD_USER_INPUT */
  readonly close: (caller: AgencyCaller, session: string) => Promise<void>;
}

export interface AssistedSessionsInput {
  readonly database: Database;
  readonly checkCard: CardCheck;
  readonly timeZone: string;
  /** Local date. */
  readonly today: () => string;
  readonly clock: () => Date;
  readonly createId: () => string;
}

const sessionMilliseconds = 15 * 60_000;

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

export const createAssistedSessions = (input: AssistedSessionsInput): AssistedSessions => {
  const { database, checkCard } = input;
  const sealedFor = async (person: string, id: string): Promise<readonly string[]> =>
    (await areAllProtected(database, [person])) ? [id] : [];
  const useOf = (caller: AgencyCaller, id: string) => ({
    ...{ id, agency: caller.agency, actor: caller.actor },
    ...{ self: selfHashOf(caller), at: input.clock() },
  });

  return {
    open: async (caller, checked, card, notThere) => {
      const { person, cardHash } = await checkCard(checked, card);
      const openedAt = input.clock();
      const until = new Date(openedAt.getTime() + sessionMilliseconds);
      const id = input.createId();
      const outcome = await database.transaction(
        async (transaction) =>
          await openAssistedSession(transaction, {
            ...{ id, person, cardHash, openedAt, until, mostTries, cardKind: card.kind },
            ...{ agency: caller.agency, actor: caller.actor, self: selfHashOf(caller) },
            ...{ today: input.today(), timeZone: input.timeZone },
          }),
      );
      if (outcome === 'LIMITED') throw new HubError('RATE_LIMITED', { retryAfterSeconds: 86_400 });
      if (outcome === 'AGAIN')
        throw new HubError('FORBIDDEN', { internal: 'a second assisted session for one person on one day' });
      if (outcome === 'OPENED' && person !== null)
        return { id, person, until, sealed: await sealedFor(person, id) };
      notThere(outcome === 'CONFLICTED');
      return refuse('No assisted session can be opened for this person.');
    },
    personOf: async (caller, session) => {
      const person = await findAssistedPerson(database, useOf(caller, session));
      return person === null
        ? refuse('No such session.')
        : { person, sealed: await sealedFor(person, session) };
    },
    close: async (caller, session) => {
      if (!(await closeAssistedSession(database, useOf(caller, session)))) refuse('No such session.');
    },
  };
};
