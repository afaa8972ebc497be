import { general } from '../domain/compartment.ts';
import type { UnitDraft } from '../domain/record-draft.ts';

/**
 * Runs of units in which none comes twice, because each version of a unit is stored and the next one succeeds it; and none comes
 * beside a sealed one before it, because whom that protects must be known by then.
 */
export const roundsOf = (units: readonly UnitDraft[]): readonly (readonly UnitDraft[])[] => {
  const rounds: UnitDraft[][] = [];
  let seen = new Set<string>();
  for (const unit of units) {
    const round = rounds.at(-1);
    const isAfterSealed = unit.compartment === general && round?.at(-1)?.compartment !== general;
    if (!round || seen.has(unit.localId) || isAfterSealed) {
      rounds.push([unit]);
      seen = new Set([unit.localId]);
    } else {
      round.push(unit);
      seen.add(unit.localId);
    }
  }
  return rounds;
};
