import type { Adapter } from '../src/domain/adapter.ts';
import { centreAdapter } from './centre/adapter.ts';
import { communityAdapter } from './community/adapter.ts';
import { housingAdapter } from './housing/adapter.ts';

/** Every adapter of this hub. `npm run hub -- adapter new NAME` adds a line to both lists of this file. */
export const adapters: readonly Adapter[] = [centreAdapter, communityAdapter, housingAdapter];
