import type { ReceiptSigner } from '../access/receipt-signer.ts';
import type { ConsentRecord } from '../domain/consent-record.ts';
import { findConsentRecords } from '../store/consent-record-store.ts';
import type { Database } from '../store/database.ts';
import { findPersonLog } from '../store/person-log-store.ts';
import { type ReceiptContext, type ReceiptIds, writeReceipt } from './consent-receipt.ts';
import { type OwnAccess, ownAccessesOf } from './own-accesses.ts';

/** What a person's own token is shown. Persons are the hub's own ids. */
export interface OwnFile {
  /** The newest first. */
  readonly consents: (person: string) => Promise<readonly ConsentRecord[]>;
  /**
   * Who read what of the person, by day, the newest first (R14).
   *
   * @param from local date, the first day.
   * @param until local date, the first day after the last.
   */
  readonly accesses: (person: string, from: string, until: string) => Promise<readonly OwnAccess[]>;
  /** A compact JWS that anybody can verify by the published key. */
  readonly receipt: (record: ConsentRecord, ids: ReceiptIds) => Promise<string>;
}

export interface OwnFileInput {
  readonly database: Pick<Database, 'query'>;
  readonly timeZone: string;
  readonly signReceipt: ReceiptSigner;
  readonly receiptContext: () => ReceiptContext;
}

export const createOwnFile = ({
  database,
  timeZone,
  signReceipt,
  receiptContext,
}: OwnFileInput): OwnFile => ({
  consents: async (person) => await findConsentRecords(database, person),
  accesses: async (person, from, until) =>
    ownAccessesOf(await findPersonLog(database, { person, from, until, timeZone })),
  receipt: async (record, ids) => await signReceipt(writeReceipt(record, ids, receiptContext())),
});
