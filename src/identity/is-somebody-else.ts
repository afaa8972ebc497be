import { comparePersons } from './compare-persons.ts';
import type { PersonMention } from './person-mention.ts';

/**
 * Whether a source's line now names another person than it did. A register whose lines are numbered gives each a new number
 * when one is put in between, and a correction can replace a wrong id: a link that stood by then would hand one person's data
 * to another (R20). Equal checked ids are the same person whatever changed; a name that changed with the birth date held is
 * the same one as long as the given name agrees.
 */
export function isSomebodyElse(before: PersonMention, after: PersonMention): boolean {
  const { nationalId, givenName, birthDate } = comparePersons(before, after);
  if (nationalId === 'SAME') return false;
  return nationalId === 'DIFFERENT' || birthDate === 'DIFFERENT' || givenName === 'DIFFERENT';
}
