import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { demoActor } from '../../src/access/demo-actor.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { type Child, startChild } from '../http/start-child.ts';

/** A hub in the production profile as an operator runs it: files, a database's address, agencies' own keys. */
export interface ProductionHub {
  readonly child: Child;
  readonly address: string;
  /** A token of a named actor of this demo agency, for one purpose by its term. */
  readonly agencyToken: (agency: string, purpose: string, minutes?: number) => Promise<string>;
  /** A token of this issuer with these claims besides the usual ones. */
  readonly sign: (issuer: string, claims: Record<string, unknown>, minutes?: number) => Promise<string>;
  readonly close: () => Promise<void>;
}

const productionAudience = 'https://hub.berane.example';

type Keys = Map<string, { privateKey: CryptoKey; publicKey: JWK }>;

/** The demo's agencies, each with a public key of its own written into the registry. */
const agenciesWithKeys = async (pairs: Keys): Promise<string> => {
  const lines: string[] = [];
  let issuer = '';
  for (const line of readFileSync(projectFile('config', 'demo', 'agencies.yaml'), 'utf8').split('\n')) {
    issuer = /^ +issuer: (\S+)/.exec(line)?.[1] ?? issuer;
    if (!line.includes('demo: true')) {
      lines.push(line);
      continue;
    }
    if (line.includes('matterKey')) {
      const { publicKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256' });
      const key = { ...(await exportJWK(publicKey)), kid: `matters of ${issuer}` };
      lines.push(line.replace('{ demo: true }', JSON.stringify({ jwk: key })));
      continue;
    }
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const key = { ...(await exportJWK(publicKey)), alg: 'ES256', use: 'sig', kid: `key of ${issuer}` };
    pairs.set(issuer, { privateKey, publicKey: key });
    lines.push(line.replace('{ demo: true }', JSON.stringify({ jwks: { keys: [key] } })));
  }
  return lines.join('\n');
};

export interface ProductionOptions {
  readonly databaseUrl: string;
  /** Changes the registry's text. */
  readonly edit?: (agencies: string) => string;
}

/** Starts one in a process of its own. */
export const openProductionHub = async ({
  databaseUrl,
  edit = (agencies) => agencies,
}: ProductionOptions): Promise<ProductionHub> => {
  const directory = mkdtempSync(join(tmpdir(), 'hub-production-'));
  const pairs: Keys = new Map();
  writeFileSync(join(directory, 'agencies.yaml'), edit(await agenciesWithKeys(pairs)));
  const secrets = execFileSync(
    process.execPath,
    [projectFile('scripts', 'run.mjs'), projectFile('src', 'cli', 'main.ts'), 'secrets'],
    { encoding: 'utf8' },
  );
  writeFileSync(join(directory, 'secrets.json'), secrets, { mode: 0o600 });
  mkdirSync(join(directory, 'heads'));
  const child = startChild({
    HUB_PROFILE: 'production',
    HOST: '127.0.0.1',
    DATABASE_URL: databaseUrl,
    HUB_AUDIENCE: productionAudience,
    HUB_PUBLIC_URL: productionAudience,
    HUB_AGENCIES: join(directory, 'agencies.yaml'),
    HUB_LEGAL_BASES: projectFile('config', 'legal-bases'),
    HUB_AGREEMENTS: projectFile('config', 'demo', 'agreements.yaml'),
    HUB_SECRETS: join(directory, 'secrets.json'),
    HUB_HEADS: join(directory, 'heads'),
  });
  const sign: ProductionHub['sign'] = async (of, claims, minutes = 5) =>
    await new SignJWT({ aud: productionAudience, jti: crypto.randomUUID(), ...claims })
      .setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', kid: `key of ${of}` })
      .setIssuer(of)
      .setIssuedAt()
      .setExpirationTime(`${minutes}m`)
      .sign(pairs.get(of)?.privateKey as CryptoKey);
  return {
    child,
    address: await child.address,
    sign,
    agencyToken: async (agency, purpose, minutes) => {
      const { nationalId, birthDate } = demoActor(agency, 'Nada');
      const identity = { national_id: nationalId, birthdate: birthDate };
      const claims = { sub: 'Nada', client_id: 'software', purpose, ...identity };
      return await sign(`https://${agency}.example`, claims, minutes);
    },
    close: async () => {
      child.process.kill('SIGTERM');
      await child.ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
};
