import type { ReceiptSigner } from '../access/receipt-signer.ts';
import type { ConsentRecord } from '../domain/consent-record.ts';
import { type CounsellingAges, isInGuardiansView } from '../domain/counselling-age.ts';
import { type Catalogue, inputsOf } from '../policy/catalogue.ts';
import type { PossibleReadingsInput } from '../policy/possible-readings.ts';
import { findConsentRecords } from '../store/consent-record-store.ts';
import type { Database } from '../store/database.ts';
import { findOwnRecords } from '../store/own-record-store.ts';
import { findPersonLog } from '../store/person-log-store.ts';
import { birthDatesOf } from '../store/search-store.ts';
import type { ActsFor } from './consent-input.ts';
import { type ReceiptContext, type ReceiptIds, writeReceipt } from './consent-receipt.ts';
import { accessesSeenByGuardian, type GuardianView, seenByGuardian } from './guardian-view.ts';
import type { FillOwnRecords } from './live-own-records.ts';
import { shownConsents } from './open-consent-requests.ts';
import { type OwnAccess, ownAccessesOf } from './own-accesses.ts';
import { type OwnRecord, ownRecordsOf } from './own-records.ts';

/** What a person's own token is shown. Persons are the hub's own ids. */
export interface OwnFile {
  /** What registers hold of the person, over links that are certain (R20). */
  readonly records: (actsFor: ActsFor) => Promise<readonly OwnRecord[]>;
  /** The newest first. */
  readonly consents: (actsFor: ActsFor) => Promise<readonly ConsentRecord[]>;
  /**
   * Who read what of the person, by day, the newest first (R14).
   *
   * @param from local date, the first day.
   * @param until local date, the first day after the last.
   * @param assistedBy the agency at whose counter it is shown; null for who looks by their own token.
   */
  readonly accesses: (
    actsFor: ActsFor,
    from: string,
    until: string,
    assistedBy: string | null,
  ) => Promise<readonly OwnAccess[]>;
  /** A compact JWS that anybody can verify by the published key. */
  readonly receipt: (record: ConsentRecord, ids: ReceiptIds) => Promise<string>;
}

export interface OwnFileInput {
  readonly database: Database;
  readonly timeZone: string;
  readonly signReceipt: ReceiptSigner;
  readonly receiptContext: () => ReceiptContext;
  readonly catalogue: Catalogue;
  readonly ages: CounsellingAges;
  /** Local date. */
  readonly today: () => string;
  readonly policy: () => PossibleReadingsInput;
  readonly fillOwn: FillOwnRecords;
}

export const createOwnFile = ({
  database,
  timeZone,
  signReceipt,
  receiptContext,
  catalogue,
  policy,
  ages,
  today,
  fillOwn,
}: OwnFileInput): OwnFile => {
  /** What of a child its guardians see today (R9). */
  const viewOf = async (person: string): Promise<GuardianView> => {
    const born = await birthDatesOf(database, person);
    const { agencies } = policy();
    return (coordinate, controller) => {
      const governed = inputsOf(catalogue, coordinate).flatMap((each) => catalogue.governed.get(each) ?? []);
      const jurisdiction = agencies.get(controller)?.jurisdiction;
      const age = jurisdiction === undefined ? undefined : ages.get(jurisdiction);
      return governed.every(
        ({ category }) => age !== undefined && isInGuardiansView(category, age, born, today()),
      );
    };
  };
  return {
    records: async ({ person, guardian }) => {
      const rows = await fillOwn(await findOwnRecords(database, { person, timeZone }));
      const records = ownRecordsOf(rows, catalogue, policy());
      return guardian === null ? records : seenByGuardian(records, await viewOf(person));
    },
    consents: async ({ person, guardian }) =>
      shownConsents(await findConsentRecords(database, person, false, guardian), {
        timeZone,
        today: today(),
      }),
    accesses: async ({ person, guardian }, from, until, assistedBy) => {
      const accesses = ownAccessesOf(
        await findPersonLog(database, { person, from, until, timeZone, guardian, assistedBy }),
      );
      return guardian === null ? accesses : accessesSeenByGuardian(accesses, await viewOf(person));
    },
    receipt: async (record, ids) => await signReceipt(writeReceipt(record, ids, receiptContext())),
  };
};
