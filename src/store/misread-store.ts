import type { Database } from './database.ts';
import { isoInstant, uuidsOf } from './log-text.ts';

/** When a register's records of somebody else were taken for a person's (S17): until somebody split them. */
export interface MisreadPeriod {
  readonly person: string;
  readonly source: string;
  /** Instants in ISO 8601, UTC. */
  readonly since: string;
  readonly until: string;
}

/**
 * Of these persons, as the log knows them.
 *
 * A line of the log names a register and no record: where the person had another line in it, what was read may have been that
 * one, and a reading that was lawful would be called a breach.
 */
export const findMisreadPeriods = async (
  query: Database['query'],
  persons: readonly string[],
): Promise<readonly MisreadPeriod[]> => {
  return await query<MisreadPeriod>(
    `select person::text as person, source, ${isoInstant('since')} as since, ${isoInstant('until')} as until from misread
      where sole and person in (select jsonb_array_elements_text(?::jsonb)::uuid)`,
    [uuidsOf(persons)],
  );
};

/** A field that an agency read of a record which was taken for another person's. */
export interface MisreadField {
  /** The decision. */
  readonly id: string;
  /** The person whose it was taken to be. */
  readonly person: string;
  readonly controller: string;
  readonly source: string;
  readonly field: string;
  /** Local dates: when the two were taken apart, and when the agency last read it. */
  readonly corrected_on: string;
  readonly read_on: string;
  readonly confirmed_at: Date | null;
  /** Whose record it is, with what a matter seals of that reading (R14, R11). */
  readonly through: readonly { readonly person: string; readonly sealed: readonly string[] }[];
}

/**
 * What an agency's staff read of records that have been taken from their person since, within twelve months (S17, R22): made of
 * decisions and the log. A line counts where its purpose and its roles are the asker's own, as for values that are corrected.
 */
export const findMisreadFields = async (
  database: Pick<Database, 'query'>,
  asked: {
    readonly agency: string;
    readonly purpose: string;
    readonly roles: readonly string[];
    readonly self: string | null;
    readonly at: Date;
    readonly timeZone: string;
  },
): Promise<readonly MisreadField[]> => {
  const { agency, purpose, roles, self, at, timeZone } = asked;
  const rows = await database.query<
    Omit<MisreadField, 'confirmed_at'> & { readonly confirmed_at: string | Date | null }
  >(
    `select misread.decision_id::text as id, misread.person::text as person, entry.body ->> 'controller' as controller,
       misread.source, given.field, max((misread.until at time zone ?)::date)::text as corrected_on,
       max((entry.at at time zone ?)::date)::text as read_on, max(confirmed.at) as confirmed_at,
       jsonb_agg(distinct jsonb_build_object('person', coalesce(whose.entity_id, misread.other)::text,
         'sealed', coalesce(entry.body -> 'sealed', '[]'::jsonb))) as through
     from misread join audit_entry entry on entry.kind = 'DISCLOSURE' and entry.body ->> 'source' = misread.source
       and entry.at >= greatest(misread.since, misread.until - interval '12 months') and entry.at < misread.until
       and entry.agency = ? and entry.body ->> 'purpose' = ? and entry.body -> 'roles' <@ ?::jsonb
       and (entry.through = misread.person or entry.through is null and entry.body ->> 'person' = misread.person::text)
     cross join lateral jsonb_array_elements_text(entry.body -> 'fields') given(field)
     left join link whose on whose.entity = 'PERSON' and whose.source = misread.source and whose.local_id = misread.local_id
       and whose.ended_at is null and whose.evidence ->> 'decision' is not null
     left join link_confirmation confirmed on confirmed.decision_id = misread.decision_id and confirmed.agency = ?
       and confirmed.purpose = ?
     where misread.until > ?::timestamptz - interval '12 months'
       and not (is_near_somebody(?) and exists (
         select from conflict_of(?) near where near.person in (misread.person, misread.other, whose.entity_id)))
     group by misread.decision_id, misread.person, entry.body ->> 'controller', misread.source, given.field
     order by misread.decision_id, misread.source, given.field`,
    [...[timeZone, timeZone, agency, purpose, JSON.stringify(roles), agency, purpose, at, self, self]],
  );
  return rows.map((row) => ({
    ...row,
    confirmed_at: row.confirmed_at === null ? null : new Date(row.confirmed_at),
  }));
};

/** Stores that an agency has dropped what it read of the wrong person. What was confirmed before stays as it was. */
export const insertLinkConfirmation = async (
  database: Pick<Database, 'query'>,
  confirmation: {
    readonly decisionId: string;
    readonly agency: string;
    readonly purpose: string;
    readonly actor: string;
    readonly at: Date;
  },
): Promise<void> => {
  const { decisionId, agency, purpose, actor, at } = confirmation;
  await database.query(
    `insert into link_confirmation (decision_id, agency, purpose, actor, at) values (?, ?, ?, ?, ?) on conflict do nothing`,
    [decisionId, agency, purpose, actor, at],
  );
};
