import { loosenText } from './loosen-text.ts';
import type { PersonMention } from './person-mention.ts';

/**
 * The strings a mention is stored under, and by which its candidates are found (R20): any two mentions that
 * `resolvePerson` can link share at least one.
 *
 * `id:` the hash of a checked national id. `digits:` the id and its one-digit deletions, for a mistyped one.
 * `born:` municipality, birth date and one name, so that swapped names and a changed family name still meet;
 * a name stands as its letters, sorted and each once, so that one with a slip of the pen does too.
 */
export function blockKeys(mention: PersonMention): string[] {
  const keys = new Set<string>();
  if (mention.nationalIdHash !== null) {
    keys.add(`id:${mention.nationalIdHash}`);
    keys.add(`digits:${mention.nationalIdHash}`);
  }
  for (const hash of mention.nationalIdDeletionHashes) keys.add(`digits:${hash}`);
  if (mention.birthDate !== null) {
    for (const name of [mention.givenName, mention.familyName]) {
      const letters = [...new Set(loosenText(name ?? ''))].sort().join('').trim();
      if (letters !== '') keys.add(`born:${mention.municipality}:${mention.birthDate}:${letters}`);
    }
  }
  return [...keys];
}
