import type { LegalBasis } from '../domain/legal-basis.ts';
import type { Database } from './database.ts';
import { givenByGuardian } from './given-by-guardian.ts';

/** What the log holds of one reading that stands in a person's own log (R14). */
export interface PersonLogLine {
  /** Local date. */
  readonly day: string;
  readonly agency: string;
  readonly purpose: string;
  readonly roles: readonly string[];
  /** The id of the request. */
  readonly request: string;
  /** These three are empty where no record was given. */
  readonly source: string;
  readonly recordKind: string;
  readonly controller: string;
  /** Coordinates. */
  readonly fields: readonly string[];
  /** What let them out: a word of the log. */
  readonly step: string;
  readonly agreement: { readonly id: string; readonly version: number } | null;
  readonly basis: Omit<LegalBasis, 'citation'> | null;
}

/**
 * Whether a line of the log rests on what a matter seals (R11). INVARIANT: a line is ordinary only where everything that it
 * names as sealed is known and has been unsealed; what is gone since stays sealed. Besides, what the guardian who looks gave
 * themselves is in their sight, and a counter's own sessions are at that counter: it knows of them. The two are parameters.
 */
const isSealed = (entry: string): string =>
  `exists (select from jsonb_array_elements_text(coalesce(${entry}.body -> 'sealed', '[]'::jsonb)) act(id)
     where not exists (select from consent where consent.id::text = act.id and (not consent.sealed or ${givenByGuardian}))
       and not exists (select from referral where referral.id::text = act.id and not referral.sealed))
     and (${entry}.body ->> 'step' <> 'ASSISTED' or ${entry}.agency is distinct from ?::text)`;

/**
 * The disclosures that are of one person, whom the log knows under this id and under those that were joined to it. What was of
 * a record that has been taken from its person since, and can mean no other, is of whoever the record is of now, and of nobody
 * else (R20, S17).
 */
const linesOfPerson = `
  with mine as materialized (select it as id from ids_of_person(?::uuid) it),
  taken as materialized (select misread.* from misread join mine on mine.id = misread.person where misread.sole),
  given as materialized (
    select misread.* from misread join link on link.entity = 'PERSON' and link.source = misread.source
      and link.local_id = misread.local_id and link.ended_at is null and link.evidence ->> 'decision' is not null join mine on mine.id = link.entity_id
      where misread.sole and misread.person not in (select id from mine)),
  through_them as (
    select entry.* from mine join audit_entry entry on entry.through = mine.id where entry.kind = 'DISCLOSURE' and entry.agency is not null
    union all
    select entry.* from mine join audit_entry entry on entry.through is null and entry.body ->> 'person' = mine.id::text
      where entry.kind = 'DISCLOSURE' and entry.agency is not null),
  own as (
    select entry.* from through_them entry where not exists (
      select from taken where taken.person::text = coalesce(entry.through::text, entry.body ->> 'person')
        and taken.source = entry.body ->> 'source' and entry.at >= taken.since and entry.at < taken.until)
    union
    select entry.* from given join audit_entry entry on entry.kind = 'DISCLOSURE' and entry.agency is not null
      and (entry.through = given.person or entry.through is null and entry.body ->> 'person' = given.person::text)
      and given.source = entry.body ->> 'source' and entry.at >= given.since and entry.at < given.until)`;

/**
 * The lines of one person's log, the newest first: what ran through this very person's relationship, consent or signature,
 * and what was read of nobody but them. What was read in an emergency stands there once its review has said so (R17).
 *
 * @param from local date, the first day.
 * @param until local date, the first day after the last.
 */
export const findPersonLog = async (
  database: Pick<Database, 'query'>,
  asked: {
    readonly person: string;
    readonly from: string;
    readonly until: string;
    readonly timeZone: string;
    /** Those that ran through what a matter seals, for a session in person alone, and nothing else (R11, R13). */
    readonly sealed?: boolean;
    /** Who looks as the person's guardian. */
    readonly guardian?: string | null;
    /** The agency at whose counter the person is shown it. */
    readonly assistedBy?: string | null;
  },
): Promise<readonly PersonLogLine[]> =>
  await database.query<PersonLogLine>(
    `${linesOfPerson}
     select (at at time zone ?)::date::text as day, agency, body ->> 'purpose' as purpose, body -> 'roles' as roles,
       body ->> 'request' as request, body ->> 'source' as source, body ->> 'recordKind' as "recordKind",
       body ->> 'controller' as controller, body -> 'fields' as fields, body ->> 'step' as step,
       body -> 'agreement' as agreement, body -> 'basis' as basis
     from own
     where (body ->> 'purpose' <> 'hub:EmergencyAccess' or exists (
        select from emergency_access access join emergency_person opened on opened.access_id = access.id
          where opened.person_id = ?::uuid and access.agency = own.agency and access.actor = own.body ->> 'actor'
            and own.at >= access.granted_at and own.at < access.until and access.shown))
      and (${isSealed('own')}) = ?
      and (at at time zone ?)::date >= ?::date and (at at time zone ?)::date < ?::date
     order by id desc`,
    [
      ...[asked.person, asked.timeZone, asked.person],
      ...[asked.guardian ?? null, asked.assistedBy ?? null, asked.sealed ?? false],
      ...[asked.timeZone, asked.from, asked.timeZone, asked.until],
    ],
  );
