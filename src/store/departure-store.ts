import type { Database, Transaction } from './database.ts';

type Query = Pick<Transaction, 'query'>;

/** The records of one kind out of one source, of which an agency is controller and which are not erased. */
export interface HeldKind {
  readonly source: string;
  readonly kind: string;
  readonly count: number;
}

/** What an agency is controller of now, every version of it, by source and kind. */
export const findHeldKinds = async ({ query }: Query, controller: string): Promise<readonly HeldKind[]> =>
  await query<HeldKind>(
    `select source, kind, count(*)::int as count from record where controller = ? and erased_at is null
      group by source, kind order by source, kind`,
    [controller],
  );

/** One line of a hand-over: a record or a consent as JSON. */
export interface HandedLine {
  readonly id: string;
  readonly line: string;
}

const instant = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The next records of one kind, in the order of their ids. What a matter seals is handed over as it is: sealed. */
export const nextRecords = async (
  { query }: Query,
  asked: HeldKind & { readonly controller: string; readonly after: string; readonly limit: number },
): Promise<readonly HandedLine[]> =>
  await query<HandedLine>(
    `select id::text as id, jsonb_build_object('localId', local_id, 'unit', unit, 'version', version, 'compartment', compartment,
        'municipality', municipality, 'localCommunity', local_community, 'person', person_local_id,
        'signatories', signatories, 'members', members, 'observedOn', observed_on, 'recordedAt', ${instant('recorded_at')},
        'receivedAt', ${instant('received_at')}, 'supersededAt', ${instant('superseded_at')},
        'retainUntil', retain_until, 'values', payload)::text as line
      from record where controller = ? and source = ? and kind = ? and erased_at is null and id > ?::uuid
      order by record.id limit ?`,
    [asked.controller, asked.source, asked.kind, asked.after, asked.limit],
  );

/** The next consents to the agency's data with what proves them: the controller must be able to show them (GDPR art. 7(1)). */
export const nextConsents = async (
  { query }: Query,
  asked: { readonly controller: string; readonly after: string; readonly limit: number },
): Promise<readonly HandedLine[]> =>
  await query<HandedLine>(
    `select id::text as id, jsonb_build_object('recipient', recipient, 'purpose', purpose, 'categories', categories,
        'fields', fields, 'noticeVersion', notice_version, 'language', language, 'script', script,
        'validUntil', valid_until, 'evidence', evidence, 'events', (
          select coalesce(jsonb_agg(jsonb_build_object('state', event.state, 'at', ${instant('event.at')}) order by event.id), '[]')
            from consent_event event where event.consent_id = consent.id))::text as line
      from consent where controller = ? and id > ?::uuid order by consent.id limit ?`,
    [asked.controller, asked.after, asked.limit],
  );

/**
 * Ends every consent that lets the agency read, or read what it is controller of: the operator's act, hence revoked.
 *
 * @returns how many there were.
 */
export const revokeConsentsOf = async ({ query }: Query, agency: string, at: Date): Promise<number> => {
  const rows = await query(
    `insert into consent_event (consent_id, state, at, agency, actor)
      select consent.id, 'ConsentRevoked', ?, null, 'operator' from consent join lateral (
        select state from consent_event event where event.consent_id = consent.id order by event.id desc limit 1) last on true
      where (consent.recipient = ? or consent.controller = ?)
        and last.state in ('ConsentRequested', 'ConsentRequestDeferred', 'ConsentGiven', 'RenewedConsentGiven')
      returning id`,
    [at, agency, agency],
  );
  return rows.length;
};

/** What was erased of an agency's records at one instant, by source and kind. */
export const findErasedAt = async (
  { query }: Query,
  controller: string,
  at: string,
): Promise<readonly HeldKind[]> =>
  await query<HeldKind>(
    `select source, kind, count(*)::int as count from record where controller = ? and erased_at = ?::timestamptz
      group by source, kind order by source, kind`,
    [controller, at],
  );

/** How many consents the operator ended for an agency at one instant. */
export const countRevokedAt = async ({ query }: Query, agency: string, at: string): Promise<number> => {
  const [row] = await query<{ count: number }>(
    `select count(*)::int as count from consent join consent_event event on event.consent_id = consent.id
      where (consent.recipient = ? or consent.controller = ?) and event.at = ?::timestamptz
        and event.state = 'ConsentRevoked' and event.actor = 'operator'`,
    [agency, agency, at],
  );
  return row?.count ?? 0;
};

/** Whether every token of an issuer is refused until somebody lifts it. */
export const isSuspended = async ({ query }: Query, issuer: string): Promise<boolean> =>
  (
    await query(
      `select from revocation where issuer = ? and token_id is null and issued_until is null and until is null
        and lifted_at is null limit 1`,
      [issuer],
    )
  ).length > 0;

/** Where the sealed log ends; null where nothing is sealed. */
export const findLogEnd = async (
  database: Pick<Database, 'query'>,
): Promise<{ readonly position: number; readonly hash: string } | null> => {
  const [end] = await database.query<{ position: string; hash: string }>(
    `select entry.position::text as position, entry.hash from audit_entry entry
      where entry.position is not null order by entry.position desc limit 1`,
  );
  return end ? { position: Number(end.position), hash: end.hash } : null;
};
