import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { samples } from './open-hub.ts';

/** A named figure of the samples, as the Centre's file has them. */
export interface Figure {
  readonly localId: string;
  readonly givenName: string;
  readonly familyName: string;
  readonly nationalId: string;
  readonly birthDate: string;
}

/** Finds a figure of `samples/README.md` by its local id in the Centre's file. */
export const figure = (localId: string): Figure => {
  for (const line of readFileSync(join(samples, 'centre.ndjson'), 'utf8').trim().split('\n')) {
    const members = (JSON.parse(line) as { members: Figure[] }).members;
    const found = members.find((member) => member.localId === localId);
    if (found) return found;
  }
  throw new Error(`no figure ${localId} in the samples`);
};

export const ana = figure('CSR-00001/000001');
export const rifat = figure('CSR-00001/000002');
export const marko = figure('CSR-00002/000004');
