import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type FileHeadStore, openFileHeadStore } from '../audit/head-store.ts';
import { type Verification, verifyLog } from '../audit/verify-log.ts';
import type { Core } from '../server/open-core.ts';

/** What the verification of the log says, and whether heads outside the database vouch for it. */
export interface VerifiedLog {
  readonly verification: Verification;
  readonly headsFile: string;
  readonly hasHeadsFile: boolean;
}

/** Stands for a file of heads that is not there. Opening one would make it, and a verification changes nothing. */
const noHeads: Pick<FileHeadStore, 'append' | 'readAll' | 'close'> = {
  append: async () => undefined,
  readAll: async function* () {},
  close: async () => undefined,
};

/** Recomputes the chain of the log and compares it with the signed heads. Changes nothing. */
export const verifiedLog = async ({ configuration, database, secrets }: Core): Promise<VerifiedLog> => {
  const headsFile = join(configuration.headsDirectory, 'heads.jsonl');
  const hasHeadsFile = existsSync(headsFile);
  const heads = hasHeadsFile ? await openFileHeadStore(headsFile) : noHeads;
  const { d: _private, ...publicKey } = secrets.signing;
  try {
    const clock = (): Date => new Date();
    return {
      verification: await verifyLog({ database, heads, publicKey, clock }),
      headsFile,
      hasHeadsFile,
    };
  } finally {
    await heads.close();
  }
};
