import { createHmac } from 'node:crypto';

/** The cards that a clerk can hold in hand. */
export const cardKinds = ['IDENTITY_CARD', 'PASSPORT'] as const;
export type CardKind = (typeof cardKinds)[number];

const separators = /[\s\-/.]+/gu;
/** Cards of the countries that the hub serves have eight or nine signs; nothing shorter tells one from another. */
const cardForm = /^(?=.*\d)[A-Z0-9]{5,15}$/;

/** A card's number as it is written on any of its copies: no separators, large letters. */
export const compactCardNumber = (number: string): string =>
  number.normalize('NFKC').replace(separators, '').toUpperCase();

/**
 * What is kept of a card: a keyed hash, so that which card was shown can be proven by who holds it, and is read by nobody.
 *
 * @returns null where the number is none.
 * INVARIANT: the number goes no further than this call.
 */
export const hashCard = (kind: CardKind, number: string, hashingKey: Uint8Array): string | null => {
  const compact = compactCardNumber(number);
  if (!cardForm.test(compact)) return null;
  return createHmac('sha256', hashingKey)
    .update(JSON.stringify(['card', kind, compact]))
    .digest('base64url');
};
