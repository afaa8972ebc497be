import type { Database, Transaction } from './database.ts';
import { eraseRecords } from './erasure-store.ts';
import { sweepExtracts } from './extract-store.ts';
import { sweepActs } from './kept-acts-store.ts';
import { sweepOutbox } from './outbox-store.ts';
import { sweepQuarantine } from './quarantine-store.ts';
import { lockIntake } from './record-store.ts';
import { sweepStatements } from './statement-retention.ts';

/**
 * Whose word alone a case stands on, thirty days after it was declared: R10's relationships that the agency declared itself
 * and nobody confirmed. A new version does not begin the thirty days anew; a case that is opened again does. Of its own
 * compartment alone: a sealed declaration must not show in when an ordinary one ends (R11).
 */
const overdue = `
  select id, source, unit, compartment, relationship_with from record
  where superseded_at is null and erased_at is null and compartment in ('general', 'own')
    and relationship_declared_by is not null and relationship_confirmed_by is null and relationship_with is not null
    and ?::timestamptz - interval '30 days' > relationship_declared_at`;

/**
 * S16: ends those relationships, and finds the units that were nothing else: where no other line of the unit is evidence that
 * the same agency works with somebody, what it pushed was an application that nobody has stood up for.
 */
const endOverdue = async (
  transaction: Transaction,
  at: Date,
): Promise<readonly { readonly source: string; readonly unit: string; readonly compartment: string }[]> =>
  await transaction.query(
    `with overdue as materialized (${overdue}),
     ended as (
       update record set relationship_with = null, relationship_kind = null from overdue where record.id = overdue.id)
     select distinct source, unit, compartment from overdue where not exists (
       select from record other where other.source = overdue.source and other.unit = overdue.unit
         and other.superseded_at is null and other.compartment = overdue.compartment
         and other.relationship_with = overdue.relationship_with and not other.id in (select id from overdue))`,
    [at],
  );

/**
 * Erases every record whose time is over, in all its versions, with everything by which it could be found; a tombstone stays
 * (R21). A relationship that its own agency declared and nobody confirmed within thirty days ends (R10), and what was pushed
 * for its sake alone is erased with it (S16); so does the memory of a push: after it the version, or the tombstone, stops a
 * second effect. What people and agencies did about a record goes at its own term.
 *
 * @param today local date.
 * @returns how many records were erased.
 */
export const sweepRetention = async (database: Database, today: string, at: Date): Promise<number> =>
  await database.transaction(async (transaction) => {
    await lockIntake(transaction);
    const applications = await endOverdue(transaction, at);
    const erased = await eraseRecords(
      transaction,
      `retain_until <= ?::date or exists (
         select from jsonb_to_recordset(?::jsonb) as it(source text, unit text, compartment text)
          where record.source = it.source and record.unit = it.unit and record.compartment = it.compartment)`,
      [today, JSON.stringify(applications)],
      at,
    );
    // An idempotency key is kept as long as a client could still repeat its push (THREATS.md G4).
    await transaction.query(`delete from push where started_at < ?::timestamptz - interval '30 days'`, [at]);
    await sweepActs(transaction, today, at);
    await sweepStatements(transaction, at);
    await sweepQuarantine(transaction, today);
    await sweepOutbox(transaction, at);
    await sweepExtracts(transaction, today, at);
    return erased.length;
  });
