import { createHmac, createSecretKey, hkdfSync } from 'node:crypto';

/** What makes each copy of an extract its own. */
export interface ExtractMarks {
  /** What the rows of an extract are ordered by: nothing of the store's order, or of who lives with whom, is seen in it. */
  readonly orderOf: (extract: string, person: string) => string;
  /** The mark of a row in one download: by it a copy, or one row of it, is traced to who fetched it. */
  readonly markOf: (download: string, row: readonly string[]) => string;
}

/** 64 bits, in hex so that no spreadsheet takes one for a formula: by chance no two downloads of a project ever have one mark for one row. */
const markBytes = 8;

/**
 * Marks of copies: HMAC-SHA256 over the download and the row's own cells, under a key derived by HKDF. It changes no value and adds no
 * false row: a watermark that lies in values (Agrawal and Kiernan 2002) would make research of it wrong.
 */
export const createExtractMarks = (key: Uint8Array): ExtractMarks => {
  const derived = (label: string) => createSecretKey(Buffer.from(hkdfSync('sha256', key, '', label, 32)));
  const [order, mark] = [derived('komsiluk extract order'), derived('komsiluk extract mark')];
  const tag = (by: ReturnType<typeof derived>, parts: readonly unknown[]): Buffer =>
    createHmac('sha256', by).update(JSON.stringify(parts)).digest();
  return {
    orderOf: (extract, person) => tag(order, [extract, person]).toString('hex'),
    markOf: (download, row) => tag(mark, [download, row]).subarray(0, markBytes).toString('hex'),
  };
};
