import { createHmac } from 'node:crypto';
import type { AddressKey } from './address-key.ts';
import { foldText } from './fold-text.ts';
import { lineSignature } from './line-signature.ts';
import type { PersonMention } from './person-mention.ts';

/** What a contract or case names, or what an observation does. */
export interface SignedUnit {
  readonly headName: string | null;
  readonly address: AddressKey | null;
}

/**
 * What a unit says of whose household it is, keyed: by it the same people are known again under another number of their register.
 *
 * @param persons its lines; of an observation there are none, and its head and address stand for them.
 */
export const unitSignature = (
  { headName, address }: SignedUnit,
  persons: readonly PersonMention[],
  hashingKey: Uint8Array,
): string => {
  const said =
    headName === null
      ? ['unit', ...persons.map((person) => lineSignature(person, hashingKey)).sort()]
      : ['observation', foldText(headName), address && [address.street, address.number, address.flat]];
  return createHmac('sha256', hashingKey).update(JSON.stringify(said)).digest('base64url');
};
