import type { Database } from './database.ts';

/** A person through whom something was read. */
export interface ReadThrough {
  readonly person: string;
  readonly sealed: readonly string[];
}

/** A value that a person contested, that the controller granted, and that a later version of the record changed. */
export interface CorrectedValue {
  /** The request. */
  readonly id: string;
  readonly person: string;
  /** The household of the record's unit now, or null. */
  readonly household: string | null;
  readonly controller: string;
  readonly source: string;
  readonly kind: string;
  readonly unit: string;
  readonly local_id: string;
  readonly field: string;
  /** Local dates: when the hub took in the new value, and when the agency last read the old one. */
  readonly corrected_on: string;
  readonly read_on: string;
  readonly confirmed_at: Date | null;
  /** Through whom the old value was read, each with what a matter seals of that reading (R14, R11). */
  readonly through: readonly ReadThrough[];
}

/** Whose readings are looked for. */
export interface CorrectionQuestion {
  readonly agency: string;
  readonly purpose: string;
  readonly roles: readonly string[];
  /** Keyed hash of the actor's own national id (R15). */
  readonly self: string | null;
  /** Coordinates under which the log names each field, and whether it is about one person alone. */
  readonly fields: Readonly<
    Record<string, { readonly named: readonly string[]; readonly ofPerson: boolean }>
  >;
  readonly at: Date;
  readonly timeZone: string;
}

const sameRecord = (one: string): string =>
  `${one}.source = asked.source and ${one}.unit = asked.unit and ${one}.kind = asked.kind
    and ${one}.local_id = asked.local_id and ${one}.compartment = 'general'`;
const valueIn = (record: string): string => `${record}.payload -> split_part(asked.field, '.', 2)`;

/**
 * The corrected values that an agency's staff read before they were corrected, within twelve months: made of requests,
 * decisions, versions and the log, and of nothing that is stored for it.
 *
 * A line counts where its purpose and its roles are the asker's own, for whoever holds fewer could be told to drop what a
 * colleague may keep. Data of one person count where that very person was read, shared data where their household was: the one in
 * which the record stood when it was read.
 */
export const findCorrectedValues = async (
  database: Pick<Database, 'query'>,
  question: CorrectionQuestion,
): Promise<readonly CorrectedValue[]> => {
  const { agency, purpose, self, at, timeZone } = question;
  const rows = await database.query<
    Omit<CorrectedValue, 'confirmed_at'> & { readonly confirmed_at: string | Date | null }
  >(
    `with day as (select ?::timestamptz as at, ?::jsonb as fields, ?::jsonb as roles)
     select asked.id::text as id, asked.person_id::text as person, home.entity_id::text as household, asked.controller,
       asked.source, asked.kind, asked.unit, asked.local_id, asked.field,
       (corrected.at at time zone ?)::date::text as corrected_on, (reading.at at time zone ?)::date::text as read_on,
       confirmed.at as confirmed_at, reading.through
     from day cross join rights_request asked
     join rights_decision said on said.request_id = asked.id and said.outcome <> 'REFUSED'
     join record shown on shown.id = asked.record_id and shown.payload is not null
     join lateral (
       select min(later.received_at) as at from record later
       where ${sameRecord('later')} and later.version > shown.version and later.payload is not null
         and ${valueIn('later')} is distinct from ${valueIn('shown')}) corrected on corrected.at is not null
     join lateral (
       select min(held.received_at) as at from record held
       where ${sameRecord('held')} and held.version <= shown.version and held.version > coalesce((
         select max(other.version) from record other where ${sameRecord('other')} and other.version < shown.version
           and ${valueIn('other')} is distinct from ${valueIn('shown')}), -1)) held on true
     left join link home on home.entity = 'HOUSEHOLD' and home.source = asked.source and home.local_id = asked.unit
       and home.ended_at is null
     join lateral (
       select max(entry.at) as at, jsonb_agg(distinct jsonb_build_object(
           'person', coalesce(entry.through::text, entry.body ->> 'person'),
           'sealed', coalesce(entry.body -> 'sealed', '[]'::jsonb))) as through from audit_entry entry
       where entry.kind = 'DISCLOSURE' and entry.body ->> 'source' = asked.source and entry.agency = ?
         and entry.at >= greatest(held.at, corrected.at - interval '12 months') and entry.at < corrected.at
         and entry.body ->> 'recordKind' = asked.kind and entry.body ->> 'purpose' = ?
         and entry.body -> 'roles' <@ day.roles
         and exists (select from jsonb_array_elements_text(entry.body -> 'fields') given(field)
           where day.fields -> asked.field -> 'named' @> to_jsonb(given.field))
         and (entry.body ->> 'person' in (select it::text from ids_of_person(asked.person_id) it)
           or not (day.fields -> asked.field ->> 'ofPerson')::boolean
             and (entry.through in (select ids_of_person(asked.person_id)) or entry.body ->> 'household' = home.entity_id::text
               or exists (select from link stood where stood.entity = 'HOUSEHOLD' and stood.source = asked.source
                 and stood.local_id = asked.unit and stood.ended_at is not null
                 and entry.body ->> 'household' = stood.entity_id::text
                 and entry.at between stood.linked_at and stood.ended_at)))
       ) reading on reading.at is not null
     left join correction_confirmation confirmed on confirmed.request_id = asked.id and confirmed.agency = ?
       and confirmed.purpose = ?
     where asked.requested in ('CONTEST', 'RECTIFICATION') and asked.controller <> ?
       and corrected.at > day.at - interval '12 months'
       and not (is_near_somebody(?) and exists (select from conflict_of(?) near where near.person = asked.person_id))
     order by corrected.at, asked.id`,
    [
      ...[at, JSON.stringify(question.fields), JSON.stringify(question.roles), timeZone, timeZone],
      ...[agency, purpose, agency, purpose, agency, self, self],
    ],
  );
  return rows.map((row) => ({
    ...row,
    confirmed_at: row.confirmed_at === null ? null : new Date(row.confirmed_at),
  }));
};

/** Stores that an agency has dropped an old value. What was confirmed before stays as it was. */
export const insertConfirmation = async (
  database: Pick<Database, 'query'>,
  confirmation: {
    readonly requestId: string;
    readonly agency: string;
    readonly purpose: string;
    readonly actor: string;
    readonly at: Date;
  },
): Promise<void> => {
  const { requestId, agency, purpose, actor, at } = confirmation;
  await database.query(
    `insert into correction_confirmation (request_id, agency, purpose, actor, at) values (?, ?, ?, ?, ?)
      on conflict do nothing`,
    [requestId, agency, purpose, actor, at],
  );
};
