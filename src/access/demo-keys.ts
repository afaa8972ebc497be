import { createHash, randomUUID } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JSONWebKeySet,
  type JWK,
  type JWTPayload,
  SignJWT,
} from 'jose';
import type { PublicKey } from '../domain/matter.ts';

/** How long a demonstration token lives, and from when. */
export interface DemoTokenTime {
  readonly minutes: number;
  readonly now: Date;
}

/** Keys the hub holds for others, so that it can be tried without an identity provider. */
export interface DemoKeys {
  readonly publicKeys: (issuer: string) => Promise<JSONWebKeySet>;
  /** The public key for which an agency's sealed matters are encrypted; its private half lies beside it, for a trial. */
  readonly matterKey: (agency: string) => Promise<PublicKey>;
  /** An access token (RFC 9068) of that issuer with a new `jti`; `claims` bring the rest, the audience too. */
  readonly sign: (issuer: string, claims: JWTPayload, time: DemoTokenTime) => Promise<string>;
}

/** A readable name, and a part of its hash: two issuers never share a file, whatever their names have in common. */
const fileNameOf = (issuer: string): string => {
  const readable = issuer.replace(/^https?:\/\//, '').replace(/[^A-Za-z0-9.-]+/g, '-');
  const distinct = createHash('sha256').update(issuer).digest('hex').slice(0, 8);
  return `${readable.slice(0, 100)}-${distinct}.jwk.json`;
};

const isCode = (error: unknown, code: string): boolean =>
  error instanceof Error && 'code' in error && error.code === code;

const readKey = (file: string): JWK | null => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as JWK;
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw error;
  }
};

/**
 * Writes the key under a name of its own and links it to the right one: the link either makes the whole file appear or
 * fails because another process was first, whose key then counts. A crash between the two leaves no half-written key.
 */
const keepKey = (directory: string, file: string, key: JWK): JWK => {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const draft = join(directory, `.${randomUUID()}.tmp`);
  writeFileSync(draft, `${JSON.stringify(key)}\n`, { mode: 0o600, flag: 'wx' });
  try {
    linkSync(draft, file);
    return key;
  } catch (error) {
    const winner = isCode(error, 'EEXIST') ? readKey(file) : null;
    if (winner === null) throw error;
    return winner;
  } finally {
    rmSync(draft, { force: true });
  }
};

/**
 * Opens the demonstration keys of a directory: one ES256 pair per issuer, made at first need.
 *
 * Whoever can read the directory can be any agency and any person. So nothing of this may be reachable in production:
 * `openIssuers` refuses `demo: true` unless it is handed a DemoKeys, and the configuration (`src/server`), which alone
 * calls this function, refuses to do so under the production profile.
 */
export const openDemoKeys = (directory: string): DemoKeys => {
  const pairs = new Map<string, Promise<JWK>>();

  const createPair = async (file: string, alg: string, use: 'sig' | 'enc'): Promise<JWK> => {
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    const key = await exportJWK(privateKey);
    return keepKey(directory, file, { ...key, alg, use, kid: await calculateJwkThumbprint(key) });
  };
  const open = (name: string, alg: string, use: 'sig' | 'enc'): Promise<JWK> => {
    const known = pairs.get(name);
    if (known) return known;
    const file = join(directory, fileNameOf(name));
    const opened = (async () => readKey(file) ?? (await createPair(file, alg, use)))();
    pairs.set(name, opened);
    return opened;
  };
  const pairOf = (issuer: string): Promise<JWK> => open(issuer, 'ES256', 'sig');

  return {
    publicKeys: async (issuer) => {
      const { d: _private, ...publicKey } = await pairOf(issuer);
      return { keys: [publicKey as JWK] };
    },
    matterKey: async (agency) => {
      const { d: _private, ...publicKey } = await open(`matter of ${agency}`, 'ECDH-ES+A256KW', 'enc');
      return publicKey as PublicKey;
    },
    sign: async (issuer, claims, { minutes, now }) => {
      const { kid, ...pair } = await pairOf(issuer);
      const issuedAt = Math.floor(now.getTime() / 1000);
      return new SignJWT({
        ...claims,
        iss: issuer,
        iat: issuedAt,
        exp: issuedAt + minutes * 60,
        jti: randomUUID(),
      })
        .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...(kid === undefined ? {} : { kid }) })
        .sign(await importJWK(pair as JWK, 'ES256'));
    },
  };
};
