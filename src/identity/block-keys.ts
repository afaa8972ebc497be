import type { AddressKey } from './address-key.ts';
import { dayAndMonth } from './day-and-month.ts';
import { loosenText } from './loosen-text.ts';
import type { PersonMention } from './person-mention.ts';

/**
 * The strings a mention is stored under, and by which its candidates are found (R20). Any two mentions that `resolvePerson` can
 * link share a sure key; those whom weights alone can link share a loose one as well, as far as it is not crowded.
 *
 * Whoever changes what a key is made of lets every source be sent anew: stored mentions keep the keys that they have.
 */
export function blockKeys(mention: PersonMention): string[] {
  const keys = new Set<string>();
  if (mention.nationalIdHash !== null) {
    keys.add(`id:${mention.nationalIdHash}`);
    keys.add(`digits:${mention.nationalIdHash}`);
  }
  for (const hash of mention.nationalIdDeletionHashes) keys.add(`digits:${hash}`);
  for (const key of [...bornKeys(mention), ...looseKeys(mention)]) keys.add(key);
  return [...keys];
}

/**
 * `born:` municipality, birth date and one name, so that swapped names and a changed family name still meet. `id:` is the hash of
 * a checked national id, `digits:` the id and its one-digit deletions, for a mistyped one.
 */
export function bornKeys(mention: BornPerson): string[] {
  const { municipality, birthDate, givenName, familyName } = mention;
  if (birthDate === null) return [];
  return [givenName, familyName]
    .map(lettersOf)
    .filter((letters) => letters !== '')
    .map((letters) => `born:${municipality}:${birthDate}:${letters}`);
}

type BornPerson = Pick<PersonMention, 'municipality' | 'birthDate' | 'givenName' | 'familyName'>;

/** What loose keys begin with. */
export const loosePrefix = 'near:';

/**
 * A loose key of more lines than this leads to nobody: of so many who share a common name in a large town none is told apart by
 * it, and fetching them all would cost a push its time. What is surer still finds them.
 */
export const mostUnderLooseKey = 32;

/**
 * For a birth date with a slip or none, and for two names with slips: both names, whichever comes first; at one house a given
 * name; at one house a day and month, the same where they are changed over. Three, because each costs its line of an index.
 */
function looseKeys({ municipality, birthDate, givenName, familyName, address }: PersonMention): string[] {
  const [given, family] = [lettersOf(givenName), lettersOf(familyName)];
  const keys: string[] = [];
  if (given !== '' && family !== '')
    keys.push(`${loosePrefix}${municipality}:${[given, family].sort().join(' ')}`);
  if (address === null) return keys;
  const house = `${loosePrefix}${municipality}:${houseOf(address)}`;
  if (given !== '') keys.push(`${house}:${given}`);
  if (birthDate !== null) keys.push(`${house}:${dayAndMonth(birthDate)}`);
  return keys;
}

/** Longer texts are cut: an entry of an index has its limits, and beyond it there is no name but an accident of the file. */
const longest = 100;

/** A name's letters, sorted and each once, so that one with a slip of the pen is the same. */
function lettersOf(name: string | null): string {
  return [...new Set(loosenText((name ?? '').slice(0, longest)))].sort().join('').trim();
}

/** Without the flat, which half the registers leave out. */
function houseOf({ street, number }: AddressKey): string {
  return `${street.slice(0, longest)} ${number.slice(0, longest)}`;
}
