import { CompactSign, type CryptoKey, compactVerify, importJWK, type JWK } from 'jose';
import type { HeadStore } from './head-store.ts';
import { type LogEnd, readOwnHead } from './signed-head.ts';

/** The `typ` of a statement, so that no head of the same key can stand for one (RFC 8725 section 3.11). */
const restoreType = 'hub-restore+jwt';

/** That a backup was restored which is older than the last signed head: a line of its own among the heads. */
export interface Restore {
  /** Who says so, in the operator's words. */
  readonly by: string;
  readonly reason: string;
  /** When it was said, ISO 8601. */
  readonly at: string;
  /** The last head that was signed before. */
  readonly from: LogEnd;
  /** The head that the restored log still ends at or behind: the next head continues it. */
  readonly to: LogEnd;
}

/** Where a chain begins, before its first entry. */
export const logBeginning: LogEnd = { position: 0, hash: '00'.repeat(32) };

const sameEnd = (one: LogEnd, other: LogEnd): boolean =>
  one.position === other.position && one.hash === other.hash;

/** Signs a statement with the key of the heads (ES256) as a compact JWS. */
export const signRestore = async (key: JWK | CryptoKey, keyId: string, restore: Restore): Promise<string> =>
  await new CompactSign(new TextEncoder().encode(JSON.stringify(restore)))
    .setProtectedHeader({ alg: 'ES256', kid: keyId, typ: restoreType })
    .sign('kty' in key ? await importJWK(key, 'ES256') : key);

const isRestore = (jws: string): boolean => {
  const header = JSON.parse(Buffer.from(jws.split('.')[0] ?? '', 'base64url').toString()) as {
    typ?: unknown;
  };
  return header.typ === restoreType;
};

/** @throws Error where the statement is not signed by the key. */
const restoreOf = async (jws: string, publicKey: JWK | CryptoKey): Promise<Restore> => {
  const key = 'kty' in publicKey ? await importJWK(publicKey, 'ES256') : publicKey;
  const { payload } = await compactVerify(jws, key, { algorithms: ['ES256'] });
  return JSON.parse(new TextDecoder().decode(payload)) as Restore;
};

/** Where a store of heads ends, and from where where its last line says that a backup was restored. */
export interface StoreEnd {
  readonly end: LogEnd;
  readonly restoredFrom: LogEnd | null;
}

/**
 * Reads where a store of heads ends: at its last head, or, behind a statement, at the head that this goes on from.
 *
 * INVARIANT: of a statement nothing is taken over but under its signature, and where it follows the head that it names:
 * it is what lets a log go on that is not the one last signed.
 *
 * @throws Error where the last line is a statement that is forged, or follows another head.
 */
export const readStoreEnd = async (
  heads: Pick<HeadStore, 'readAll'>,
  publicKey: JWK | CryptoKey,
): Promise<StoreEnd> => {
  let [before, last]: (string | null)[] = [null, null];
  for await (const jws of heads.readAll()) [before, last] = [last ?? null, jws];
  if (!last) return { end: logBeginning, restoredFrom: null };
  if (!isRestore(last)) return { end: readOwnHead(last), restoredFrom: null };
  const { from, to } = await restoreOf(last, publicKey);
  const ended =
    before && isRestore(before) ? (await restoreOf(before, publicKey)).to : readOwnHead(before ?? '');
  if (!sameEnd(from, ended)) throw new Error('the statement of a restored backup follows another head');
  return { end: to, restoredFrom: from };
};
