import { addressKey } from '../../src/identity/address-key.ts';
import { nationalIdHashes } from '../../src/identity/national-id.ts';
import type { LinkedMention, PersonMention } from '../../src/identity/person-mention.ts';

export const KEY = new Uint8Array(32).fill(7);

const hashesOf = new Map<string, ReturnType<typeof nationalIdHashes>>();

type Told = Partial<PersonMention> & { nationalId?: string };

/** A mention that says as little as possible but for what a test tells it. */
export function makeMention({ nationalId, ...told }: Told = {}): PersonMention {
  return {
    source: 'housing',
    localId: '1',
    unit: 'contract 1',
    givenName: 'Dragan',
    familyName: 'Đukić',
    birthDate: '1960-03-14',
    ...hashOnce(nationalId ?? ''),
    address: addressKey('Polimska 4'),
    municipality: 'berane',
    ...told,
  };
}

/** The same as another source's mention, linked to `person`. */
export function makeLinked(person: string, told: Told = {}): LinkedMention {
  return {
    ...makeMention({ source: 'centre', localId: `case of ${person}`, unit: `case of ${person}`, ...told }),
    person,
  };
}

/** Property tests ask for the same few ids thousands of times. */
function hashOnce(nationalId: string) {
  const hashes = hashesOf.get(nationalId) ?? nationalIdHashes(nationalId, KEY);
  hashesOf.set(nationalId, hashes);
  return hashes;
}

/** A JMBG with its right control digit, from twelve digits. */
export function jmbg(twelve: string): string {
  const weights = [7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2];
  const total = weights.reduce((sum, weight, index) => sum + weight * Number(twelve[index]), 0);
  const remainder = 11 - (total % 11);
  return `${twelve}${remainder > 9 ? 0 : remainder}`;
}
