import type { Database, Transaction } from './database.ts';

/** A consent that was ended by somebody's act, under which its recipient had been given something. */
export interface EndedConsentRow {
  readonly id: string;
  readonly person: string;
  readonly controller: string;
  readonly recipient: string;
  readonly purpose: string;
  /** Coordinates, sorted: what was in fact given. */
  readonly fields: readonly string[];
  readonly endedAt: Date;
  /** Whether a matter seals it (R11). */
  readonly sealed: boolean;
  readonly confirmedBy: string | null;
  readonly confirmedAt: Date | null;
}

type Written = Omit<EndedConsentRow, 'endedAt' | 'confirmedAt'> & {
  readonly ended_at: string | Date;
  readonly confirmed_at: string | Date | null;
};

const read = ({ ended_at, confirmed_at, ...row }: Written): EndedConsentRow => ({
  ...row,
  endedAt: new Date(ended_at),
  confirmedAt: confirmed_at === null ? null : new Date(confirmed_at),
});

/** INVARIANT: what was given is read from the log and from nowhere else, so nothing can be forgotten that was told. */
const ended = (reading = 'true'): string => `
  select consent.id::text as id, consent.person_id::text as person, consent.controller, consent.recipient, consent.purpose, consent.sealed,
      last.at as ended_at, consent_end.confirmed_by as "confirmedBy", consent_end.confirmed_at, given.fields
    from consent
    join lateral (select state, at from consent_event event where event.consent_id = consent.id order by event.id desc limit 1) last
      on last.state in ('ConsentWithdrawn', 'ConsentRevoked', 'ConsentInvalidated')
    join lateral (
      select jsonb_agg(distinct field order by field) as fields
        from audit_entry entry cross join lateral jsonb_array_elements_text(entry.body -> 'fields') field
        where entry.kind = 'DISCLOSURE' and (entry.body -> 'consents') <> '[]'::jsonb
          and entry.body -> 'consents' @> jsonb_build_array(consent.id::text) and ${reading}) given on given.fields is not null
    left join consent_end on consent_end.consent_id = consent.id`;

/** R15: of somebody the actor is too near to there is none. */
const isFar = `not (is_near_somebody(?) and exists (select from conflict_of(?) near where near.person = consent.person_id))`;

/** Whether it is a project that asks; its purpose; and the purposes of all projects of the agency, as JSON. */
export type UnderPurpose = readonly [isProject: boolean, purpose: string, projects: string];

/**
 * INVARIANT: a project is told of what was given to it, and the agency's other work of the rest. The same consent in both lists would
 * join the ids that its person has in each (R23).
 */
const underPurpose = `case when ?::boolean then entry.body ->> 'purpose' = ? else not ?::jsonb @> to_jsonb(entry.body ->> 'purpose') end`;

/** What a recipient has still to confirm, the oldest first. */
export const findEndedConsents = async (
  database: Pick<Database, 'query'>,
  asked: {
    readonly recipient: string;
    readonly self: string | null;
    /** Null for what only says that there is one, and names nobody. */
    readonly under: UnderPurpose | null;
    readonly limit: number;
  },
): Promise<readonly EndedConsentRow[]> => {
  const rows = await database.query<Written>(
    `${ended(asked.under === null ? 'true' : underPurpose)} where consent.recipient = ? and consent_end.confirmed_at is null and ${isFar}
      order by last.at, consent.id limit ?`,
    [...(asked.under ?? []), asked.recipient, asked.self, asked.self, asked.limit],
  );
  return rows.map(read);
};

/** Those of one person, confirmed or not. */
export const findEndedConsentsOf = async (
  database: Pick<Database, 'query'>,
  person: string,
): Promise<readonly EndedConsentRow[]> => {
  const rows = await database.query<Written>(`${ended()} where consent.person_id = ?::uuid`, [person]);
  return rows.map(read);
};

/** What had ended before an instant and nobody has confirmed: for an agency, as recipient or as controller, or for all. */
export const findUnconfirmed = async (
  query: Pick<Database, 'query'>,
  asked: { readonly agency: string | null; readonly endedBefore: Date; readonly untold: boolean },
): Promise<readonly EndedConsentRow[]> => {
  const rows = await query.query<Written>(
    `${ended()} where consent_end.confirmed_at is null and last.at < ?
        and (?::text is null or consent.recipient = ? or consent.controller = ?)
        and (not ?::boolean or consent_end.told_at is null)
      order by last.at, consent.id`,
    [asked.endedBefore, asked.agency, asked.agency, asked.agency, asked.untold],
  );
  return rows.map(read);
};

/**
 * Writes down that a recipient has stopped and erased.
 *
 * @returns whether it owed that: it was given something under this consent, which has ended.
 */
export const confirmEnd = async (
  transaction: Transaction,
  confirmed: {
    readonly id: string;
    readonly recipient: string;
    readonly self: string | null;
    readonly under: UnderPurpose;
    readonly by: string;
    readonly at: Date;
  },
): Promise<boolean> => {
  const found = await transaction.query(
    `${ended(underPurpose)} where consent.id = ?::uuid and consent.recipient = ? and ${isFar}`,
    [...confirmed.under, confirmed.id, confirmed.recipient, confirmed.self, confirmed.self],
  );
  if (found.length === 0) return false;
  // Confirmed once, it stays as who confirmed it first said.
  await transaction.query(
    `insert into consent_end (consent_id, confirmed_by, confirmed_at) values (?::uuid, ?, ?)
      on conflict (consent_id) do update set confirmed_by = excluded.confirmed_by, confirmed_at = excluded.confirmed_at
        where consent_end.confirmed_at is null`,
    [confirmed.id, confirmed.by, confirmed.at],
  );
  return true;
};

/** Remembers that both officers were told, so that they are told once. */
export const markTold = async (transaction: Transaction, id: string, at: Date): Promise<void> => {
  await transaction.query(
    `insert into consent_end (consent_id, told_at) values (?::uuid, ?)
      on conflict (consent_id) do update set told_at = excluded.told_at`,
    [id, at],
  );
};

/** A number that grows with every act on a consent: whether there can be anything new. */
export const countConsentActs = async ({ query }: Pick<Database, 'query'>): Promise<number> => {
  const [found] = await query<{ last: string | number | null }>(`select max(id) as last from consent_event`);
  return Number(found?.last ?? 0);
};
