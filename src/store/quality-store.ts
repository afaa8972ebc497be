import type { JsonValue } from '../domain/json-value.ts';
import { isCurrentFor } from './current-for.ts';

/** Reads on behalf of a register's controller: under row-level security where somebody else's software asks. */
export type ReadCounts = <Row>(sql: string, parameters: readonly unknown[]) => Promise<Row[]>;

/** A register and its controller: what is counted is what the controller's own registers say. */
export interface CountedRegister {
  readonly source: string;
  readonly controller: string;
}

/** Records that hold a field's kind, and those of them that hold nothing in the field. */
export interface FieldCount {
  readonly kind: string;
  readonly field: string;
  readonly records: number;
  readonly missing: number;
}

/** Contracts or cases with people in them, by how many of them stand at the head. */
export interface HeadCount {
  readonly households: number;
  readonly withoutHead: number;
  readonly withSeveralHeads: number;
}

/** The newest file of a register. */
export interface FileCount {
  readonly readAt: string;
  readonly read: number;
  readonly setAside: number;
}

/** One record of one line of a register that could be about somebody of whom another line is. */
export interface ComparedLine {
  readonly source: string;
  readonly unit: string;
  readonly kind: string;
  readonly localId: string;
  readonly municipality: string;
  readonly nationalIdHash: string | null;
  readonly payload: { readonly [key: string]: JsonValue };
}

// INVARIANT: what the register's own agency reads of it, general or for it alone (R11), and nothing of what any matter seals.
// Neither links nor mentions are asked: they rest on what other agencies' registers say.
const current = `record.controller = asked.controller and record.superseded_at is null and record.erased_at is null
  and ${isCurrentFor('record', 'asked.controller')}`;

/** A field to look into, and the value, as JSON, that says there is nothing: null, or the `false` of what is there or is not. */
export interface LookedInto {
  readonly kind: string;
  readonly field: string;
  readonly nothing: JsonValue;
}

/** How many records hold nothing, for each of these fields of their kinds. */
export const countMissing = async (
  read: ReadCounts,
  { source, controller }: CountedRegister,
  fields: readonly LookedInto[],
): Promise<readonly FieldCount[]> =>
  await read<FieldCount>(
    `select record.kind, it.field, count(*)::int as records,
        count(*) filter (where coalesce(record.payload -> it.field, 'null') in ('null'::jsonb, coalesce(it.nothing, 'null'))
          )::int as missing
      from (select ?::text as controller) asked
      join record on ${current} and record.source = ?
      join jsonb_to_recordset(?::jsonb) as it(kind text, field text, nothing jsonb) on it.kind = record.kind
      group by 1, 2`,
    [controller, source, JSON.stringify(fields)],
  );

/** How many values of a register could not be taken over as they were, by column. */
export const countSetAside = async (
  read: ReadCounts,
  { source, controller }: CountedRegister,
): Promise<readonly { readonly column: string; readonly values: number }[]> =>
  await read(
    `select each.key as column, sum(each.value::int)::int as values
      from intake_finding found cross join lateral jsonb_each_text(found.set_aside) each
      where found.source = ? and found.controller = ? group by 1 order by 1`,
    [source, controller],
  );

/**
 * Counts households by their heads: contracts or cases of which at least one person's line is held.
 *
 * @param relations the field of each kind that says a person's place in the household, and the word for its head.
 */
export const countHeads = async (
  read: ReadCounts,
  { source, controller }: CountedRegister,
  relations: readonly { readonly kind: string; readonly field: string; readonly head: string }[],
): Promise<HeadCount> => {
  const [counted] = await read<HeadCount>(
    `select count(*)::int as households, count(*) filter (where heads = 0)::int as "withoutHead",
        count(*) filter (where heads > 1)::int as "withSeveralHeads"
      from (
        select record.unit, count(distinct record.person_local_id)
            filter (where record.payload ->> it.field = it.head) as heads
          from (select ?::text as controller) asked
          join record on ${current} and record.source = ? and record.person_local_id is not null
          join jsonb_to_recordset(?::jsonb) as it(kind text, field text, head text) on it.kind = record.kind
          group by record.unit) household`,
    [controller, source, JSON.stringify(relations)],
  );
  if (!counted) throw new Error('a count has no answer');
  return counted;
};

/** How many lines of people a register has. */
export const countLines = async (
  read: ReadCounts,
  { source, controller }: CountedRegister,
  kinds: readonly string[],
): Promise<number> => {
  const [counted] = await read<{ readonly lines: number }>(
    `select count(distinct record.person_local_id)::int as lines
      from (select ?::text as controller) asked join record on ${current} and record.source = ?
        and record.kind = any (array(select jsonb_array_elements_text(?::jsonb)))`,
    [controller, source, JSON.stringify(kinds)],
  );
  return counted?.lines ?? 0;
};

/**
 * The lines of people that could be compared with another: those under a checked national id that another line of the
 * controller's own registers has, and those that stand in several contracts or cases.
 */
export const findComparedLines = async (
  read: ReadCounts,
  controller: string,
  kinds: readonly string[],
): Promise<readonly ComparedLine[]> =>
  await read<ComparedLine>(
    `with line as (
       select record.source, record.unit, record.kind, record.person_local_id as "localId", record.municipality,
           found.national_ids ->> record.person_local_id as "nationalIdHash", record.payload
         from (select ?::text as controller) asked
         join record on ${current} and record.kind = any (array(select jsonb_array_elements_text(?::jsonb)))
         left join intake_finding found on found.source = record.source and found.unit = record.unit
         where record.person_local_id is not null)
     select source, unit, kind, "localId", municipality, "nationalIdHash", payload from (
       select line.*, count(*) over (partition by "nationalIdHash") as with_id,
           count(*) over (partition by source, "localId") as with_name from line) counted
       where "nationalIdHash" is not null and with_id > 1 or with_name > 1
       order by source, "localId", unit, kind`,
    [controller, JSON.stringify(kinds)],
  );

/** What was kept of a register's newest file, or null where none was read. */
export const findFile = async (
  read: ReadCounts,
  { source, controller }: CountedRegister,
): Promise<FileCount | null> => {
  const [file] = await read<FileCount>(
    `select to_char(read_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') as "readAt", rows_read as read,
        rows_set_aside as "setAside" from register_file where source = ? and controller = ?`,
    [source, controller],
  );
  return file ?? null;
};
