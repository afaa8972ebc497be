import type { Coverage } from '../statistics/coverage.ts';
import type { Transaction } from './database.ts';
import { isGranted, isNotLifted, isNotMended, isNotRefused } from './standing-request.ts';

/** Whose records are counted in a municipality, and whose word keeps a household from it. */
export interface CountedRecords {
  readonly controller: string;
  readonly municipality: string;
  readonly basis: 'EVERYONE' | 'CONSENTING';
  /** Recipients whom a person may have forbidden. */
  readonly heeding: readonly string[];
  readonly heedsObjections: boolean;
  /** Where the consenting alone are counted: a person must have given each. */
  readonly consents: readonly {
    readonly recipient: string;
    readonly purposes: readonly string[];
    readonly categories: readonly string[];
  }[];
}

interface Sizes {
  readonly municipality: string;
  readonly households: number;
}

const sizesOf = async (transaction: Transaction): Promise<readonly Sizes[]> =>
  await transaction.query<Sizes>(
    `select municipality, count(distinct household)::int as households from counted_statement
      where places group by municipality order by municipality`,
  );

const counted = `counted as (
  select * from jsonb_to_recordset(?::jsonb) as it(controller text, municipality text, basis text, heeding jsonb,
    "heedsObjections" boolean, consents jsonb))`;

/** Of whom a word closes what they count who do not count on a duty (R2, step 6): one household for each statement of theirs. */
const spokenOf = `
  select said.household from counted_statement said join counted using (controller, municipality)
   where counted.heeding <> '[]'::jsonb and (
     exists (select from prohibition where prohibition.person_id = said.person and prohibition.lifted_at is null
       and counted.heeding @> to_jsonb(prohibition.recipient))
     or exists (select from rights_request asked
       where asked.person_id = said.person and asked.controller = said.controller
         and (asked.recipient is null or counted.heeding @> to_jsonb(asked.recipient)) and ${isNotLifted('asked', 'day.now')}
         and (asked.requested = 'RESTRICTION' and ${isGranted('asked')}
           or asked.requested = 'OBJECTION' and counted."heedsObjections" and ${isNotRefused('asked')}))
     or exists (select from rights_request asked
       where asked.requested = 'LINK' and asked.source = said.source and asked.subject = said.person_local_id
         and ${isNotRefused('asked')} and ${isNotMended('asked')}))`;

/** Where one of whom the data are has not consented to all who count, or is not known for certain (R5, R20). */
const silentOf = `
  select said.household from counted_statement said join counted using (controller, municipality)
   where counted.basis = 'CONSENTING' and said.person is not null and (
     not exists (select from person_link link where link.source = said.source and link.local_id = said.person_local_id and link.certain)
     or exists (
       select from jsonb_to_recordset(counted.consents) as needed(recipient text, purposes jsonb, categories jsonb)
        where not exists (select from consent
          where consent.person_id = said.person and coalesce(consent.given_as, consent.person_id) = said.person
            and consent.controller = said.controller and consent.recipient = needed.recipient
            and needed.purposes @> to_jsonb(consent.purpose) and to_jsonb(consent.categories) @> needed.categories
            and consent.binding and consent.valid_until > day.today
            and (select event.state from consent_event event where event.consent_id = consent.id order by event.id desc limit 1)
              in ('ConsentGiven', 'RenewedConsentGiven'))))
  union select said.household from counted_statement said join counted using (controller, municipality)
   where counted.basis = 'CONSENTING' and not exists (
     select from counted_statement theirs where theirs.household = said.household
       and theirs.controller = said.controller and theirs.person is not null)`;

/**
 * Leaves households out of what statistics count, whole, by the word of one of them: what is left of it would be counted as what it is
 * not. Each word is heeded as it is where persons are read: prohibition, restriction, contested link and objection (R2, step 6; R22), and
 * where the consenting alone are counted, a consent to all who count of everybody whose data it is (R5, R20).
 *
 * @returns how many households are counted of those that are known.
 */
export const leaveOut = async (
  transaction: Transaction,
  {
    controllers,
    asOf,
    drawnAt,
  }: {
    readonly controllers: readonly CountedRecords[];
    /** `yyyy-mm-dd`. */
    readonly asOf: string;
    readonly drawnAt: Date;
  },
): Promise<readonly Coverage[]> => {
  const known = await sizesOf(transaction);
  await transaction.query(
    `with day as (select ?::date as today, ?::timestamptz as now), ${counted}
     delete from counted_statement where household in (select household from day cross join lateral (
       ${spokenOf} union ${silentOf}) left_out)`,
    [asOf, drawnAt, JSON.stringify(controllers)],
  );
  const left = new Map((await sizesOf(transaction)).map((each) => [each.municipality, each.households]));
  return known.map(({ municipality, households }) => ({
    municipality,
    known: households,
    counted: left.get(municipality) ?? 0,
  }));
};
