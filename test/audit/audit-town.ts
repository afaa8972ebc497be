import { createHash } from 'node:crypto';
import { generateKeyPair } from 'jose';
import type { DenialEntry, DisclosureEntry } from '../../src/audit/audit-entry.ts';
import type { HeadStore } from '../../src/audit/head-store.ts';
import { createSealer, type Sealer, type SealerOptions } from '../../src/audit/sealer.ts';
import { type VerificationOptions, verifyLog } from '../../src/audit/verify-log.ts';
import type { Database } from '../../src/store/database.ts';

export const now = new Date('2026-11-03T10:00:00.000Z');
export const clock = (): Date => now;
export const keys = await generateKeyPair('ES256', { extractable: true });

/** A uuid that is the same in every run. */
const uuidOf = (name: string): string => {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
};

const operation = { name: 'HouseholdStatus', hash: createHash('sha256').update('query').digest('hex') };

/** One disclosure of a municipality that reads a tenancy; no two numbers give the same one. */
export const disclosure = (number: number, changes: Partial<DisclosureEntry> = {}): DisclosureEntry => ({
  kind: 'DISCLOSURE',
  at: new Date(now.getTime() - 3_600_000 + number * 137).toISOString(),
  agency: 'berane.municipality',
  actor: `nada-${number}`,
  named: true,
  purpose: 'ps:HousingWelfareManagement',
  roles: ['caseworker', 'housing'],
  token: { issuer: 'https://id.berane.example', id: `token-${number}` },
  policyVersion: 'f3a1',
  request: '0b4a6f0e-3f0c-4f57-9a55-6a4f3d9f7c01',
  operation,
  person: uuidOf(`person ${number}`),
  household: uuidOf(`household ${number}`),
  source: 'housing.berane',
  recordKind: 'tenancy',
  controller: 'berane.housing',
  fields: ['Tenancy.arrears', 'Tenancy.contractNumber', 'Tenancy.since'],
  step: 'TASK',
  declared: false,
  agreement: { id: 'housing-status', version: 3 },
  basis: { article6: 'A6-1-e', article9: null, article10: null },
  consents: [],
  sealed: [],
  through: uuidOf(`person ${number}`),
  ...changes,
});

export const denial = (number: number, changes: Partial<DenialEntry> = {}): DenialEntry => ({
  kind: 'DENIAL',
  at: now.toISOString(),
  agency: null,
  actor: null,
  purpose: null,
  roles: [],
  token: null,
  policyVersion: null,
  request: '0b4a6f0e-3f0c-4f57-9a55-6a4f3d9f7c01',
  operation: null,
  code: 'UNAUTHENTICATED',
  asked: [`Household.number${number}`],
  withheld: [],
  sought: [],
  ...changes,
});

export interface MemoryHeadStore extends HeadStore {
  readonly lines: string[];
}

export const memoryHeads = (lines: readonly string[] = []): MemoryHeadStore => {
  const kept = [...lines];
  return {
    lines: kept,
    append: async (jws) => {
      kept.push(jws);
    },
    readAll: async function* () {
      yield* kept;
    },
  };
};

export const sealerOf = (
  database: SealerOptions['database'],
  heads: HeadStore,
  changes: Partial<SealerOptions> = {},
): Sealer =>
  createSealer({
    database,
    heads,
    clock,
    signingKey: keys.privateKey,
    publicKey: keys.publicKey,
    keyId: 'audit-1',
    onFault: (error) => {
      throw error;
    },
    ...changes,
  });

export const verifyWith = (
  database: Pick<Database, 'query'>,
  heads: HeadStore,
  changes: Partial<VerificationOptions> = {},
) => verifyLog({ database, heads, publicKey: keys.publicKey, clock, ...changes });
