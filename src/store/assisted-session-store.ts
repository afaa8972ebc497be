import type { Database, Transaction } from './database.ts';

/** A session as it is opened. */
export interface NewAssistedSession {
  readonly id: string;
  /** Null where the card names nobody who can be shown a file. */
  readonly person: string | null;
  readonly agency: string;
  readonly actor: string;
  /** Who the actor is as a person, by the hash of their national id. */
  readonly self: string | null;
  readonly cardKind: string;
  readonly cardHash: string;
  readonly openedAt: Date;
  readonly until: Date;
  /** Local date, and the zone whose days count. */
  readonly today: string;
  readonly timeZone: string;
  /** Tries of one actor on one day. */
  readonly mostTries: number;
}

/**
 * What became of it. LIMITED: the actor tried too often today. NOBODY: there is nobody, and CONFLICTED: somebody the actor is
 * too near to (R15), which look the same from outside. AGAIN: this actor was beside this person today already.
 */
export type AssistedSessionOutcome = 'OPENED' | 'LIMITED' | 'NOBODY' | 'CONFLICTED' | 'AGAIN';

/** R15, for a session's own columns and the hash of the actor's national id. */
export const isNear = `is_near_somebody(?) and exists (select from conflict_of(?) near where near.person = ?::uuid)`;

/**
 * Counts a try of an actor's to open a session of whichever kind.
 *
 * @returns how many there were on this local day. The row keeps two tries of one actor apart until the transaction ends.
 */
export const countTry = async (
  { query }: Transaction,
  { agency, actor, today }: Pick<NewAssistedSession, 'agency' | 'actor' | 'today'>,
): Promise<number> => {
  const [counted] = await query<{ tries: number }>(
    `insert into assisted_session_tries as before (agency, actor, day, tries) values (?, ?, ?::date, 1)
      on conflict (agency, actor, day) do update set tries = before.tries + 1 returning tries`,
    [agency, actor, today],
  );
  return counted?.tries ?? 0;
};

/**
 * Opens a session, and closes the one that the actor had open. The try counts whatever becomes of it; its row keeps two tries of
 * one actor apart, so that there are never two open sessions.
 */
export const openAssistedSession = async (
  transaction: Transaction,
  session: NewAssistedSession,
): Promise<AssistedSessionOutcome> => {
  const { id, person, agency, actor, self, cardKind, cardHash, openedAt, until, today, timeZone } = session;
  const { query } = transaction;
  if ((await countTry(transaction, session)) > session.mostTries) return 'LIMITED';
  if (person === null) return 'NOBODY';
  const [near] = await query<{ near: boolean }>(`select ${isNear} as near`, [self, self, person]);
  if (near?.near !== false) return 'CONFLICTED';
  const again = await query(
    `select from assisted_session
      where agency = ? and actor = ? and person_id = ? and (opened_at at time zone ?)::date = ?::date`,
    [agency, actor, person, timeZone, today],
  );
  if (again.length > 0) return 'AGAIN';
  await query(
    `update assisted_session set closed_at = ? where agency = ? and actor = ? and closed_at is null and until > ?`,
    [openedAt, agency, actor, openedAt],
  );
  await query(
    `insert into assisted_session (id, person_id, agency, actor, card_kind, card_hash, opened_at, until)
      values (?, ?, ?, ?, ?, ?, ?, ?)`,
    [id, person, agency, actor, cardKind, cardHash, openedAt, until],
  );
  return 'OPENED';
};

/** Whose session, and when it is used. */
export interface AssistedSessionUse {
  readonly id: string;
  readonly agency: string;
  readonly actor: string;
  readonly self: string | null;
  readonly at: Date;
}

/** INVARIANT: of the one who opened it alone, until it is closed and before it ends. */
const isOpen = `id = ? and agency = ? and actor = ? and closed_at is null and until > ?`;

/** The person of a session that its opener may use now, or null; somebody the opener has come too near to is gone (R15). */
export const findAssistedPerson = async (
  database: Pick<Database, 'query'>,
  { id, agency, actor, self, at }: AssistedSessionUse,
): Promise<string | null> => {
  const [found] = await database.query<{ person: string }>(
    `select person_id::text as person from assisted_session
      where ${isOpen} and not (${isNear.replace('?::uuid', 'person_id')})`,
    [id, agency, actor, at, self, self],
  );
  return found?.person ?? null;
};

/** @returns whether there was one to close. */
export const closeAssistedSession = async (
  database: Pick<Database, 'query'>,
  { id, agency, actor, at }: AssistedSessionUse,
): Promise<boolean> => {
  const closed = await database.query(
    `update assisted_session set closed_at = ? where ${isOpen} returning id`,
    [at, id, agency, actor, at],
  );
  return closed.length > 0;
};

/** Forgets who sat beside whom a year after the end: until then it proves who opened what, and with which card in hand. */
export const sweepAssistedSessions = async (
  database: Pick<Database, 'query'>,
  at: Date,
  today: string,
): Promise<void> => {
  await database.query(`delete from assisted_session where until < ?::timestamptz - interval '1 year'`, [at]);
  await database.query(`delete from assisted_session_tries where day < ?::date`, [today]);
};
