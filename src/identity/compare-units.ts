import type { AddressKey } from './address-key.ts';
import { type AddressComparison, compareAddresses } from './compare-addresses.ts';

/** One household as one source has it: a contract with its tenants, a case with its members. */
export interface HouseholdMention {
  readonly source: string;
  /** The contract or case. */
  readonly localId: string;
  readonly municipality: string;
  readonly address: AddressKey | null;
  /** The persons its members were resolved to. */
  readonly persons: readonly string[];
}

/** Why two contracts or cases speak of one household. */
export interface UnitFit {
  readonly reason: 'SAME_ADDRESS' | 'MOVED_TOGETHER';
  readonly membersShared: number;
}

/** Fewer equal members than this at another address may be one listed person who left alone. */
const FEWEST_WHO_MOVE_TOGETHER = 2;

/** Whether a source itself keeps two apart: two units of one source, or two municipalities. Nothing joins them, whoever says so. */
export function areTwoHouseholds(one: HouseholdMention, other: HouseholdMention): boolean {
  // INVARIANT: no household holds two units of one source, or spans municipalities.
  return one.source === other.source || one.municipality !== other.municipality;
}

/**
 * Whether two contracts or cases speak of one household (DOMAIN 3, R20); null where nothing says so.
 *
 * They do in one municipality *at the same address* where they share at least half the members of the smaller of the two, and
 * at least one. The address alone is not enough, several families live at one; one member in common is not enough either, a
 * daughter who married within the house is on two lists. Half of the smaller leaves room for the links that were missed and for
 * members one register does not know. At *another address*, or with none stated, the two must have the very same members, two
 * or more: they moved together. A part of them that lives elsewhere is a household of its own.
 *
 * Two units of one source are never one household: the source keeps them apart and knows why.
 */
export function compareUnits(one: HouseholdMention, other: HouseholdMention): UnitFit | null {
  if (areTwoHouseholds(one, other)) return null;
  const own = new Set(one.persons);
  const theirs = new Set(other.persons);
  const membersShared = [...own].filter((person) => theirs.has(person)).length;
  if (membersShared === 0) return null;
  if (isOneAddress(compareAddresses(one.address, other.address))) {
    const smaller = Math.min(own.size, theirs.size);
    return membersShared * 2 >= smaller ? { reason: 'SAME_ADDRESS', membersShared } : null;
  }
  const areTheSame = membersShared === own.size && membersShared === theirs.size;
  return areTheSame && membersShared >= FEWEST_WHO_MOVE_TOGETHER
    ? { reason: 'MOVED_TOGETHER', membersShared }
    : null;
}

function isOneAddress(comparison: AddressComparison): boolean {
  return comparison === 'SAME' || comparison === 'SAME_BUILDING';
}
