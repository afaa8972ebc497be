import { randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';
import { z } from 'zod';
import { ConfigurationError } from '../domain/configuration-error.ts';

/** The hub's own keys. */
export interface Secrets {
  /** Master keys of pairwise ids, by version. */
  readonly pairwise: {
    readonly current: number;
    readonly keys: readonly { version: number; key: Uint8Array }[];
  };
  /** The key of national ids' hashes. */
  readonly hashing: Uint8Array;
  readonly cursor: Uint8Array;
  /** The private ES256 key that signs the log's heads. */
  readonly signing: JWK;
  /** The private Ed25519 key that signs receipts of consents; its public half is published. */
  readonly receipts: JWK;
}

const key = z
  .base64()
  .transform((text) => Uint8Array.from(Buffer.from(text, 'base64')))
  .refine((bytes) => bytes.length >= 32, 'is shorter than 32 bytes');

const form = z.strictObject({
  pairwise: z.strictObject({
    current: z.int().nonnegative(),
    keys: z.array(z.strictObject({ version: z.int().nonnegative(), key })).min(1),
  }),
  hashing: key,
  cursor: key,
  signing: z.looseObject({ kty: z.literal('EC'), crv: z.literal('P-256'), d: z.string(), kid: z.string() }),
  receipts: z.looseObject({
    kty: z.literal('OKP'),
    crv: z.literal('Ed25519'),
    x: z.string(),
    d: z.string(),
    kid: z.string(),
  }),
});

/**
 * Reads the hub's own keys from a file.
 *
 * @throws ConfigurationError naming the key that is missing or too short, never what is in the file.
 */
export const readSecrets = (file: string): Secrets => {
  let content: unknown;
  try {
    content = JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    throw new ConfigurationError(`HUB_SECRETS: the file ${file} cannot be read as JSON.`);
  }
  const result = form.safeParse(content);
  if (result.success) {
    const { signing, receipts } = result.data;
    return { ...result.data, signing: signing as JWK, receipts: receipts as JWK };
  }
  const issue = result.error.issues[0];
  throw new ConfigurationError(`HUB_SECRETS: ${issue?.path.join('.')}: ${issue?.message}`);
};

/** Makes a set of keys as the file holds them. */
export const createSecrets = async (): Promise<string> => {
  const keyFor = async (alg: 'ES256' | 'EdDSA'): Promise<JWK> => {
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    const made = await exportJWK(privateKey);
    return { ...made, alg, use: 'sig', kid: await calculateJwkThumbprint(made) };
  };
  const secret = (): string => randomBytes(32).toString('base64');
  return JSON.stringify({
    pairwise: { current: 1, keys: [{ version: 1, key: secret() }] },
    hashing: secret(),
    cursor: secret(),
    signing: await keyFor('ES256'),
    receipts: await keyFor('EdDSA'),
  });
};

/** The demo's keys: made at the first start, readable by their owner alone; of two makers only one's are kept. */
export const openDemoSecrets = async (file: string): Promise<Secrets> => {
  if (!existsSync(file)) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    const draft = `${file}.${randomBytes(6).toString('hex')}`;
    writeFileSync(draft, `${await createSecrets()}\n`, { mode: 0o600, flag: 'wx' });
    try {
      linkSync(draft, file);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    } finally {
      rmSync(draft, { force: true });
    }
  }
  return readSecrets(file);
};
