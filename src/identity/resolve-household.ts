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

/** A household mention that is linked already. */
export interface LinkedHouseholdMention extends HouseholdMention {
  readonly household: string;
}

/** Why a mention joined a household or not: counts and words, nobody's id. */
export interface HouseholdEvidence {
  readonly reason: 'SAME_ADDRESS' | 'MOVED_TOGETHER' | 'NO_HOUSEHOLD_FITS' | 'SEVERAL_FIT';
  readonly membersShared: number;
  readonly householdsFitting: number;
}

/** The household a mention belongs to, or that it is a new one. */
export type HouseholdLink =
  | { outcome: 'JOINED'; household: string; evidence: HouseholdEvidence }
  | { outcome: 'NEW'; evidence: HouseholdEvidence };

/** Fewer equal members than this at another address may be one listed person who left alone. */
const FEWEST_WHO_MOVE_TOGETHER = 2;

interface Standing {
  readonly household: string;
  readonly membersShared: number;
  readonly reason: 'SAME_ADDRESS' | 'MOVED_TOGETHER' | 'NO_HOUSEHOLD_FITS';
}

/**
 * Decides which household a contract or case is (DOMAIN 3, R20).
 *
 * It joins one of its own municipality *at the same address* with which it shares at least half the members of
 * the smaller of the two, and at least one. The address alone is not enough, several families live at one; one
 * member in common is not enough either, a daughter who married within the house is on two lists. Half of the
 * smaller leaves room for the links that were missed and for members one register does not know.
 * At *another address*, or with none stated, the two must have the very same members, two or more: they moved
 * together. A part of them that lives elsewhere is a household of its own.
 *
 * Two units of one source are never one household: the source keeps them apart and knows why. `candidates`
 * must hold every mention of each household in it; ones with this mention's own source and id are ignored.
 */
export function resolveHousehold(
  mention: HouseholdMention,
  candidates: readonly LinkedHouseholdMention[],
): HouseholdLink {
  const others = candidates.filter(
    ({ source, localId }) => source !== mention.source || localId !== mention.localId,
  );
  const fitting = [...new Set(others.map(({ household }) => household))]
    .map((household) =>
      standingOf(
        mention,
        household,
        others.filter((candidate) => candidate.household === household),
      ),
    )
    .filter(({ reason }) => reason !== 'NO_HOUSEHOLD_FITS');
  const most = Math.max(0, ...fitting.map(({ membersShared }) => membersShared));
  const [best, ...asGood] = fitting.filter(({ membersShared }) => membersShared === most);
  const householdsFitting = fitting.length;

  if (best === undefined) {
    return { outcome: 'NEW', evidence: { reason: 'NO_HOUSEHOLD_FITS', membersShared: 0, householdsFitting } };
  }
  if (asGood.length > 0) {
    return { outcome: 'NEW', evidence: { reason: 'SEVERAL_FIT', membersShared: most, householdsFitting } };
  }
  const { household, reason, membersShared } = best;
  return { outcome: 'JOINED', household, evidence: { reason, membersShared, householdsFitting } };
}

function standingOf(
  mention: HouseholdMention,
  household: string,
  mentions: readonly LinkedHouseholdMention[],
): Standing {
  const nothing: Standing = { household, membersShared: 0, reason: 'NO_HOUSEHOLD_FITS' };
  // INVARIANT: no household holds two units of one source, or spans municipalities.
  const forbidden = mentions.some(
    ({ source, municipality }) => source === mention.source || municipality !== mention.municipality,
  );
  if (forbidden) return nothing;
  const standings = mentions.map((candidate): Standing => {
    const own = new Set(mention.persons);
    const theirs = new Set(candidate.persons);
    const membersShared = [...own].filter((person) => theirs.has(person)).length;
    if (membersShared === 0) return nothing;
    if (isOneAddress(compareAddresses(mention.address, candidate.address))) {
      const smaller = Math.min(own.size, theirs.size);
      return membersShared * 2 >= smaller ? { household, membersShared, reason: 'SAME_ADDRESS' } : nothing;
    }
    const sameMembers = membersShared === own.size && membersShared === theirs.size;
    return sameMembers && membersShared >= FEWEST_WHO_MOVE_TOGETHER
      ? { household, membersShared, reason: 'MOVED_TOGETHER' }
      : nothing;
  });
  return standings.reduce(
    (best, standing) => (standing.membersShared > best.membersShared ? standing : best),
    nothing,
  );
}

function isOneAddress(comparison: AddressComparison): boolean {
  return comparison === 'SAME' || comparison === 'SAME_BUILDING';
}
