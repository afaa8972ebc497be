import type { Transaction } from './database.ts';

/** A consent for a child that a guardian withdrew. */
export interface GuardianWithdrawal {
  /** The child, by the hub's own id. */
  readonly person: string;
  readonly recipient: string;
  /** Compact IRI. */
  readonly purpose: string;
  readonly at: Date;
}

/** Withdrawals by guardians that nobody has looked at yet; they are looked at once, whoever the child is. */
export const takeGuardianWithdrawals = async ({
  query,
}: Transaction): Promise<readonly GuardianWithdrawal[]> => {
  const rows = await query<Omit<GuardianWithdrawal, 'at'> & { readonly at: string | Date }>(
    `with fresh as (
       insert into guardian_withdrawal (event)
         select event.id from consent_event event where event.guardian is not null and event.state = 'ConsentWithdrawn'
           and not exists (select from guardian_withdrawal looked where looked.event = event.id)
         on conflict do nothing returning event)
     select consent.person_id::text as person, consent.recipient, consent.purpose, said.at
       from fresh join consent_event said on said.id = fresh.event join consent on consent.id = said.consent_id
       order by said.id`,
  );
  return rows.map((row) => ({ ...row, at: new Date(row.at) }));
};
