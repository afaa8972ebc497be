import { type Cipheriv, createCipheriv, createDecipheriv, type Decipheriv, hkdfSync } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { ConfigurationError } from '../domain/configuration-error.ts';
import type { EntityKind } from '../domain/entity-kind.ts';

/** Whose ids they are (R23): two agencies, and two purpose classes of one agency, have none in common. */
export interface IdScope {
  readonly agency: string;
  /** `operational`, `statistics`, or one project. */
  readonly purposeClass: string;
}

export interface PairwiseIdOptions {
  /** Old versions stay as long as ids made with them are out there. */
  readonly masterKeys: readonly { readonly version: number; readonly key: Uint8Array }[];
  /** The version that new ids are made with. */
  readonly current: number;
  /** How many ciphers are kept ready. */
  readonly keptCiphers?: number;
}

/** The one place where the hub's own ids become those a caller sees, and back. */
export interface PairwiseIds {
  readonly encode: (kind: EntityKind, id: string, scope: IdScope) => string;
  /** Null where the text was made by nobody here. An id of another scope or kind gives a uuid that nothing has. */
  readonly decode: (kind: EntityKind, text: string, scope: IdScope) => string | null;
  /** What lists are ordered under, so that their order tells two callers of one purpose nothing that they could compare. */
  readonly orderSalt: (scope: IdScope) => Uint8Array;
}

const uuidForm = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const blockBytes = 16;
/** 16 bytes in base64url without padding. */
const blockCharacters = 22;
const masterKeyBytes = 32;

const bytesOfUuid = (id: string): Buffer => {
  if (!uuidForm.test(id)) throw new RangeError('an entity id that is no uuid');
  return Buffer.from(id.replaceAll('-', ''), 'hex');
};

const uuidOfBytes = (bytes: Buffer): string =>
  bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');

const checkedKeys = ({ masterKeys, current }: PairwiseIdOptions): ReadonlyMap<number, Uint8Array> => {
  const keys = new Map(masterKeys.map(({ version, key }) => [version, key]));
  const isUsable = ({ version, key }: { version: number; key: Uint8Array }): boolean =>
    Number.isSafeInteger(version) && version >= 0 && key.length >= masterKeyBytes;
  if (keys.size !== masterKeys.length || !masterKeys.every(isUsable)) {
    throw new ConfigurationError(
      `The keys of pairwise ids need versions that differ and are whole numbers, and ${masterKeyBytes} bytes each.`,
    );
  }
  if (!keys.has(current))
    throw new ConfigurationError(`There is no key of version ${current} for pairwise ids.`);
  return keys;
};

const derive = (masterKey: Uint8Array, labels: readonly (string | number)[], length: number): Buffer =>
  // JSON text of an array is injective: no two lists of labels have the same, whatever is in them.
  Buffer.from(hkdfSync('sha256', masterKey, '', JSON.stringify(labels), length));

/**
 * Ids that are pairwise per agency and purpose class (R23): the uuid's 16 bytes as one AES-128 block, under a key derived
 * by HKDF-SHA256 from the master key for (version, agency, purpose class, kind), after the key's version.
 *
 * One block under a key of its own is a permutation of all uuids: no two entities share an id, and nothing has to be
 * stored. ECB is right for this and for nothing longer: there is never a second block. A uuid is meant to have the same
 * id each time within a scope, so there is no nonce either.
 *
 * @throws ConfigurationError where keys are short, versions are the same, or the current one is missing.
 */
export const createPairwiseIds = (options: PairwiseIdOptions): PairwiseIds => {
  const keys = checkedKeys(options);
  const { current, keptCiphers = 4096 } = options;
  const versionTexts = new Map([...keys.keys()].map((version) => [version.toString(36), version]));
  // Ciphers are kept: one that is used again costs 1.8 µs, a new one 26 µs. ECB has no state between two blocks.
  const ciphers = new LRUCache<string, Cipheriv>({ max: keptCiphers });
  const deciphers = new LRUCache<string, Decipheriv>({ max: keptCiphers });
  const salts = new LRUCache<string, Buffer>({ max: keptCiphers });

  const masterKeyOf = (version: number): Uint8Array => {
    const key = keys.get(version);
    if (!key) throw new RangeError('no key of this version');
    return key;
  };

  const keyOf = (version: number, kind: EntityKind, { agency, purposeClass }: IdScope): Buffer =>
    derive(masterKeyOf(version), ['komsiluk pairwise id', version, agency, purposeClass, kind], blockBytes);

  // Injective without the cost of JSON: the agency's length says where it ends.
  const cacheKeyOf = (version: number, label: string, { agency, purposeClass }: IdScope): string =>
    `${version} ${label} ${agency.length} ${agency}${purposeClass}`;

  const cipherOf = (kind: EntityKind, scope: IdScope): Cipheriv => {
    const cacheKey = cacheKeyOf(current, kind, scope);
    const kept = ciphers.get(cacheKey);
    if (kept) return kept;
    const cipher = createCipheriv('aes-128-ecb', keyOf(current, kind, scope), null).setAutoPadding(false);
    ciphers.set(cacheKey, cipher);
    return cipher;
  };

  const decipherOf = (version: number, kind: EntityKind, scope: IdScope): Decipheriv => {
    const cacheKey = cacheKeyOf(version, kind, scope);
    const kept = deciphers.get(cacheKey);
    if (kept) return kept;
    const decipher = createDecipheriv('aes-128-ecb', keyOf(version, kind, scope), null).setAutoPadding(false);
    deciphers.set(cacheKey, decipher);
    return decipher;
  };

  return {
    encode: (kind, id, scope) =>
      current.toString(36) + cipherOf(kind, scope).update(bytesOfUuid(id)).toString('base64url'),
    decode: (kind, text, scope) => {
      const version = versionTexts.get(text.slice(0, -blockCharacters));
      if (version === undefined) return null;
      const blockText = text.slice(-blockCharacters);
      const block = Buffer.from(blockText, 'base64url');
      // Only the one way of writing a block: the last character has four bits to spare, and Node skips what is not base64.
      if (block.length !== blockBytes || block.toString('base64url') !== blockText) return null;
      return uuidOfBytes(decipherOf(version, kind, scope).update(block));
    },
    orderSalt: (scope) => {
      const cacheKey = cacheKeyOf(current, 'order', scope);
      const salt =
        salts.get(cacheKey) ??
        derive(masterKeyOf(current), ['komsiluk order', current, scope.agency, scope.purposeClass], 32);
      salts.set(cacheKey, salt);
      return Uint8Array.from(salt);
    },
  };
};
