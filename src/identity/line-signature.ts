import { createHmac } from 'node:crypto';
import { foldText } from './fold-text.ts';
import type { PersonMention } from './person-mention.ts';

const folded = (text: string | null): string | null => (text === null ? null : foldText(text));

/**
 * What a line calls somebody, keyed so that nobody can try names against it: names, birth date and checked id. By it a line is
 * known again under another number of its register.
 *
 * @param hashingKey the key of this installation.
 */
export const lineSignature = (
  { givenName, familyName, birthDate, nationalIdHash }: PersonMention,
  hashingKey: Uint8Array,
): string =>
  createHmac('sha256', hashingKey)
    .update(JSON.stringify(['line', folded(givenName), folded(familyName), birthDate, nationalIdHash]))
    .digest('base64url');
