import type { Database } from './database.ts';

/** An emergency access of one actor, as it stands. */
export interface StandingAccess {
  /** Null while it waits for somebody of another agency. */
  readonly until: Date | null;
  /** The person first, then their minor children. */
  readonly persons: readonly string[];
}

/** Who decides for a child, as an authority took it down. */
export interface GuardianRow {
  readonly ward: string;
  /** The agency that took it down. */
  readonly controller: string;
  /** The hub's own id; null where an agency is the guardian. */
  readonly guardian: string | null;
  readonly guardianAgency: string | null;
  /** As the general registers that are the guardian with certainty write them (R20); null where none does. */
  readonly givenName: string | null;
  readonly familyName: string | null;
}

/** An access that this very actor asked for, which is open or waits; null where there is none. */
export const findStandingAccess = async (
  { query }: Pick<Database, 'query'>,
  asked: {
    readonly id: string;
    readonly agency: string;
    readonly actor: string;
    readonly at: Date;
    /** Since when one that waits can still be stood by. */
    readonly since: Date;
  },
): Promise<StandingAccess | null> => {
  const [row] = await query<{
    readonly until: string | Date | null;
    readonly persons: readonly string[];
  }>(
    `select until, (select jsonb_agg(person_id order by is_child, person_id) from emergency_person
        where access_id = access.id) as persons
      from emergency_access access where id = ?::uuid and agency = ? and actor = ?
        and (until > ? or granted_at is null and asked_at > ?)`,
    [asked.id, asked.agency, asked.actor, asked.at, asked.since],
  );
  return row ? { until: row.until === null ? null : new Date(row.until), persons: row.persons } : null;
};

/**
 * Who decides for these persons today. Of a person no more than the name, and nothing of what is for its own source alone (R11).
 *
 * @param today local date.
 */
export const findGuardiansOf = async (
  { query }: Pick<Database, 'query'>,
  wards: readonly string[],
  today: string,
): Promise<readonly GuardianRow[]> =>
  await query<GuardianRow>(
    `select held.ward::text as ward, held.agency as controller, held.guardian::text as guardian,
        held.guardian_agency as "guardianAgency", named.given as "givenName", named.family as "familyName"
      from guardianship held left join lateral (
        select mention.mention ->> 'givenName' as given, mention.mention ->> 'familyName' as family
          from person_link link join mention on mention.entity = 'PERSON' and mention.source = link.source
            and mention.local_id = link.local_id and not mention.apart
          where link.entity_id = held.guardian and link.certain
          order by link.source, link.local_id limit 1) named on true
      where held.ward = any (array(select jsonb_array_elements_text(?::jsonb)::uuid))
        and held.certain and held.scope <> 'COLLISION'
        and held.valid_from <= ?::date and (held.valid_until is null or held.valid_until > ?::date)
      order by held.ward, held.agency, held.id`,
    [JSON.stringify(wards), today, today],
  );
