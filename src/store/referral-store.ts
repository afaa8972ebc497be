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
  /** Whether a matter seals it (R11). */
  readonly sealed: boolean;
}

/** A referral that nobody has accepted yet, as the receiving agency may know it: nothing of the person. */
export interface WaitingReferral {
  readonly id: string;
  readonly from_agency: string;
  readonly reference: string;
  readonly made_at: Date;
  readonly until: string;
}

export const insertReferral = async (transaction: Transaction, referral: NewReferral): Promise<void> =>
  await transaction.insert(ReferralTable, [
    { ...referral, acceptedBy: null, acceptedAt: null, endedBy: null, endedAt: null },
  ]);

/** R15: a referral of somebody whom the actor, by the hash of their national id, is too near to is not there for them. */
const isFar = `not (is_near_somebody(?) and exists (
    select from conflict_of(?) near where near.person = referral.person_id))`;

/** What waits for an agency's answer, the oldest first, less those of people whom the actor is too near to (R15). */
export const findWaitingReferrals = async (
  database: Database,
  asked: {
    readonly agency: string;
    readonly self: string | null;
    readonly today: string;
    readonly limit: number;
  },
): Promise<readonly WaitingReferral[]> => {
  const rows = await database.query<Omit<WaitingReferral, 'made_at'> & { readonly made_at: string | Date }>(
    `select id::text, from_agency, reference, made_at, until::text from referral
      where to_agency = ? and accepted_at is null and ended_at is null and until > ?::date and ${isFar}
      order by made_at, id limit ?`,
    [asked.agency, asked.today, asked.self, asked.self, asked.limit],
  );
  return rows.map((row) => ({ ...row, made_at: new Date(row.made_at) }));
};

/** A referral that a matter seals, as the person it is about is shown it in person. */
export interface SealedReferralRow {
  readonly id: string;
  readonly from: string;
  readonly to: string;
  readonly reference: string;
  readonly madeAt: Date;
  readonly acceptedAt: Date | null;
  /** Local date: the first day on which it opens nothing any more. */
  readonly until: string;
}

/** The sealed referrals of one person, the newest first. */
export const findSealedReferrals = async (
  database: Pick<Database, 'query'>,
  person: string,
): Promise<readonly SealedReferralRow[]> => {
  type Written = Omit<SealedReferralRow, 'madeAt' | 'acceptedAt'> & {
    readonly made_at: string | Date;
    readonly accepted_at: string | Date | null;
  };
  const rows = await database.query<Written>(
    `select id::text as id, from_agency as "from", to_agency as "to", reference, made_at, accepted_at, until::text as until
      from referral where person_id = ?::uuid and sealed order by made_at desc, id`,
    [person],
  );
  return rows.map(({ made_at, accepted_at, ...row }) => ({
    ...row,
    madeAt: new Date(made_at),
    acceptedAt: accepted_at === null ? null : new Date(accepted_at),
  }));
};

/**
 * Accepts a referral for an agency. One that was accepted before stays with who accepted it first.
 *
 * @returns the person and whether it was accepted: it is not where the actor is too near to them (R15); null where this agency
 *   has no such referral, or it has ended.
 */
export const acceptReferral = async (
  transaction: Transaction,
  accepted: {
    readonly id: string;
    readonly agency: string;
    readonly actor: string;
    readonly self: string | null;
    readonly at: Date;
    /** Local date. */
    readonly today: string;
  },
): Promise<{ readonly person: string; readonly accepted: boolean } | null> => {
  const { id, agency, actor, self, at, today } = accepted;
  const theirs = `id = ? and to_agency = ? and ended_at is null and until > ?::date`;
  const [found] = await transaction.query<{ person: string; far: boolean }>(
    `select person_id::text as person, ${isFar} as far from referral where ${theirs} for update`,
    [self, self, id, agency, today],
  );
  if (!found) return null;
  if (!found.far) return { person: found.person, accepted: false };
  await transaction.query(
    `update referral set accepted_by = coalesce(accepted_by, ?), accepted_at = coalesce(accepted_at, ?) where ${theirs}`,
    [actor, at, id, agency, today],
  );
  return { person: found.person, accepted: true };
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
    readonly self: string | null;
    readonly at: Date;
    /** Local dates. */
    readonly today: string;
    readonly lastsUntil: string;
  },
): Promise<boolean> => {
  await transaction.query(
    `update referral set ended_by = coalesce(ended_by, ?), ended_at = coalesce(ended_at, ?),
       until = least(until, case when from_agency = ? then ?::date else ?::date end)
      where id = ? and (from_agency = ? or (to_agency = ? and ended_at is null and ${isFar}))`,
    [
      ...[ended.actor, ended.at, ended.agency, ended.today, ended.lastsUntil],
      ...[ended.id, ended.agency, ended.agency, ended.self, ended.self],
    ],
  );
  const rows = await transaction.query(
    `select from referral where id = ? and (from_agency = ? or (to_agency = ? and ${isFar}))`,
    [ended.id, ended.agency, ended.agency, ended.self, ended.self],
  );
  return rows.length > 0;
};
