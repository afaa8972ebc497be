import type { AddressKey } from './address-key.ts';

/** How two addresses compare. A building is the same street and number with the flat unknown on a side. */
export type AddressComparison = 'SAME' | 'SAME_BUILDING' | 'DIFFERENT' | 'UNKNOWN';

/**
 * Compares two address keys (DOMAIN 3.2). Two flats named and different are two addresses; one flat not named
 * is no contradiction, because sources leave it out.
 */
export function compareAddresses(left: AddressKey | null, right: AddressKey | null): AddressComparison {
  if (left === null || right === null) return 'UNKNOWN';
  if (left.street !== right.street || left.number !== right.number) return 'DIFFERENT';
  if (left.flat === right.flat) return 'SAME';
  return left.flat === null || right.flat === null ? 'SAME_BUILDING' : 'DIFFERENT';
}
