import type { LegalBasis } from '../domain/legal-basis.ts';
import type { Database } from './database.ts';

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
 * The lines of one person's log, the newest first: what ran through this very person's relationship, consent or signature,
 * and what was read of nobody but them.
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
  },
): Promise<readonly PersonLogLine[]> =>
  await database.query<PersonLogLine>(
    `select (at at time zone ?)::date::text as day, agency, body ->> 'purpose' as purpose, body -> 'roles' as roles,
       body ->> 'request' as request, body ->> 'source' as source, body ->> 'recordKind' as "recordKind",
       body ->> 'controller' as controller, body -> 'fields' as fields, body ->> 'step' as step,
       body -> 'agreement' as agreement, body -> 'basis' as basis
     from audit_entry
     where kind = 'DISCLOSURE' and agency is not null
       and (through = ?::uuid or (through is null and (body ->> 'person') = ?))
       and (at at time zone ?)::date >= ?::date and (at at time zone ?)::date < ?::date
     order by id desc`,
    [asked.timeZone, asked.person, asked.person, asked.timeZone, asked.from, asked.timeZone, asked.until],
  );
