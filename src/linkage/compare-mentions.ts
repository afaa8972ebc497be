import { compareIds } from './comparable-id.ts';
import { compareAddressWords } from './compare-address-words.ts';
import { compareBirths } from './compare-births.ts';
import { compareNameForms } from './compare-name-forms.ts';
import { addressLevels, birthLevels, idLevels, type NameLevel, nameLevels, UNKNOWN } from './levels.ts';
import type { PreparedMention } from './mention.ts';
import type { NameForm, Vocabulary } from './vocabulary.ts';

/**
 * How two mentions compare: for each field the place of its level in `fieldLevels`, or `UNKNOWN`, and how common what they
 * have in common is. Numbers, because a register makes millions of these.
 */
export interface MentionComparison {
  readonly sameSource: boolean;
  readonly given: number;
  readonly family: number;
  readonly order: number;
  readonly birth: number;
  readonly id: number;
  readonly address: number;
  /** What the more common of the two values says, in bits; 0 where there is none. */
  readonly givenBits: number;
  readonly familyBits: number;
  readonly birthBits: number;
  readonly addressBits: number;
}

const placeOfName = Object.fromEntries(nameLevels.map((level, place) => [level, place])) as Record<
  NameLevel,
  number
>;
const placeOf = <Level extends string>(levels: readonly Level[], level: Level | null): number =>
  level === null ? UNKNOWN : levels.indexOf(level);

/** Names crossed over are believed only where both parts fit so well, or one does and nothing fits as it stands. */
const worstCrossed = placeOfName.NEAR;
/** What a name not stated counts for, when the order that fits better is looked for. */
const placeOfUnknown = placeOfName.TWO_NAMES;

/** Compares all but the address, which is dear and often not needed. */
export const compareWithoutAddress = (
  left: PreparedMention,
  right: PreparedMention,
  vocabulary: Vocabulary,
): MentionComparison => {
  const { birth } = left;
  const { birth: otherBirth } = right;
  const birthLevel =
    birth === null || otherBirth === null
      ? UNKNOWN
      : birth === otherBirth
        ? 0
        : vocabulary.levels.birth.level(birth.number, otherBirth.number, () =>
            placeOf(birthLevels, compareBirths(birth.date, otherBirth.date)),
          );
  const names = compareFullNames(left, right, vocabulary);
  return {
    sameSource: left.source === right.source,
    given: names.given,
    family: names.family,
    order: names.order,
    birth: birthLevel,
    id: left.id === null || right.id === null ? UNKNOWN : placeOf(idLevels, compareIds(left.id, right.id)),
    address: UNKNOWN,
    givenBits: names.givenBits,
    familyBits: names.familyBits,
    birthBits: birthLevel === 0 ? (birth?.bits ?? 0) : 0,
    addressBits: 0,
  };
};

/** The same comparison with the addresses compared as well. */
export const withAddress = (
  comparison: MentionComparison,
  left: PreparedMention,
  right: PreparedMention,
): MentionComparison => {
  const address = compareAddressWords(left.address, right.address);
  if (address === null) return comparison;
  return {
    ...comparison,
    address: placeOf(addressLevels, address.level),
    addressBits: address.bits,
  };
};

/** Compares two mentions, field by field. Symmetric. */
export const compareMentions = (
  left: PreparedMention,
  right: PreparedMention,
  vocabulary: Vocabulary,
): MentionComparison => withAddress(compareWithoutAddress(left, right, vocabulary), left, right);

type Names = Pick<MentionComparison, 'given' | 'family' | 'order' | 'givenBits' | 'familyBits'>;

/** Straight unless crossed over fits better: rows with given and family name swapped are common in exports. */
const compareFullNames = (left: PreparedMention, right: PreparedMention, vocabulary: Vocabulary): Names => {
  const given = levelOf(left.given, right.given, 'given', vocabulary);
  const family = levelOf(left.family, right.family, 'family', vocabulary);
  const straight = {
    given,
    family,
    order: given === UNKNOWN && family === UNKNOWN ? UNKNOWN : 0,
    givenBits: bitsOf(left.given, right.given, 'given'),
    familyBits: bitsOf(left.family, right.family, 'family'),
  };
  if (given === 0 || family === 0) return straight;
  const crossed = [
    levelOf(left.given, right.family, 'given', vocabulary),
    levelOf(left.family, right.given, 'given', vocabulary),
  ] as const;
  const [one, other] = [badness(crossed[0]), badness(crossed[1])];
  const areBothOther = badness(given) >= placeOfUnknown && badness(family) >= placeOfUnknown;
  const better = Math.min(one, other);
  if (better > worstCrossed || (!areBothOther && Math.max(crossed[0], crossed[1]) > worstCrossed))
    return straight;
  if (one + other >= badness(given) + badness(family)) return straight;
  // Which of the two is the given name cannot be known. The less alike is taken for it, because the given name is what keeps
  // twins apart; and so the comparison is symmetric.
  const ofCommon = (name: NameForm | null, another: NameForm | null) =>
    Math.min(bitsOf(name, another, 'given'), bitsOf(name, another, 'family'));
  const bits = [ofCommon(left.given, right.family), ofCommon(left.family, right.given)] as const;
  const [first, second] =
    one > other || (one === other && bits[0] <= bits[1]) ? ([0, 1] as const) : ([1, 0] as const);
  return {
    given: crossed[first],
    family: crossed[second],
    order: 1,
    givenBits: bits[first],
    familyBits: bits[second],
  };
};

const badness = (level: number): number => (level === UNKNOWN ? placeOfUnknown : level);

const levelOf = (
  left: NameForm | null,
  right: NameForm | null,
  role: 'given' | 'family',
  { levels }: Vocabulary,
): number => {
  if (left === null || right === null) return UNKNOWN;
  if (left === right) return 0;
  return levels[role].level(
    left.number,
    right.number,
    () => placeOfName[compareNameForms(left, right, role)],
  );
};

const bitsOf = (left: NameForm | null, right: NameForm | null, role: 'given' | 'family'): number =>
  left === null || right === null ? 0 : Math.min(left[role].bits, right[role].bits);
