import type { Database } from '../../../src/store/database.ts';
import { grouped } from './grouped.ts';

/** A row as JSON has it. */
export type Row = Readonly<Record<string, unknown>>;

/** What a store holds, table by table: the oracle reads it, and changes are made to it before they are written. */
export type Facts = Readonly<Record<string, readonly Row[]>>;

/** The tables that changes touch or the oracle reads, with the columns that name a row. */
export const rowNames: Readonly<Record<string, readonly string[]>> = {
  record: ['id'],
  link: ['id'],
  mention: ['entity', 'source', 'local_id'],
  mention_key: ['entity', 'key', 'source', 'local_id'],
  consent: ['id'],
  consent_event: ['id'],
  prohibition: ['id'],
  guardianship: ['id'],
  matter: ['id'],
  matter_party: ['id'],
  sealed_review: ['entry'],
  emergency_access: ['id'],
  emergency_person: ['access_id', 'person_id'],
  referral: ['id'],
  assisted_session: ['id'],
  conflict_of_interest: [
    ...['self_hash', 'other_hash', 'other_person'],
    ...['other_source', 'other_local_id', 'other_key'],
  ],
  protective_flag: ['source', 'unit', 'compartment', 'mark'],
  alert: ['id'],
  rights_request: ['id'],
  rights_decision: ['request_id'],
  correction_confirmation: ['request_id', 'agency', 'purpose'],
  push: ['agency', 'operation', 'key'],
  local_community: ['municipality', 'name_key'],
};

/** What the log says was given under each consent: nothing changes it, for a change is of what registers and people say. */
const given = `
  select jsonb_build_object('consent', consent, 'fields', jsonb_agg(distinct field order by field)) as row
    from public.audit_entry entry cross join lateral jsonb_array_elements_text(entry.body -> 'consents') consent
      cross join lateral jsonb_array_elements_text(entry.body -> 'fields') field
    where entry.kind = 'DISCLOSURE' group by consent order by consent`;

/** Reads the whole of a small store, and beside its tables, as `given`, what its log says. */
export const readFacts = async (database: Database): Promise<Facts> => {
  const facts: Record<string, readonly Row[]> = {};
  for (const [table, names] of Object.entries(rowNames)) {
    const rows = await database.query<{ row: Row }>(
      `select to_jsonb(it) as row from public.${table} it order by ${names.join(', ')}`,
    );
    facts[table] = rows.map(({ row }) => row);
  }
  facts['given'] = (await database.query<{ row: Row }>(given)).map(({ row }) => row);
  return facts;
};

/** One row's change: before it was there, after it is; null where it is not. */
export interface Edit {
  readonly table: string;
  readonly before: Row | null;
  readonly after: Row | null;
}

/** The facts after some edits. `before` rows are found by identity; the tables that no edit is of stay the same. */
export const applied = (facts: Facts, edits: readonly Edit[]): Facts => {
  const changed: Record<string, readonly Row[]> = { ...facts };
  for (const [table, own] of grouped(edits, (edit) => edit.table)) {
    const rows: (Row | null)[] = [...(facts[table] ?? [])];
    const places = new Map(rows.map((row, place) => [row, place]));
    for (const { before, after } of own) {
      const place = before === null ? rows.length : places.get(before);
      if (place === undefined || (before === null && after === null)) continue;
      rows[place] = after;
      if (before) places.delete(before);
      if (after) places.set(after, place);
    }
    changed[table] = rows.filter((row) => row !== null);
  }
  return changed;
};

/** The columns of a row: what one does not state the table fills in. */
const columnsOf = (row: Row | null): string =>
  Object.keys(row ?? {})
    .sort()
    .join(' ');

/** Edits of one table that can be written at once: none is of a row that another of them made, and all state the same columns. */
const batchesOf = (edits: readonly Edit[]): readonly (readonly Edit[])[] => {
  const batches: Edit[][] = [];
  let made = new Set<Row>();
  for (const edit of edits) {
    const last = batches.at(-1);
    const first = last?.find(({ after }) => after !== null)?.after ?? null;
    const isAlike = edit.after === null || first === null || columnsOf(first) === columnsOf(edit.after);
    const fits = last?.[0]?.table === edit.table && isAlike && !(edit.before && made.has(edit.before));
    if (fits) last?.push(edit);
    else {
      batches.push([edit]);
      made = new Set();
    }
    if (edit.after) made.add(edit.after);
  }
  return batches;
};

/** Writes edits into a store as its owner would, beside every rule of the hub. */
export const writeEdits = async (database: Database, edits: readonly Edit[]): Promise<void> => {
  await database.transaction(async ({ query }) => {
    await query('set local session_replication_role = replica');
    for (const batch of batchesOf(edits)) {
      const table = batch[0]?.table ?? '';
      const names = rowNames[table] ?? [];
      const gone = batch.flatMap(({ before }) => before ?? []);
      const come = batch.flatMap(({ after }) => after ?? []);
      if (gone.length > 0) {
        await query(
          `delete from public.${table} it using jsonb_populate_recordset(null::public.${table}, ?::jsonb) gone
            where ${names.map((name) => `it.${name} is not distinct from gone.${name}`).join(' and ')}`,
          [JSON.stringify(gone)],
        );
      }
      const columns = Object.keys(come[0] ?? {}).filter(
        (column) => !(table === 'mention' && column === 'checked'),
      );
      if (come.length > 0) {
        await query(
          `insert into public.${table} (${columns.join(', ')})
            select ${columns.join(', ')} from jsonb_populate_recordset(null::public.${table}, ?::jsonb)`,
          [JSON.stringify(come)],
        );
      }
    }
  });
};
