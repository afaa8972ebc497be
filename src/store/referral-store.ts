import type { Database, Transaction } from './database.ts';
import { ReferralTable } from './tables.ts';

/** A referral as it is made. */
export interface NewReferral {
  readonly id: string;
  readonly personId: string;
  readonly certain: boolean;
  readonly fromAgency: string;
  readonly toAgency: string;
  readonly reference: string;
  readonly madeBy: string;
  readonly madeAt: Date;
  /** Local date: the first day on which it opens nothing any more. */
  readonly until: string;
}

/** A referral that nobody has accepted yet, as the receiving agency may know it: nothing of the person. */
export interface WaitingReferral {
  readonly id: string;
  readonly from_agency: string;
  readonly reference: string;
  readonly made_at: Date;
  readonly until: string;
}

export const insertReferral = async (database: Database, referral: NewReferral): Promise<void> =>
  await database.transaction(
    async (transaction) =>
      await transaction.insert(ReferralTable, [
        { ...referral, acceptedBy: null, acceptedAt: null, endedBy: null, endedAt: null },
      ]),
  );

/** What waits for an agency's answer, the oldest first. */
export const findWaitingReferrals = async (
  database: Database,
  agency: string,
  today: string,
  limit: number,
): Promise<readonly WaitingReferral[]> => {
  const rows = await database.query<Omit<WaitingReferral, 'made_at'> & { readonly made_at: string | Date }>(
    `select id::text, from_agency, reference, made_at, until::text from referral
      where to_agency = ? and accepted_at is null and ended_at is null and until > ?::date order by made_at, id limit ?`,
    [agency, today, limit],
  );
  return rows.map((row) => ({ ...row, made_at: new Date(row.made_at) }));
};

/**
 * Accepts a referral for an agency. One that was accepted before stays with who accepted it first.
 *
 * @returns the person, or null where this agency has no such referral, or it has ended.
 */
export const acceptReferral = async (
  transaction: Transaction,
  accepted: {
    readonly id: string;
    readonly agency: string;
    readonly actor: string;
    readonly at: Date;
    /** Local date. */
    readonly today: string;
  },
): Promise<string | null> => {
  const [row] = await transaction.query<{ person: string }>(
    `update referral set accepted_by = coalesce(accepted_by, ?), accepted_at = coalesce(accepted_at, ?)
      where id = ? and to_agency = ? and ended_at is null and until > ?::date returning person_id::text as person`,
    [accepted.actor, accepted.at, accepted.id, accepted.agency, accepted.today],
  );
  return row?.person ?? null;
};

/**
 * Ends a referral for one of its two agencies: at once for who made it, because a mistake must open nothing more, and on
 * `lastsUntil` at the latest for who accepted it (R10).
 *
 * @returns whether the agency has such a referral, ended before or not.
 */
export const endReferral = async (
  transaction: Transaction,
  ended: {
    readonly id: string;
    readonly agency: string;
    readonly actor: string;
    readonly at: Date;
    /** Local dates. */
    readonly today: string;
    readonly lastsUntil: string;
  },
): Promise<boolean> => {
  await transaction.query(
    `update referral set ended_by = coalesce(ended_by, ?), ended_at = coalesce(ended_at, ?),
       until = least(until, case when from_agency = ? then ?::date else ?::date end)
      where id = ? and (from_agency = ? or (to_agency = ? and ended_at is null))`,
    [
      ...[ended.actor, ended.at, ended.agency, ended.today, ended.lastsUntil],
      ...[ended.id, ended.agency, ended.agency],
    ],
  );
  const rows = await transaction.query(
    `select from referral where id = ? and ? in (from_agency, to_agency)`,
    [ended.id, ended.agency],
  );
  return rows.length > 0;
};
