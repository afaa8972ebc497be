import { comparePersons, type PersonComparison } from './compare-persons.ts';
import type { PersonMention } from './person-mention.ts';

/** More mentions under one checked id than this are no person: a number that a system fills in. */
const mostOfOnePerson = 50;

/** One thing may have been mistyped or have changed; two that contradict each other are another person. */
const contradicts = ({ givenName, familyName, birthDate }: PersonComparison): boolean =>
  [givenName, familyName, birthDate].filter((compared) => compared === 'DIFFERENT').length >= 2;

/**
 * Whether the mention's checked id stands on two people: two mentions have it that contradict each other in two of given name,
 * family name and birth date. Such an id says nothing of anybody: both are kept, and nobody is linked by it.
 */
export const hasContestedId = (mention: PersonMention, others: readonly PersonMention[]): boolean => {
  const { nationalIdHash } = mention;
  if (nationalIdHash === null) return false;
  const same = [mention, ...others.filter((other) => other.nationalIdHash === nationalIdHash)];
  if (same.length > mostOfOnePerson) return true;
  return same.some((one, place) =>
    same.slice(place + 1).some((other) => contradicts(comparePersons(one, other))),
  );
};
