import type { Source } from '../domain/agency.ts';
import { isEnd } from '../domain/unit-end.ts';
import type { NewChange } from '../store/outbox-store.ts';
import type { TakenUnit, UnitReceipt } from './accept-units.ts';

/**
 * What a round has changed, for the outbox.
 *
 * INVARIANT: of units that are in the general graph alone: nothing that a matter seals, or that is for its own source, makes an
 * event (R11).
 */
export const changesOf = (
  { id, controller }: Source,
  open: readonly TakenUnit[],
  receipts: readonly UnitReceipt[],
  createId: () => string,
): readonly NewChange[] => {
  const created = new Set(
    receipts.flatMap(({ localId, outcome }) => (outcome === 'CREATED' ? [localId] : [])),
  );
  const unchanged = new Set(
    receipts.flatMap(({ localId, outcome }) => (outcome === 'UNCHANGED' ? [localId] : [])),
  );
  return open
    .filter(({ unit }) => !unchanged.has(unit.localId))
    .map(({ unit, records }) => ({
      ...{ id: createId(), source: id, controller, unit: unit.localId, version: records[0]?.version ?? 0 },
      change: isEnd(unit) ? 'ENDED' : created.has(unit.localId) ? 'CREATED' : 'UPDATED',
    }));
};
