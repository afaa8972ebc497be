import { type CryptoKey, compactVerify, importJWK, type JWK } from 'jose';
import type { HeadStore } from './head-store.ts';
import type { Head } from './signed-head.ts';

/** Heads whose signature holds, by position, and the lines that are none. */
export interface VerifiedHeads {
  readonly heads: readonly Pick<Head, 'position' | 'hash'>[];
  /** 1-based numbers of the lines that are not heads signed by the key. */
  readonly forgedLines: readonly number[];
}

const isCount = (value: unknown, least: number): value is number =>
  Number.isSafeInteger(value) && Number(value) >= least;

const headOf = (payload: Uint8Array): Pick<Head, 'position' | 'hash'> | null => {
  const { position, hash, at, entries } = JSON.parse(new TextDecoder().decode(payload)) as {
    [key in keyof Head]?: unknown;
  };
  const isWhole =
    isCount(position, 1) && isCount(entries, 0) && typeof at === 'string' && !Number.isNaN(Date.parse(at));
  return isWhole && typeof hash === 'string' && /^[0-9a-f]{64}$/.test(hash) ? { position, hash } : null;
};

/** Reads every head of a store and checks its signature (ES256 alone), its type and its form. */
export const readHeads = async (store: HeadStore, publicKey: JWK | CryptoKey): Promise<VerifiedHeads> => {
  const key = 'kty' in publicKey ? await importJWK(publicKey, 'ES256') : publicKey;
  const heads: Pick<Head, 'position' | 'hash'>[] = [];
  const forgedLines: number[] = [];
  let line = 0;
  for await (const jws of store.readAll()) {
    line += 1;
    try {
      const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['ES256'] });
      const head = protectedHeader.typ === 'hub-head+jwt' ? headOf(payload) : null;
      if (head) heads.push(head);
      else forgedLines.push(line);
    } catch {
      forgedLines.push(line);
    }
  }
  return { heads: heads.sort((left, right) => left.position - right.position), forgedLines };
};
