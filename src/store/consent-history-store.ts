import type { Database } from './database.ts';
import { isoInstant, uuidsOf } from './log-text.ts';

/** One consent with everything that ever happened to it, oldest first. */
export interface ConsentHistory {
  readonly id: string;
  /** The ids under which its person gave it and goes now, where two who were one were joined (R20). */
  readonly persons: readonly string[];
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

/** The consents of these ids. */
export const findConsentHistories = async (
  query: Database['query'],
  ids: readonly string[],
): Promise<readonly ConsentHistory[]> =>
  await query<ConsentHistory>(
    `select consent.id::text as id, to_jsonb(array[consent.person_id, coalesce(consent.given_as, consent.person_id)]) as persons, consent.controller, consent.recipient,
       consent.purpose, to_jsonb(consent.categories) as categories, to_jsonb(consent.fields) as fields,
       consent.valid_until::text as "validUntil", consent.binding,
       (select coalesce(jsonb_agg(jsonb_build_object('state', event.state, 'at', ${isoInstant('event.at')}) order by event.id), '[]')
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
    // One that came over by a join was the other's until then.
    `select it.person::text as person, recipient, ${isoInstant('it.since')} as since, ${isoInstant('it.until')} as "liftedAt"
     from prohibition left join link_decision moved on moved.decision = 'JOIN' and moved.undone_by is null
       and moved.person_id = prohibition.person_id and moved.moved -> 'prohibition.person_id' @> to_jsonb(prohibition.id::text)
     cross join lateral (
       select prohibition.person_id as person, greatest(prohibition.since, moved.at) as since, prohibition.lifted_at as until
       union all
       select moved.other_id, prohibition.since, least(prohibition.lifted_at, moved.at) where moved.id is not null) it
     where it.person in (select jsonb_array_elements_text(?::jsonb)::uuid)`,
    [uuidsOf(persons)],
  );
