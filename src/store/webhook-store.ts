import type { Database, Transaction } from './database.ts';

/** One message that a webhook has still to be sent: of a change, or of a consent that ended. INVARIANT: holds no value. */
export interface Delivery {
  readonly event: string;
  readonly kind: 'RECORD' | 'CONSENT_ENDED';
  /** How often it was tried, this time included. */
  readonly attempts: number;
}

/** A message that was given up. */
export interface DeadDelivery {
  readonly webhook: string;
  readonly event: string;
  readonly kind: Delivery['kind'];
  readonly attempts: number;
  readonly createdAt: Date;
  readonly fault: string | null;
}

/**
 * Lays the next changes out for a webhook, in their order, once: its place in the outbox moves with them. A new webhook begins
 * with what comes after it.
 *
 * @returns how many.
 */
export const layOutChanges = async (
  { query }: Transaction,
  { webhook, at, limit }: { readonly webhook: string; readonly at: Date; readonly limit: number },
): Promise<number> => {
  await query(
    `insert into webhook_progress (webhook, position) select ?, coalesce(max(position), 0) from outbox on conflict do nothing`,
    [webhook],
  );
  const [found] = await query<{ taken: number }>(
    `with here as (select position from webhook_progress where webhook = ? for update skip locked),
      taken as materialized (
        select outbox.position, outbox.id, coalesce(home.entity_id::text, outbox.source || ' ' || outbox.unit) as lane
          from here join outbox on outbox.position > here.position
            left join link home on home.entity = 'HOUSEHOLD' and home.source = outbox.source and home.local_id = outbox.unit
              and home.ended_at is null
          where outbox.changed <> '[]'::jsonb order by outbox.position limit ?),
      laid as (
        insert into webhook_delivery (webhook, event, kind, change, lane, state, attempts, due_at, created_at)
          select ?, id, 'RECORD', id, lane, 'WAITING', 0, ?::timestamptz, ?::timestamptz from taken order by position
          on conflict do nothing),
      moved as (
        update webhook_progress set position = (select max(position) from taken)
          where webhook = ? and exists (select from taken))
      select count(*)::int as taken from taken`,
    [webhook, limit, webhook, at, at, webhook],
  );
  return found?.taken ?? 0;
};

/** Lays out that consents have ended, each once. */
export const layOutEndedConsents = async (
  { query }: Pick<Database, 'query'>,
  {
    webhook,
    consents,
    at,
  }: { readonly webhook: string; readonly consents: readonly string[]; readonly at: Date },
): Promise<void> => {
  if (consents.length === 0) return;
  await query(
    `insert into webhook_delivery (webhook, event, kind, lane, state, attempts, due_at, created_at)
       select ?, id::uuid, 'CONSENT_ENDED', id, 'WAITING', 0, ?::timestamptz, ?::timestamptz
         from jsonb_array_elements_text(?::jsonb) as id
       on conflict do nothing`,
    [webhook, at, at, JSON.stringify(consents)],
  );
};

/**
 * Takes what is due, one of each household and no later one before an earlier. It is leased: who dies over it leaves it to
 * others, who send it again under the same id (THREATS.md G11).
 */
export const claimDeliveries = async (
  { query }: Transaction,
  claim: { readonly webhook: string; readonly at: Date; readonly until: Date; readonly limit: number },
): Promise<readonly Delivery[]> =>
  await query<Delivery>(
    `update webhook_delivery claimed set leased_until = ?::timestamptz, attempts = attempts + 1
      where webhook = ? and event in (
        select next.event from webhook_delivery next
          where next.webhook = ? and next.state = 'WAITING' and next.due_at <= ?::timestamptz
            and (next.leased_until is null or next.leased_until <= ?::timestamptz)
            and not exists (select from webhook_delivery earlier where earlier.webhook = next.webhook
              and earlier.lane = next.lane and earlier.state = 'WAITING' and earlier.position < next.position)
          order by next.position limit ? for update skip locked)
      returning event::text, kind, attempts`,
    [claim.until, claim.webhook, claim.webhook, claim.at, claim.at, claim.limit],
  );

/** What was sent, or may not be: of a change nothing is left; of a consent that it was told, so that it is told once. */
export const closeDelivery = async (
  { query }: Pick<Database, 'query'>,
  webhook: string,
  event: string,
): Promise<void> => {
  await query(`delete from webhook_delivery where webhook = ? and event = ?::uuid and kind = 'RECORD'`, [
    webhook,
    event,
  ]);
  await query(
    `update webhook_delivery set state = 'TOLD', fault = null, leased_until = null where webhook = ? and event = ?::uuid`,
    [webhook, event],
  );
};

/** What could not be sent: tried again at an instant, or given up where there is none. */
export const putOffDelivery = async (
  { query }: Pick<Database, 'query'>,
  webhook: string,
  event: string,
  {
    dueAt,
    attempts,
    fault,
  }: { readonly dueAt: Date | null; readonly attempts: number; readonly fault: string },
): Promise<void> => {
  await query(
    `update webhook_delivery set state = case when ?::timestamptz is null then 'DEAD' else 'WAITING' end,
        due_at = coalesce(?::timestamptz, due_at), attempts = ?, fault = ?, leased_until = null
      where webhook = ? and event = ?::uuid`,
    [dueAt, dueAt, attempts, fault, webhook, event],
  );
};

const named = `any (array(select jsonb_array_elements_text(?::jsonb)))`;

/** What was given up of some webhooks, the oldest first. */
export const findDeadDeliveries = async (
  { query }: Pick<Database, 'query'>,
  webhooks: readonly string[],
  limit: number,
): Promise<readonly DeadDelivery[]> => {
  const rows = await query<Omit<DeadDelivery, 'createdAt'> & { readonly createdAt: string | Date }>(
    `select webhook, event::text, kind, attempts, created_at as "createdAt", fault from webhook_delivery
      where webhook = ${named} and state = 'DEAD' order by position limit ?`,
    [JSON.stringify(webhooks), limit],
  );
  return rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt) }));
};

/** Has what was given up tried again, all of it or one. @returns how many. */
export const replayDeliveries = async (
  { query }: Pick<Database, 'query'>,
  webhooks: readonly string[],
  event: string | null,
  at: Date,
): Promise<number> => {
  const rows = await query(
    `update webhook_delivery set state = 'WAITING', attempts = 0, due_at = ?, fault = null
      where webhook = ${named} and state = 'DEAD' and (?::uuid is null or event = ?::uuid) returning event`,
    [at, JSON.stringify(webhooks), event, event],
  );
  return rows.length;
};

/** Lets go of what nobody asks after: changes are swept with the outbox. */
export const sweepDeliveries = async ({ query }: Pick<Database, 'query'>, before: Date): Promise<void> => {
  await query(`delete from webhook_delivery where change is null and created_at < ?`, [before]);
};
