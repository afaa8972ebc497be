import { openAsBlob } from 'node:fs';
import { inject } from 'vitest';
import type { DatabaseLocation } from '../../src/store/database.ts';

/** A store in memory: empty, with its tables, or with the samples loaded. */
export const memoryStore = async (content: 'empty' | 'samples' = 'empty'): Promise<DatabaseLocation> => ({
  kind: 'PGLITE',
  directory: null,
  image: await openAsBlob(inject('images')[content]),
});
