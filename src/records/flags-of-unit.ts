import type { Source } from '../domain/agency.ts';
import type { UnitDraft } from '../domain/record-draft.ts';
import { marksOf } from '../identity/sought-mark.ts';
import type { ProtectiveFlag } from '../store/protective-flag-store.ts';
import type { CheckedPersons } from './checked-persons.ts';

/** By what a protected person is known: a look-up of them leaves the same in the log (R16). */
export const flagsOfUnit = (
  source: Source,
  unit: UnitDraft,
  name: string,
  persons: CheckedPersons,
  key: Uint8Array,
): readonly ProtectiveFlag[] =>
  persons.mentions
    .filter(({ localId }) => unit.protects.includes(localId))
    .flatMap((mention) =>
      marksOf(mention, key).map((mark) => ({
        source: source.id,
        unit: name,
        compartment: unit.compartment,
        controller: source.controller,
        mark,
        nationalId: mention.nationalIdHash,
      })),
    );
