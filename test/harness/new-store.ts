import { cpSync, existsSync } from 'node:fs';
import { inject } from 'vitest';

/**
 * Puts an empty store with its tables where there is none yet: a new cluster takes seconds, a copy of one a tenth of a second.
 *
 * @param directory of the store itself; a hub keeps it in `store` of its data.
 */
export const placeNewStore = (directory: string): void => {
  if (!existsSync(directory)) cpSync(inject('images').empty, directory, { recursive: true });
};
