import type { Transaction } from './database.ts';

/**
 * Erases what was written about a request, a year after its decision and once nothing is held any more of what it was about
 * (R21): the person's own words and the reason. That it was asked and decided stays, for the controller must be able to show
 * it (GDPR art. 5(2)).
 */
export const sweepStatements = async (transaction: Transaction, at: Date): Promise<void> => {
  const over = await transaction.query<{ id: string }>(
    `select asked.id::text as id from rights_request asked join rights_decision said on said.request_id = asked.id
      where said.at < ?::timestamptz - interval '12 months' and (asked.statement is not null or said.reason is not null or asked.reference <> '')
        and not exists (select from record where record.erased_at is null and case when asked.record_id is not null
          then record.source = asked.source and record.unit = asked.unit and record.kind = asked.kind
            and record.local_id = asked.local_id
          else record.controller = asked.controller and exists (
            select from link where link.entity = 'PERSON' and link.entity_id = asked.person_id and link.source = record.source
              and link.local_id = any (record.signatories || record.members || coalesce(array[record.person_local_id], '{}')))
          end)`,
    [at],
  );
  if (over.length === 0) return;
  const ids = JSON.stringify(over.map(({ id }) => id));
  await transaction.query(
    `update rights_request set statement = null, reference = case when reference is not null then '' end
      where id in (select jsonb_array_elements_text(?::jsonb)::uuid)`,
    [ids],
  );
  await transaction.query(
    `update rights_lifting set reason = null, notice = null
      where request_id in (select jsonb_array_elements_text(?::jsonb)::uuid)`,
    [ids],
  );
  await transaction.query(
    `update rights_decision set reason = null where request_id in (select jsonb_array_elements_text(?::jsonb)::uuid)`,
    [ids],
  );
};
