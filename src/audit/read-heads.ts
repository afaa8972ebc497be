import { type CryptoKey, compactVerify, importJWK, type JWK } from 'jose';

/** Where the verifier reads heads from: every head in the order of appending. */
export interface HeadSource {
  readonly readAll: () => AsyncIterable<string>;
}

/** A head whose signature holds. */
export interface VerifiedHead {
  readonly position: number;
  /** Of the entry at that position, in hex. */
  readonly hash: string;
}

/** That a backup was restored: heads signed before are no longer the log's, from `to` to `from`. */
export interface VerifiedRestore {
  readonly by: string;
  readonly reason: string;
  /** ISO 8601. */
  readonly at: string;
  readonly from: VerifiedHead;
  readonly to: VerifiedHead;
}

/** Heads whose signature holds, by position, and the lines that are none or stand where no head was appended. */
export interface VerifiedHeads {
  /** Those that the log must still carry: none that a restored backup took back. */
  readonly heads: readonly VerifiedHead[];
  /** In the order in which they were said. */
  readonly restores: readonly VerifiedRestore[];
  /** Where the lines end: at the last head, or behind a statement at the head that it goes on from. */
  readonly end: VerifiedHead;
  /** 1-based numbers of the lines that are not heads signed by the key. */
  readonly forgedLines: readonly number[];
  /** 1-based numbers of the lines that continue no line before them, or repeat one: others were taken out, or moved. */
  readonly misplacedLines: readonly number[];
}

/** A head with the position that the one before it had. */
interface ReadHead extends VerifiedHead {
  readonly continues: number;
}

const isCount = (value: unknown, least: number): value is number =>
  Number.isSafeInteger(value) && Number(value) >= least;

const isInstant = (value: unknown): value is string =>
  typeof value === 'string' && !Number.isNaN(Date.parse(value));

const isHash = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f]{64}$/.test(value);

type Payload = { readonly [name: string]: unknown };

const headOf = ({ position, hash, at, entries }: Payload): ReadHead | null =>
  isCount(position, 1) && isCount(entries, 0) && isInstant(at) && isHash(hash)
    ? { position, hash, continues: position - entries }
    : null;

const endOf = (value: unknown): VerifiedHead | null => {
  const { position, hash } = (value ?? {}) as Payload;
  return isCount(position, 0) && isHash(hash) ? { position, hash } : null;
};

const restoreOf = ({ by, reason, at, from, to }: Payload): VerifiedRestore | null => {
  const [left, kept] = [endOf(from), endOf(to)];
  if (!left || !kept || !isInstant(at) || typeof by !== 'string' || typeof reason !== 'string') return null;
  return { by, reason, at, from: left, to: kept };
};

const isSame = (one: VerifiedHead, other: VerifiedHead): boolean =>
  one.position === other.position && one.hash === other.hash;

const beginning: VerifiedHead = { position: 0, hash: '00'.repeat(32) };

/** The last character of a signature in base64url has four bits to spare, which a decoder does not look at. */
const isWrittenOneWay = (signature: string): boolean =>
  Buffer.from(signature, 'base64url').toString('base64url') === signature;

/** The lines read so far: which heads are the log's, and from which the next may go on. */
class HeadLines {
  heads: VerifiedHead[] = [];
  readonly restores: VerifiedRestore[] = [];
  readonly forgedLines: number[] = [];
  readonly misplacedLines: number[] = [];
  end = beginning;
  #ends = new Set<number>();
  readonly #seen = new Set<string>();

  /** By what is signed: whoever has a signature can write another for the same. False where it was there before. */
  isNew(jws: string): boolean {
    const signed = jws.slice(0, jws.lastIndexOf('.'));
    const known = this.#seen.has(signed);
    this.#seen.add(signed);
    return !known;
  }

  isOfLog(end: VerifiedHead): boolean {
    return isSame(end, beginning) || this.heads.some((head) => isSame(head, end));
  }

  /** Whether it continues one before it. */
  takeHead({ position, hash, continues }: ReadHead): boolean {
    const follows = continues === 0 || this.#ends.has(continues);
    this.#ends.add(position);
    this.heads.push({ position, hash });
    this.end = { position, hash };
    return follows;
  }

  /** Whether it follows the head that it says was the last, and goes on from one before that. */
  takeRestore(restore: VerifiedRestore): boolean {
    const { from, to } = restore;
    if (!isSame(from, this.end) || to.position >= from.position || !this.isOfLog(to)) return false;
    this.restores.push(restore);
    this.heads = this.heads.filter(({ position }) => position <= to.position);
    this.#ends = new Set(this.heads.map(({ position }) => position));
    this.end = to;
    return true;
  }
}

/**
 * Reads every head of a store and checks its signature (ES256 alone), its type and its form, and that each continues one
 * before it in the store. Two may continue the same: a head that was written and not acknowledged is signed again. A signed
 * statement that a backup was restored takes back the heads behind the one that it goes on from.
 */
export const readHeads = async (store: HeadSource, publicKey: JWK | CryptoKey): Promise<VerifiedHeads> => {
  const key = 'kty' in publicKey ? await importJWK(publicKey, 'ES256') : publicKey;
  const lines = new HeadLines();
  let line = 0;
  for await (const jws of store.readAll()) {
    line += 1;
    try {
      const { payload, protectedHeader } = await compactVerify(jws, key, { algorithms: ['ES256'] });
      const said = JSON.parse(new TextDecoder().decode(payload)) as Payload;
      const head = protectedHeader.typ === 'hub-head+jwt' ? headOf(said) : null;
      const restore = protectedHeader.typ === 'hub-restore+jwt' ? restoreOf(said) : null;
      if ((!head && !restore) || !isWrittenOneWay(jws.slice(jws.lastIndexOf('.') + 1))) {
        lines.forgedLines.push(line);
        continue;
      }
      const isNew = lines.isNew(jws);
      const isInPlace = head ? lines.takeHead(head) : restore !== null && lines.takeRestore(restore);
      if (!isNew || !isInPlace) lines.misplacedLines.push(line);
    } catch {
      lines.forgedLines.push(line);
    }
  }
  const { restores, end, forgedLines, misplacedLines } = lines;
  const heads = lines.heads.toSorted((left, right) => left.position - right.position);
  return { heads, restores, end, forgedLines, misplacedLines };
};
