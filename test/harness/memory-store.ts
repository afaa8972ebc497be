import { inject } from 'vitest';
import type { DatabaseLocation } from '../../src/store/database.ts';
import { storeInMemory } from './store-in-memory.ts';

/** A store in memory: empty, with its tables, or with the samples loaded. */
export const memoryStore = (content: 'empty' | 'samples' = 'empty'): DatabaseLocation =>
  storeInMemory(inject('images')[content]);
