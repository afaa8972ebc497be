import { unknownCode } from '../statistics/age-bands.ts';
import { groupRights, spellingsOf, type TitleCount } from '../statistics/group-rights.ts';
import { earlierCode, monthsOf } from '../statistics/months.ts';
import type { Transaction } from './database.ts';

interface MunicipalTitle extends TitleCount {
  readonly municipality: string;
}

/** The rights that a release names, by municipality. */
export interface NamedRights {
  readonly municipality: string;
  readonly rights: readonly string[];
}

const countTitles = async (transaction: Transaction): Promise<readonly MunicipalTitle[]> =>
  await transaction.query<MunicipalTitle>(
    `select municipality, title, count(distinct household)::int as households
       from counted_right group by 1, 2 order by 1, 2`,
  );

/** Gives titles their names in each municipality. @returns the names. */
const rename = async (
  transaction: Transaction,
  group: (counts: readonly TitleCount[]) => readonly { readonly title: string; readonly right: string }[],
): Promise<readonly NamedRights[]> => {
  const counts = await countTitles(transaction);
  const municipalities = [...new Set(counts.map(({ municipality }) => municipality))];
  const named = municipalities.flatMap((municipality) =>
    group(counts.filter((each) => each.municipality === municipality)).map((each) => ({
      municipality,
      ...each,
    })),
  );
  await transaction.query(
    `update counted_right set title = named.right
       from jsonb_to_recordset(?::jsonb) as named(municipality text, title text, "right" text)
      where named.municipality = counted_right.municipality and named.title = counted_right.title`,
    [JSON.stringify(named)],
  );
  return municipalities.map((municipality) => ({
    municipality,
    rights: [
      ...new Set(named.filter((each) => each.municipality === municipality).map(({ right }) => right)),
    ].sort(),
  }));
};

/**
 * Gathers what households asked for into `counted_right`, a table of this transaction alone: each right of a household once, with the
 * best that was decided on it, since which month, the sum of what is granted, and for how many days it waits where nothing is decided.
 *
 * @param asOf `yyyy-mm-dd`.
 * @param keyOf what is the same for two spellings of one title.
 * @returns which rights are named; the rare ones are not (R24).
 */
export const gatherRights = async (
  transaction: Transaction,
  { asOf, keyOf }: { readonly asOf: string; readonly keyOf: (title: string) => string },
): Promise<readonly NamedRights[]> => {
  await transaction.query(
    `create temporary table counted_right on commit drop as
     select home.municipality, decision.* from (
         select household, record, max(value) filter (where counted = 'RIGHT_TITLE') as title,
             max(value) filter (where counted = 'RIGHT_STATUS') as status,
             max(value) filter (where counted = 'RIGHT_AMOUNT')::numeric as amount,
             max(value) filter (where counted = 'RIGHT_SINCE')::date as since
           from counted_value group by household, record) decision
       join counted_home home using (household)
      where decision.title is not null and decision.status is not null`,
  );
  await rename(transaction, (counts) => spellingsOf(counts, keyOf));
  const named = await rename(transaction, groupRights);
  await transaction.query(
    `create temporary table counted_claim on commit drop as
     select household, title, status, amount, waiting_days,
         case when since is null then '${unknownCode}' when since < ?::date then '${earlierCode}'
           else to_char(least(since, ?::date), 'YYYY-MM') end as month
       from (select household, title,
         case when bool_or(status = 'GRANTED') then 'GRANTED' when bool_or(status = 'PENDING') then 'PENDING' else 'REFUSED' end as status,
         coalesce(min(since) filter (where status = 'GRANTED'), min(since) filter (where status = 'PENDING'),
           min(since) filter (where status = 'REFUSED')) as since,
         coalesce(sum(amount) filter (where status = 'GRANTED'), 0) as amount,
         case when not bool_or(status = 'GRANTED') then
           greatest(coalesce(max(?::date - since) filter (where status = 'PENDING'), 0), 0) else 0 end as waiting_days
       from counted_right group by household, title) claim`,
    [`${monthsOf(asOf)[1]}-01`, asOf, asOf],
  );
  return named;
};

/** Writes the rights of a release from what `gatherRights` gathered in the same transaction. */
export const writeRights = async (transaction: Transaction, release: string): Promise<void> => {
  await transaction.query(
    `insert into statistics_right (release, municipality, household, title, status, month, amount, waiting_days)
     select ?::uuid, home.municipality, home.number, title, status, month, amount, waiting_days
       from counted_claim join counted_home home using (household)`,
    [release],
  );
};
