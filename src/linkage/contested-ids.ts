import { compareMentions, type MentionComparison } from './compare-mentions.ts';
import { addressLevels, birthLevels, nameLevels, UNKNOWN } from './levels.ts';
import type { PreparedMention } from './mention.ts';
import type { Vocabulary } from './vocabulary.ts';

/** More mentions of one id than this are no person: a placeholder, or a column that is no id. */
const mostOfOnePerson = 50;

const otherName = nameLevels.indexOf('TWO_NAMES');
const poorAddress = addressLevels.indexOf('SOME');
const otherBirth = birthLevels.indexOf('DIFFERENT');

/**
 * Ids that stand on two people: two mentions have it whose given names differ and, besides, their family names or birth
 * dates. Such an id links nobody: both are kept, and told of.
 */
export const contestedIds = (
  mentions: readonly PreparedMention[],
  vocabulary: Vocabulary,
  hasHouseholds: boolean,
): ReadonlySet<string> => {
  const first = new Map<string, PreparedMention>();
  const several = new Map<string, PreparedMention[]>();
  for (const mention of mentions) {
    if (mention.id === null) continue;
    const before = first.get(mention.id.key);
    if (before === undefined) first.set(mention.id.key, mention);
    else {
      const same = several.get(mention.id.key) ?? [before];
      same.push(mention);
      several.set(mention.id.key, same);
    }
  }
  const contested = new Set<string>();
  for (const [key, same] of several) {
    if (same.length > mostOfOnePerson || haveTwoPeople(same, vocabulary, hasHouseholds)) contested.add(key);
  }
  return contested;
};

const haveTwoPeople = (
  same: readonly PreparedMention[],
  vocabulary: Vocabulary,
  hasHouseholds: boolean,
): boolean =>
  same.some((left, place) =>
    same
      .slice(place + 1)
      .some((right) => areTwoPeople(compareMentions(left, right, vocabulary), hasHouseholds)),
  );

/**
 * Whether one id stands on two people: where two things of a person speak against it, for one may have been mistyped. An equal
 * address excuses them only where nobody lives with anybody: in a household it is how a clerk comes to write one's id to another.
 */
export const areTwoPeople = (
  { given, family, birth, address }: MentionComparison,
  hasHouseholds: boolean,
): boolean => {
  const differing = Number(given >= otherName) + Number(family >= otherName) + Number(birth === otherBirth);
  if (differing < 2) return false;
  return hasHouseholds || address === UNKNOWN || address >= poorAddress;
};
