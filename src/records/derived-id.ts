import { createHash } from 'node:crypto';

/** An id in a UUID's form that is derived from what it names: the same parts always give the same, and nothing is stored. */
export const derivedId = (...parts: readonly (string | null)[]): string =>
  createHash('sha256')
    .update(JSON.stringify(parts))
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12}).*$/, '$1-$2-$3-$4-$5');
