import { general } from '../domain/compartment.ts';
import type { Problem, UnitDraft } from '../domain/record-draft.ts';
import { isEnd } from '../domain/unit-end.ts';
import type { IntakeFinding } from '../store/intake-finding-store.ts';
import type { Outcome, TakenUnit, UnitReceipt } from './accept-units.ts';

/** What came whole, newly or again; a late version and one that contradicts the held one change nothing. */
const held: readonly Outcome[] = ['CREATED', 'UPDATED', 'UNCHANGED'];

/** How many problems each column has, places in lists taken together: `members[2].birthDate` is `members[].birthDate`. */
const byColumn = (problems: readonly Problem[]): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const { column } of problems) {
    const name = column.replaceAll(/\[\d+\]/g, '[]');
    counts[name] = (counts[name] ?? 0) + 1;
  }
  return counts;
};

/**
 * What is kept of a round's units for the quality of their register: of each whether it is for everybody or for its own source
 * alone, so that nobody's protection shows in it (R11); of what a matter seals nothing.
 *
 * @param receipts one for each unit, in their order.
 */
export const findingsOf = (
  units: readonly UnitDraft[],
  receipts: readonly UnitReceipt[],
  accepted: readonly TakenUnit[],
): readonly IntakeFinding[] => {
  const taken = new Map(accepted.map((each) => [each.unit, each]));
  return units.flatMap((unit, index) => {
    const receipt = receipts[index];
    if (unit.compartment !== general || isEnd(unit) || !receipt || !held.includes(receipt.outcome)) return [];
    const said = taken.get(unit);
    const hashes = (said?.persons.mentions ?? []).flatMap(({ localId, nationalIdHash }) =>
      nationalIdHash === null ? [] : [[localId, nationalIdHash] as const],
    );
    return [
      {
        unit: unit.localId,
        setAside: byColumn(receipt.problems),
        nationalIds: said ? Object.fromEntries(hashes) : null,
      },
    ];
  });
};
