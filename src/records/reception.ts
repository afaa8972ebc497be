import type { Source } from '../domain/agency.ts';
import { general } from '../domain/compartment.ts';
import type { Reached } from '../domain/failpoint.ts';
import { HubError } from '../domain/hub-error.ts';
import type { Problem, UnitDraft } from '../domain/record-draft.ts';
import type { Transaction } from '../store/database.ts';
import { succeedQuarantined } from '../store/quarantine-store.ts';
import { lockIntake } from '../store/record-store.ts';
import { isItemsOwnFault } from '../store/storage-fault.ts';
import type { Outcome, UnitReceipt } from './accept-units.ts';
import type { Bearer } from './bearer.ts';
import type { Intake } from './intake.ts';
import type { PutBy, Quarantine } from './quarantine.ts';
import { failed, type ReceivedItem } from './received-item.ts';

/** What became of one item. */
export interface ItemReceipt {
  /** Empty where it could not be read. */
  readonly localId: string;
  readonly outcome: Outcome | 'QUARANTINED';
  /** The unit's leading record where one was written. */
  readonly recordId: string | null;
  readonly problems: readonly Problem[];
}

/**
 * How many items are taken. PARTIAL: each by itself, and what cannot be taken is put by. ALL_OR_NOTHING: all of them, or none and
 * nothing is kept.
 */
export const pushModes = ['PARTIAL', 'ALL_OR_NOTHING'] as const;
export type PushMode = (typeof pushModes)[number];

/** The one way in, for pushes, files and what is pulled. */
export interface Reception {
  /**
   * @returns a receipt for each item, in their order.
   * @throws HubError BATCH_REFUSED with what is wrong, where all were to be taken and one cannot be.
   */
  readonly receive: (
    transaction: Transaction,
    source: Source,
    items: readonly ReceivedItem[],
    from: { readonly bearer: Bearer; readonly mode: PushMode },
  ) => Promise<readonly ItemReceipt[]>;
}

export interface ReceptionInput {
  readonly intake: Intake;
  readonly quarantine: Quarantine;
  readonly clock: () => Date;
  readonly reached: Reached;
  /** Told what broke; never with an item's own words in front of anybody else. */
  readonly onFault: (error: unknown) => void;
}

/** Units that are tried together: where one of them breaks, each is tried once more by itself. */
const unitsAtOnce = 100;

const chunksOf = <Each>(all: readonly Each[], size: number): readonly (readonly Each[])[] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );

/** Makes the reception: each item whole or not at all, with a receipt, and nothing that came is lost (THREATS.md G7, G8). */
export const createReception = ({
  intake,
  quarantine,
  clock,
  reached,
  onFault,
}: ReceptionInput): Reception => {
  const takeTogether = async (
    transaction: Transaction,
    source: Source,
    units: readonly UnitDraft[],
    bearer: Bearer,
  ): Promise<readonly UnitReceipt[] | null> => {
    try {
      return await transaction.savepoint(async (part) => await intake.take(part, source, units, bearer));
    } catch (error) {
      if (!isItemsOwnFault(error)) throw error;
      onFault(error);
      reached('broken chunk undone');
      return null;
    }
  };

  const takeUnits = async (
    transaction: Transaction,
    source: Source,
    units: readonly UnitDraft[],
    bearer: Bearer,
  ): Promise<readonly (UnitReceipt | null)[]> => {
    const receipts: (UnitReceipt | null)[] = [];
    for (const chunk of chunksOf(units, unitsAtOnce)) {
      const together = await takeTogether(transaction, source, chunk, bearer);
      reached('chunk taken');
      if (together) receipts.push(...together);
      else if (chunk.length === 1) receipts.push(null);
      else
        for (const unit of chunk)
          receipts.push((await takeTogether(transaction, source, [unit], bearer))?.[0] ?? null);
    }
    return receipts;
  };

  return {
    receive: async (transaction, source, items, { bearer, mode }) => {
      // Before any savepoint: what is locked inside one is let go of where it is undone.
      await lockIntake(transaction);
      reached('intake locked');
      const units = items.flatMap((item) => ('unit' in item ? [item.unit] : []));
      const taken = [...(await takeUnits(transaction, source, units, bearer))];
      const putBy: PutBy[] = [];
      const receipts = items.map((item): ItemReceipt => {
        const { original } = item;
        if (!('unit' in item)) {
          const problems = [item.problem];
          putBy.push({ unit: null, reason: item.reason, problems, original });
          return { localId: '', outcome: 'QUARANTINED', recordId: null, problems };
        }
        const { unit } = item;
        const { localId, rows } = unit;
        const receipt = taken.shift();
        if (receipt === undefined) throw new Error('a unit has no receipt');
        if (receipt === null) {
          const problems = [failed(rows[0] ?? 0)];
          putBy.push({ unit, reason: 'FAILED', problems, original });
          return { localId, outcome: 'QUARANTINED', recordId: null, problems };
        }
        if (receipt.outcome === 'CONFLICT')
          putBy.push({ unit, reason: 'CONFLICT', problems: [rivalOf(unit)], original });
        return receipt;
      });
      if (mode === 'ALL_OR_NOTHING' && putBy.length > 0)
        throw new HubError('BATCH_REFUSED', { problems: putBy.flatMap(({ problems }) => problems) });
      const at = clock();
      await succeedQuarantined(transaction, source.id, heldNow(units, receipts, items), at);
      reached('waiting items succeeded');
      await quarantine.keep(transaction, source, putBy, bearer);
      reached('items put by');
      return receipts;
    },
  };
};

const rivalOf = ({ rows }: UnitDraft): Problem => ({
  row: rows[0] ?? 0,
  column: 'version',
  reason: 'The same version is held with another content. Both are kept; a higher version decides.',
});

/** Which versions of units outside matters were taken over newly: what waits of them, and is no newer, has nothing to wait for. */
const heldNow = (
  units: readonly UnitDraft[],
  receipts: readonly ItemReceipt[],
  items: readonly ReceivedItem[],
): readonly { readonly unit: string; readonly version: number }[] => {
  const taken = receipts.filter((_, index) => 'unit' in (items[index] ?? {}));
  return units.flatMap(({ localId, version, compartment }, index) => {
    const outcome = taken[index]?.outcome;
    const isNew = outcome === 'CREATED' || outcome === 'UPDATED';
    // A source without versions says by each content which one holds.
    return isNew && compartment === general ? [{ unit: localId, version: version ?? 2 ** 31 - 1 }] : [];
  });
};
