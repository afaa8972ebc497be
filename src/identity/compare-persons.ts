import { type AddressComparison, compareAddresses } from './compare-addresses.ts';
import { type BirthDateComparison, compareBirthDates } from './compare-birth-dates.ts';
import { compareNames, type NameComparison } from './compare-names.ts';
import type { PersonMention } from './person-mention.ts';

/**
 * How two national ids compare. `ONE_DIGIT`: at least one did not pass its check and they are a digit apart.
 * `FAR`: at least one did not pass, and they are further apart than that.
 */
export type NationalIdComparison = 'SAME' | 'ONE_DIGIT' | 'FAR' | 'DIFFERENT' | 'UNKNOWN';

/** What was compared and how it came out: words only, no values and no hashes, so it may be kept as evidence. */
export interface PersonComparison {
  readonly nationalId: NationalIdComparison;
  readonly givenName: NameComparison;
  readonly familyName: NameComparison;
  /** Given and family name stood in each other's place. */
  readonly namesSwapped: boolean;
  readonly birthDate: BirthDateComparison;
  readonly address: AddressComparison;
  readonly sameMunicipality: boolean;
  readonly sameSource: boolean;
}

const CLOSENESS: Readonly<Record<NameComparison, number>> = {
  SAME: 5,
  SLIP: 4,
  PART: 3,
  NEAR: 2,
  UNKNOWN: 1,
  DIFFERENT: 0,
};

/** Compares two mentions, part by part (R20's evidence). Symmetric. */
export function comparePersons(left: PersonMention, right: PersonMention): PersonComparison {
  return {
    nationalId: compareNationalIds(left, right),
    ...compareFullNames(left, right),
    birthDate: compareBirthDates(left.birthDate, right.birthDate),
    address: compareAddresses(left.address, right.address),
    sameMunicipality: left.municipality === right.municipality,
    sameSource: left.source === right.source,
  };
}

function compareNationalIds(left: PersonMention, right: PersonMention): NationalIdComparison {
  if (left.nationalIdHash !== null && right.nationalIdHash !== null) {
    // INVARIANT: two checked ids are one person's only when they are equal; no likeness bridges them. A single
    // mistyped digit breaks the control digit, so a checked id is not a mistyped one.
    return left.nationalIdHash === right.nationalIdHash ? 'SAME' : 'DIFFERENT';
  }
  const leftHashes = hashesOf(left);
  const rightHashes = hashesOf(right);
  if (leftHashes.length === 0 || rightHashes.length === 0) return 'UNKNOWN';
  const known = new Set(leftHashes);
  return rightHashes.some((hash) => known.has(hash)) ? 'ONE_DIGIT' : 'FAR';
}

function hashesOf(mention: PersonMention): readonly string[] {
  return mention.nationalIdHash === null
    ? mention.nationalIdDeletionHashes
    : [mention.nationalIdHash, ...mention.nationalIdDeletionHashes];
}

type FullNameComparison = Pick<PersonComparison, 'givenName' | 'familyName' | 'namesSwapped'>;

/** Straight unless crossed over fits better: rows with given and family name swapped are common in exports. */
function compareFullNames(left: PersonMention, right: PersonMention): FullNameComparison {
  const straight = {
    givenName: compareNames(left.givenName, right.givenName),
    familyName: compareNames(left.familyName, right.familyName),
    namesSwapped: false,
  };
  const crossed = [
    compareNames(left.givenName, right.familyName),
    compareNames(left.familyName, right.givenName),
  ] as const;
  if (Math.min(...crossed.map(closeness)) < CLOSENESS.NEAR) return straight;
  const better = sum(crossed) > sum([straight.givenName, straight.familyName]);
  if (!better) return straight;
  // Which of the two stands for the given name cannot be known. The less alike is taken for it, because the
  // given name is what keeps twins apart; and sorting makes the comparison symmetric.
  const [givenName, familyName] =
    closeness(crossed[0]) <= closeness(crossed[1]) ? crossed : [crossed[1], crossed[0]];
  return { givenName, familyName, namesSwapped: true };
}

function closeness(comparison: NameComparison): number {
  return CLOSENESS[comparison];
}

function sum(comparisons: readonly NameComparison[]): number {
  return comparisons.reduce((total, comparison) => total + CLOSENESS[comparison], 0);
}
