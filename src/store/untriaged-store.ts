import type { Transaction } from './database.ts';

/** How many observations of one controller somebody must hear of. */
export interface Untriaged {
  readonly controller: string;
  readonly count: number;
}

/** What neighbours saw: the one kind of record that somebody must triage within its term (R18, R21). */
const kind = 'observation';

/**
 * The observations that came on a day or before and of which nobody was warned yet; from now on somebody was.
 *
 * @param cameBy local date.
 */
export const markUntriaged = async (
  { query }: Transaction,
  { cameBy, timeZone, at }: { readonly cameBy: string; readonly timeZone: string; readonly at: Date },
): Promise<readonly Untriaged[]> => {
  await query(
    `delete from untriaged_warning warning where not exists (
       select from record where record.id = warning.record_id and record.superseded_at is null and record.erased_at is null)`,
  );
  return await query<Untriaged>(
    `with warned as (
       insert into untriaged_warning (record_id, warned_at)
         select id, ?::timestamptz from record
           where kind = '${kind}' and superseded_at is null and erased_at is null
             and (received_at at time zone ?)::date <= ?::date
         on conflict do nothing returning record_id)
     select record.controller, count(*)::int as count from warned join record on record.id = warned.record_id
       group by record.controller order by record.controller`,
    [at, timeZone, cameBy],
  );
};
