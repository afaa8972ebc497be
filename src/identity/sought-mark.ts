import { createHmac } from 'node:crypto';
import { foldText } from './fold-text.ts';
import { nationalIdHashes } from './national-id.ts';
import type { PersonMention } from './person-mention.ts';

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
const nationalIdMark = (nationalIdHash: string): string => `ID ${nationalIdHash}`;

/** What stands for a full name with a birth date: keyed, so that nobody can try names against the log. */
const nameMark = (
  { givenName, familyName, birthDate }: Pick<SoughtTerms, 'givenName' | 'familyName' | 'birthDate'>,
  hashingKey: Uint8Array,
): string | null => {
  if (!givenName || !familyName || !birthDate) return null;
  const named = JSON.stringify(['sought', foldText(givenName), foldText(familyName), birthDate]);
  return `NAME ${createHmac('sha256', hashingKey).update(named).digest('base64url')}`;
};

/** Whether a mark stands for a name and birth date, which namesakes share. */
export const isNameMark = (mark: string): boolean => mark.startsWith('NAME ');

/** The key under which a general line keeps the mark of its name, so that what a matter seals is found by it: none where it has no full one. */
export const nameMarkKeys = (
  mention: Pick<PersonMention, 'givenName' | 'familyName' | 'birthDate'>,
  hashingKey: Uint8Array,
): readonly string[] => {
  const name = nameMark(mention, hashingKey);
  return name === null ? [] : [`mark:${name}`];
};

/** The marks of somebody whom a register names: by the id where it is checked, and by name and birth date where both stand. */
export const marksOf = (
  mention: Pick<PersonMention, 'nationalIdHash' | 'givenName' | 'familyName' | 'birthDate'>,
  hashingKey: Uint8Array,
): readonly string[] => {
  const name = nameMark(mention, hashingKey);
  return [
    ...(mention.nationalIdHash === null ? [] : [nationalIdMark(mention.nationalIdHash)]),
    ...(name === null ? [] : [name]),
  ];
};

/**
 * The marks of what was looked for, from the arguments alone: no row is read for them, so that they are the same for
 * whoever exists, is protected, or does not exist (R16).
 */
export const soughtMarks = (terms: SoughtTerms, hashingKey: Uint8Array): readonly string[] => {
  const { nationalIdHash } = nationalIdHashes(terms.nationalId, hashingKey);
  return marksOf({ ...terms, nationalIdHash }, hashingKey);
};
