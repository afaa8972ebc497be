import type { Database } from './database.ts';
import { isoInstant, uuidsOf } from './log-text.ts';

/** How long something of a person rested on what they asked; null where it still does. */
export interface RightPeriod {
  readonly person: string;
  readonly requested: 'OBJECTION' | 'RESTRICTION' | 'LINK';
  readonly controller: string;
  /** Null for every reader. */
  readonly recipient: string | null;
  /** Both null for all that the controller holds; the kind alone for every kind of the register. */
  readonly source: string | null;
  readonly kind: string | null;
  readonly since: string;
  readonly until: string | null;
}

/**
 * What these persons closed by asking, and when (R2, step 6; R22).
 *
 * A line of the log names a register and a kind, and no record: what was asked of one record is here only where the person has
 * no other that such a line could mean. Otherwise a reading that was lawful would be called a breach. What somebody says to be
 * theirs closes the readings of whom it is linked to.
 */
export const findRightPeriods = async (
  query: Database['query'],
  persons: readonly string[],
): Promise<readonly RightPeriod[]> =>
  await query<RightPeriod>(
    `select holder.id::text as person, asked.requested, asked.controller, asked.recipient, asked.source,
       case when asked.requested <> 'LINK' then asked.kind end as kind,
       ${isoInstant(`case when asked.requested = 'RESTRICTION' then said.at else asked.asked_at end`)} as since,
       ${isoInstant(`least(case when said.outcome = 'REFUSED' or said.carried_out then said.at end, lifted.effective_at)`)} as until
     from rights_request asked left join rights_decision said on said.request_id = asked.id
     left join rights_lifting lifted on lifted.request_id = asked.id
     cross join lateral (
       select coalesce(case when asked.reference is not null then (
         select link.entity_id from link where link.entity = 'PERSON' and link.source = asked.source
           and link.local_id = asked.subject and link.ended_at is null) end, asked.person_id) as id) holder
     where holder.id in (select jsonb_array_elements_text(?::jsonb)::uuid)
       and (asked.requested <> 'LINK' or asked.record_id is not null)
       and (asked.requested in ('OBJECTION', 'LINK') or asked.requested = 'RESTRICTION' and said.outcome <> 'REFUSED')
       and (asked.record_id is null or not exists (
         select from link join record on record.source = link.source
           and link.local_id = any (record.signatories || record.members || coalesce(array[record.person_local_id], '{}'))
         where link.entity = 'PERSON' and link.entity_id = holder.id and link.source = asked.source
           and case when asked.requested = 'LINK' then link.local_id <> asked.subject
             else record.kind = asked.kind and (record.unit, record.local_id) <> (asked.unit, asked.local_id) end))`,
    [uuidsOf(persons)],
  );
