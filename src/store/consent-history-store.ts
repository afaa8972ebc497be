import type { Database } from './database.ts';

/** One consent with everything that ever happened to it, oldest first. */
export interface ConsentHistory {
  readonly id: string;
  readonly person: string;
  readonly controller: string;
  readonly recipient: string;
  readonly purpose: string;
  readonly categories: readonly string[];
  readonly fields: readonly string[];
  /** Local date: a consent that ends that day has ended. */
  readonly validUntil: string;
  readonly binding: boolean;
  /** Instants in ISO 8601, UTC. */
  readonly events: readonly { readonly state: string; readonly at: string }[];
}

/** How long a person forbade the sharing to one recipient; null where it still holds. */
export interface ProhibitionPeriod {
  readonly person: string;
  readonly recipient: string;
  readonly since: string;
  readonly liftedAt: string | null;
}

const iso = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** The text of a list of uuids as JSON. What is none is nobody's: a line that somebody forged can say anything. */
const uuidsOf = (ids: readonly string[]): string =>
  JSON.stringify(ids.filter((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)));

/** The consents of these ids. */
export const findConsentHistories = async (
  query: Database['query'],
  ids: readonly string[],
): Promise<readonly ConsentHistory[]> =>
  await query<ConsentHistory>(
    `select consent.id::text as id, consent.person_id::text as person, consent.controller, consent.recipient,
       consent.purpose, to_jsonb(consent.categories) as categories, to_jsonb(consent.fields) as fields,
       consent.valid_until::text as "validUntil", consent.binding,
       (select coalesce(jsonb_agg(jsonb_build_object('state', event.state, 'at', ${iso('event.at')}) order by event.id), '[]')
         from consent_event event where event.consent_id = consent.id) as events
     from consent where consent.id in (select jsonb_array_elements_text(?::jsonb)::uuid)`,
    [uuidsOf(ids)],
  );

/** The prohibitions of these persons, lifted or not. */
export const findProhibitionPeriods = async (
  query: Database['query'],
  persons: readonly string[],
): Promise<readonly ProhibitionPeriod[]> =>
  await query<ProhibitionPeriod>(
    `select person_id::text as person, recipient, ${iso('since')} as since, ${iso('lifted_at')} as "liftedAt"
     from prohibition where person_id in (select jsonb_array_elements_text(?::jsonb)::uuid)`,
    [uuidsOf(persons)],
  );
