import type { Source } from '../domain/agency.ts';
import type { Problem, UnitDraft } from '../domain/record-draft.ts';
import { addressKey } from '../identity/address-key.ts';
import { checkNationalId, nationalIdHashes } from '../identity/national-id.ts';
import type { PersonMention } from '../identity/person-mention.ts';

/** What a clerk reads of an id that did not pass. */
const sentences: Readonly<Record<string, string>> = {
  NOT_DIGITS: 'A national id is made of digits.',
  LENGTH: 'A national id has 13 or 11 digits.',
  JMBG_CHECK_FAILED: 'This is not a valid JMBG: its date or its check digit is wrong.',
  PESEL_AND_ASMENS_CHECK_FAILED: 'This is neither a valid PESEL nor a valid asmens kodas.',
};

/** The persons of a unit with their ids checked, hashed and dropped. */
export interface CheckedPersons {
  readonly mentions: readonly PersonMention[];
  /** Local ids of those whose national id passed its check. */
  readonly checked: ReadonlySet<string>;
  readonly problems: readonly Problem[];
  /** What stands for the persons in the unit's content hash: no clear id. */
  readonly fingerprints: readonly (readonly (string | null)[])[];
}

/**
 * Checks each person's national id. One that does not pass is quarantined and the record is loaded without it.
 * INVARIANT: the clear id ends here; what goes on is its keyed hash and those of its one-digit deletions.
 */
export const checkPersons = (
  source: Source,
  unit: UnitDraft,
  municipality: string,
  hashingKey: Uint8Array,
): CheckedPersons => {
  const problems: Problem[] = [];
  const checked = new Set<string>();
  const address = unit.address === null ? null : addressKey(unit.address, unit.flat);
  const mentions = unit.persons.map((person): PersonMention => {
    const hashes = nationalIdHashes(person.nationalId?.value, hashingKey);
    if (person.nationalId) {
      const check = checkNationalId(person.nationalId.value);
      if (check.ok) checked.add(person.localId);
      else
        problems.push({
          row: person.nationalId.row,
          column: person.nationalId.column,
          reason: sentences[check.reason] ?? 'This national id does not pass its check.',
        });
    }
    return {
      source: source.id,
      localId: person.localId,
      unit: unit.localId,
      givenName: person.givenName,
      familyName: person.familyName,
      birthDate: person.birthDate,
      nationalIdHash: hashes.nationalIdHash,
      nationalIdDeletionHashes: hashes.nationalIdDeletionHashes,
      address,
      municipality,
    };
  });
  const fingerprints = mentions.map((mention) => [
    mention.localId,
    mention.givenName,
    mention.familyName,
    mention.birthDate,
    mention.nationalIdHash ?? mention.nationalIdDeletionHashes[0] ?? null,
  ]);
  return { mentions, checked, problems, fingerprints };
};
