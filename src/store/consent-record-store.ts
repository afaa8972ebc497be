import type { ConsentRecord } from '../domain/consent-record.ts';
import type { Database } from './database.ts';
import { givenByGuardian } from './given-by-guardian.ts';

type Row = Omit<ConsentRecord, 'events'> & {
  readonly events: readonly (Omit<ConsentRecord['events'][number], 'at'> & { readonly at: string })[];
};

/**
 * The consents of one person, the newest first, each with its events, the oldest first.
 *
 * @param sealed those that a matter seals, for a session in person alone, and nothing else; INVARIANT: never together with the
 *   others, so that no reading of the online file can come upon one (R11, R13).
 * @param guardian who looks as the person's guardian: sees besides what is ordinary the sealed ones that they gave themselves,
 *   and no other guardian's.
 */
export const findConsentRecords = async (
  database: Pick<Database, 'query'>,
  person: string,
  sealed = false,
  guardian: string | null = null,
): Promise<readonly ConsentRecord[]> => {
  const rows = await database.query<Row>(
    `select consent.id::text as id, consent.controller, consent.recipient, consent.purpose,
       to_jsonb(consent.categories) as categories, to_jsonb(consent.fields) as fields,
       consent.notice_version as "noticeVersion", consent.language, consent.script,
       consent.valid_until::text as "validUntil", consent.binding, consent.evidence,
       (select coalesce(jsonb_agg(jsonb_build_object('state', event.state, 'agency', event.agency, 'actor', event.actor, 'guardian', event.guardian,
           'at', to_char(event.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')) order by event.id), '[]')
         from consent_event event where event.consent_id = consent.id) as events
     from consent where consent.person_id = ? and (consent.sealed and not ${givenByGuardian}) = ? order by consent.created_at desc, consent.controller, consent.recipient, consent.purpose, consent.id`,
    [person, guardian, sealed],
  );
  return rows.map((row) => ({
    ...row,
    events: row.events.map((event) => ({ ...event, at: new Date(event.at) })),
  }));
};
