import { createHmac } from 'node:crypto';
import { foldText } from './fold-text.ts';
import { nationalIdHashes } from './national-id.ts';

/** By what somebody was looked for, as a look-up's arguments say it. */
export interface SoughtTerms {
  readonly nationalId: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  /** `yyyy-mm-dd`. */
  readonly birthDate: string | null;
}

/** An entity that a look-up named by its id. */
export type SoughtEntity = 'PERSON' | 'HOUSEHOLD' | 'DWELLING';

/** What stands in the log for an entity that was looked for. */
export const entityMark = (entity: SoughtEntity, id: string): string => `${entity} ${id}`;

/** What stands for a checked national id: its keyed hash. */
export const nationalIdMark = (nationalIdHash: string): string => `ID ${nationalIdHash}`;

/** What stands for a full name with a birth date: keyed, so that nobody can try names against the log. */
export const nameMark = (
  { givenName, familyName, birthDate }: Pick<SoughtTerms, 'givenName' | 'familyName' | 'birthDate'>,
  hashingKey: Uint8Array,
): string | null => {
  if (!givenName || !familyName || !birthDate) return null;
  const named = JSON.stringify(['sought', foldText(givenName), foldText(familyName), birthDate]);
  return `NAME ${createHmac('sha256', hashingKey).update(named).digest('base64url')}`;
};

/**
 * The marks of what was looked for, from the arguments alone: no row is read for them, so that they are the same for
 * whoever exists, is protected, or does not exist (R16).
 */
export const soughtMarks = (terms: SoughtTerms, hashingKey: Uint8Array): readonly string[] => {
  const { nationalIdHash } = nationalIdHashes(terms.nationalId, hashingKey);
  const name = nameMark(terms, hashingKey);
  return [
    ...(nationalIdHash === null ? [] : [nationalIdMark(nationalIdHash)]),
    ...(name === null ? [] : [name]),
  ];
};
