import type { ReceiptSigner } from '../access/receipt-signer.ts';
import type { ConsentRecord } from '../domain/consent-record.ts';
import { findConsentRecords } from '../store/consent-record-store.ts';
import type { Database } from '../store/database.ts';
import { type ReceiptContext, type ReceiptIds, writeReceipt } from './consent-receipt.ts';

/** What a person's own token is shown. Persons are the hub's own ids. */
export interface OwnFile {
  /** The newest first. */
  readonly consents: (person: string) => Promise<readonly ConsentRecord[]>;
  /** A compact JWS that anybody can verify by the published key. */
  readonly receipt: (record: ConsentRecord, ids: ReceiptIds) => Promise<string>;
}

export interface OwnFileInput {
  readonly database: Pick<Database, 'query'>;
  readonly signReceipt: ReceiptSigner;
  readonly receiptContext: () => ReceiptContext;
}

export const createOwnFile = ({ database, signReceipt, receiptContext }: OwnFileInput): OwnFile => ({
  consents: async (person) => await findConsentRecords(database, person),
  receipt: async (record, ids) => await signReceipt(writeReceipt(record, ids, receiptContext())),
});
