import canonicalize from 'canonicalize';
import type { Source } from '../domain/agency.ts';
import { isEnd } from '../domain/unit-end.ts';
import type { ChangedRecord, NewChange } from '../store/outbox-store.ts';
import type { NewRecord, StandingStatement } from '../store/record-store.ts';
import type { TakenUnit, UnitReceipt } from './accept-units.ts';

const keyOf = ({ kind, localId }: Pick<NewRecord, 'kind' | 'localId'>): string =>
  JSON.stringify([kind, localId]);

const isSame = (one: unknown, other: unknown): boolean =>
  (canonicalize(one ?? null) ?? '') === (canonicalize(other ?? null) ?? '');

/** Which fields of which records of a unit are not as they were. What is not there any more names nothing that could be read. */
const changedOf = (
  records: readonly NewRecord[],
  before: readonly StandingStatement[],
): readonly ChangedRecord[] => {
  const were = new Map(before.map((each) => [keyOf(each), each.payload]));
  return records.flatMap((record) => {
    const was = were.get(keyOf(record)) ?? {};
    const fields = [...new Set([...Object.keys(was), ...Object.keys(record.payload)])].filter(
      (field) => !isSame(was[field], record.payload[field]),
    );
    return fields.length > 0 ? [{ kind: record.kind, localId: record.localId, fields }] : [];
  });
};

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
  before: readonly StandingStatement[],
  createId: () => string,
): readonly NewChange[] => {
  const created = new Set(
    receipts.flatMap(({ localId, outcome }) => (outcome === 'CREATED' ? [localId] : [])),
  );
  const unchanged = new Set(
    receipts.flatMap(({ localId, outcome }) => (outcome === 'UNCHANGED' ? [localId] : [])),
  );
  const byUnit = Map.groupBy(before, ({ unit }) => unit);
  return open
    .filter(({ unit }) => !unchanged.has(unit.localId))
    .map(({ unit, records }) => ({
      ...{ id: createId(), source: id, controller, unit: unit.localId, version: records[0]?.version ?? 0 },
      change: isEnd(unit) ? 'ENDED' : created.has(unit.localId) ? 'CREATED' : 'UPDATED',
      changed: isEnd(unit) ? [] : changedOf(records, byUnit.get(unit.localId) ?? []),
    }));
};
