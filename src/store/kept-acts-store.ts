import { keptTerms } from '../domain/kept-terms.ts';
import { sealedKind } from '../domain/matter.ts';
import { defaultAppeal } from '../domain/relationship.ts';
import type { Transaction } from './database.ts';

/** Of consents that somebody ended, and of those that their own term ended. */
const ended = `'ConsentWithdrawn', 'ConsentRevoked', 'ConsentInvalidated', 'ConsentRefused'`;

/** Matters that hold nothing any more. */
const emptyMatters = `select matter.id from matter where not exists (
  select from record where record.controller = matter.controller and record.compartment = matter.reference
    and record.kind = '${sealedKind}' and record.erased_at is null)`;

/**
 * Lets go of what people and agencies did about records, each at its own term (`domain/kept-terms.ts`).
 *
 * INVARIANT: of a consent and a prohibition the ids, the terms and the days stay: the log, which holds no value of anybody,
 * is checked against them for as long as it is kept (GDPR art. 33(5)). What proves them goes.
 *
 * @param today local date.
 */
export const sweepActs = async ({ query }: Transaction, today: string, at: Date): Promise<void> => {
  const { consentEvidence, guardianship, referral, emergencyReason, alert, revocation } = keptTerms;
  await query(
    `update consent set evidence = null where evidence is not null and (valid_until + ?::interval <= ?::date or exists (
       select from consent_event event where event.consent_id = consent.id and event.state in (${ended})
         and event.at + ?::interval <= ?::timestamptz))`,
    [consentEvidence.period, today, consentEvidence.period, at],
  );
  await query(
    `delete from guardianship where valid_until + ?::interval <= ?::date
       or (recorded_at + ?::interval <= ?::timestamptz and not exists (
         select from link where link.entity = 'PERSON' and link.entity_id = guardianship.ward and link.ended_at is null))`,
    [guardianship.period, today, guardianship.period, at],
  );
  await query(`delete from referral where until + ?::interval + ?::interval <= ?::date`, [
    ...[defaultAppeal.period, referral.period, today],
  ]);
  await query(
    `update emergency_access set reason = null where reason is not null and reviewed_at + ?::interval <= ?::timestamptz`,
    [emergencyReason.period, at],
  );
  await query(`delete from alert where last_at + ?::interval <= ?::timestamptz`, [alert.period, at]);
  await query(`delete from revocation where least(lifted_at, until) + ?::interval <= ?::timestamptz`, [
    ...[revocation.period, at],
  ]);
  await query(`delete from matter_party where matter_id in (${emptyMatters})`);
  await query(`delete from matter where id in (${emptyMatters})`);
};
