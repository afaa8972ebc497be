import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createSecrets } from '../../../src/access/secrets.ts';
import type { Town } from './town.ts';
import { townAgreements, townRegistry } from './town-policy.ts';

/** Where the files of a town lie, in a directory of its own. */
export const townFiles = (directory: string) => ({
  registers: join(directory, 'registers'),
  secretsFile: join(directory, 'hub.json'),
  agenciesFile: join(directory, 'agencies.yaml'),
  agreementsFile: join(directory, 'agreements.yaml'),
  /** The closed store of the town with its past, and what its hub keeps beside a store. */
  store: join(directory, 'prepared', 'store'),
  heads: join(directory, 'prepared', 'heads'),
  /** Ids of the requests that its past was made of. */
  past: join(directory, 'past.json'),
});

// Fixed, so that a seed gives the same ids and orders in any run; a hub at work makes its own.
const fixedKey = (fill: number): string => Buffer.alloc(32, fill).toString('base64');
const secrets = async (): Promise<string> => {
  const { signing, receipts } = JSON.parse(await createSecrets()) as { signing: object; receipts: object };
  const pairwise = { current: 1, keys: [{ version: 1, key: fixedKey(1) }] };
  return JSON.stringify({ pairwise, hashing: fixedKey(2), cursor: fixedKey(3), signing, receipts });
};

/** Writes what a hub of the town begins with: registers, secrets, agencies and agreements. */
export const writeTownFiles = async (directory: string, town: Town): Promise<void> => {
  const files = townFiles(directory);
  writeFileSync(files.secretsFile, await secrets(), { mode: 0o600 });
  town.write(files.registers);
  writeFileSync(files.agenciesFile, townRegistry());
  writeFileSync(files.agreementsFile, townAgreements());
};
