import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { type FileHeadStore, openFileHeadStore } from '../audit/head-store.ts';
import type { Configuration } from './configuration.ts';
import { runsCore } from './runs-core.ts';

const neverSealed = (): never => {
  throw new Error('a part of the graph seals no log');
};

const noHeads: FileHeadStore = {
  append: neverSealed,
  readAll: neverSealed,
  close: async () => undefined,
};

/** Where the log's signed heads are kept: by the core alone, because one process seals the log. */
export const openHeads = async (
  configuration: Pick<Configuration, 'headsDirectory' | 'only'>,
): Promise<FileHeadStore> => {
  if (!runsCore(configuration)) return noHeads;
  mkdirSync(configuration.headsDirectory, { recursive: true, mode: 0o700 });
  return await openFileHeadStore(join(configuration.headsDirectory, 'heads.jsonl'));
};
