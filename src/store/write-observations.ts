import { unknownCode } from '../statistics/age-bands.ts';
import type { Transaction } from './database.ts';
import type { CountedRecords } from './leave-out-statistics.ts';

const said = (input: string): string => `max(value) filter (where counted = '${input}')`;

const concern = `case
    when health::int + housing::int + means::int > 1 then 'SEVERAL'
    when health then 'HEALTH' when housing then 'HOUSING' when means then 'MEANS' else 'NONE' end`;

/**
 * Writes what communities observed into a release: what is there as `gatherPopulation` gathered it in the same transaction, and of
 * what was closed since that it was, because nothing else is left of it (R18).
 */
export const writeObservations = async (
  transaction: Transaction,
  release: string,
  {
    controllers,
    kinds,
    since,
  }: {
    readonly controllers: readonly CountedRecords[];
    /** Of record, by which something is observed. */
    readonly kinds: readonly string[];
    /** `yyyy-mm-dd`: what was received before is counted no more. */
    readonly since: string;
  },
): Promise<void> => {
  const observed = JSON.stringify(kinds);
  await transaction.query(
    `insert into statistics_observation (release, municipality, household, concern, state, needs_help)
     select ?::uuid, municipality, dense_rank() over (order by md5(household::text || ?)), ${concern}, 'RECEIVED',
         case needs when 'true' then 'YES' when 'false' then 'NO' else '${unknownCode}' end
       from counted_statement statement
       join lateral (select ${said('OBSERVED_NEED')} as needs,
           coalesce(${said('OBSERVED_HEALTH')} = 'CONCERN', false) as health,
           coalesce(${said('OBSERVED_HOUSING')} <> 'ADEQUATE', false) as housing,
           coalesce(${said('OBSERVED_MEANS')} <> 'SUFFICIENT', false) as means
         from counted_value where counted_value.record = statement.id) tells on true
      where statement.kind = any (array(select jsonb_array_elements_text(?::jsonb)))`,
    [release, release, observed],
  );
  // Whose they were is not known any more: each is a household of its own.
  const everyone = controllers.filter(({ basis }) => basis === 'EVERYONE');
  await transaction.query(
    `insert into statistics_observation (release, municipality, household, concern, state, needs_help)
     select ?::uuid, municipality, 1000000 + row_number() over (order by id), '${unknownCode}', 'CLOSED', '${unknownCode}'
       from record
      where erased_at is not null and superseded_at is null and compartment = 'general' and received_at >= ?::date
        and kind = any (array(select jsonb_array_elements_text(?::jsonb)))
        and (controller, municipality) in (
          select controller, municipality from jsonb_to_recordset(?::jsonb) as it(controller text, municipality text))`,
    [release, since, observed, JSON.stringify(everyone)],
  );
};
