import { createHmac } from 'node:crypto';
import { createSealedKeeping } from '../access/keep-sealed.ts';
import { sealFor } from '../access/seal-for.ts';
import type { Adapter } from '../domain/adapter.ts';
import type { Source } from '../domain/agency.ts';
import { general } from '../domain/compartment.ts';
import type { JsonValue } from '../domain/json-value.ts';
import { addPeriod, localDateOf } from '../domain/local-date.ts';
import type { PublicKey } from '../domain/matter.ts';
import { usableKey } from '../domain/reading/storable-text.ts';
import type { Problem, UnitDraft } from '../domain/record-draft.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import { raiseAlert } from '../store/alert-store.ts';
import type { Transaction } from '../store/database.ts';
import { keepQuarantined, type QuarantineReason } from '../store/quarantine-store.ts';
import type { Bearer } from './bearer.ts';
import type { Original } from './received-item.ts';
import { sealedName } from './seal-unit.ts';

/** What is put by, and why. */
export interface PutBy {
  /** What was made of it; null where it could not be read. */
  readonly unit: UnitDraft | null;
  readonly reason: QuarantineReason;
  readonly problems: readonly Problem[];
  readonly original: Original | null;
}

export interface Quarantine {
  /** Keeps items of one source with their originals, and tells its agency's stewards how many. */
  readonly keep: (
    transaction: Transaction,
    source: Source,
    items: readonly PutBy[],
    bearer: Bearer,
  ) => Promise<void>;
  /** What was kept. @throws where nobody here can open it. */
  readonly openOriginal: (sealed: string) => Promise<Original>;
}

export interface QuarantineInput {
  readonly catalogue: Catalogue;
  readonly adapters: ReadonlyMap<string, Adapter>;
  /** Public keys for which matters are sealed, by controller. */
  readonly matterKeys: ReadonlyMap<string, PublicKey>;
  readonly hashingKey: Uint8Array;
  readonly timeZone: string;
  readonly clock: () => Date;
  readonly createId: () => string;
}

/** Text of an original, or null where it cannot be written down: a value that refers to itself, or is too deep. */
const textOf = (original: Original): string | null => {
  try {
    return JSON.stringify(original);
  } catch {
    return null;
  }
};

/** What broke the store once must not break the line that says so. */
const storableVersion = (version: number | null): number | null =>
  version !== null && Number.isInteger(version) && Math.abs(version) < 2 ** 31 ? version : null;

/** INVARIANT: of an adapter that seals, what cannot be told counts as sealed. */
const mayBeSealed = (adapter: Adapter, original: Original): boolean => {
  if (!adapter.seals) return false;
  if (original.form === 'UNIT') return original.unit.compartment !== general;
  try {
    return adapter.mayBeSealed?.(original.item) ?? true;
  } catch {
    return true;
  }
};

/**
 * Makes the quarantine: a queue of what intake could not take, for the agency whose register sent it.
 *
 * INVARIANT: an original lies in the store encrypted. It is what a register wrote, clear national ids and all; and where it may
 * belong to a matter, its controller alone can open it (R11).
 */
export const createQuarantine = (input: QuarantineInput): Quarantine => {
  const keeping = createSealedKeeping(input.hashingKey, 'quarantine');

  /** As long as the shortest-lived of its kinds of record, counted from today: nothing is known yet that another term would run from. */
  const retainUntil = (adapter: string, today: string): string => {
    const terms = [...input.catalogue.kinds.values()]
      .filter((kind) => kind.adapter === adapter)
      .map(({ retention }) => addPeriod(today, retention.period))
      .sort();
    const [first] = terms;
    if (first === undefined) throw new Error(`the contract ${adapter} has no kind of record`);
    return first;
  };

  /** As its records are stored: what is erased of a unit is erased here. Which case a matter seals is nobody's but its parties'. */
  const nameOf = (source: Source, unit: UnitDraft): string | null =>
    unit.compartment === general ? usableKey(unit.localId) : sealedName(source.id, unit, input.hashingKey);

  const sealedOriginal = async (source: Source, text: string, mayBeSealed: boolean): Promise<string> => {
    if (!mayBeSealed) return await keeping.seal(text);
    const key = input.matterKeys.get(source.controller);
    if (!key) throw new Error('an item may be of a matter, and its controller has no key');
    return JSON.stringify(await sealFor(JSON.parse(text) as JsonValue, [key]));
  };

  return {
    openOriginal: async (sealed) => JSON.parse(await keeping.open(sealed)) as Original,
    keep: async (transaction, source, items, bearer) => {
      if (items.length === 0) return;
      const at = input.clock();
      const today = localDateOf(at, input.timeZone);
      const adapter = input.adapters.get(source.adapter);
      if (!adapter) throw new Error(`no adapter ${source.adapter}`);
      for (const { unit, reason, problems, original } of items) {
        const text = original === null ? null : textOf(original);
        const sealed = original !== null && mayBeSealed(adapter, original);
        const fingerprint = createHmac('sha256', input.hashingKey)
          .update(text ?? JSON.stringify([unit?.localId ?? null, problems]))
          .digest('base64url');
        await keepQuarantined(transaction, {
          ...{ id: input.createId(), source: source.id, controller: source.controller },
          unit: unit && nameOf(source, unit),
          version: unit && storableVersion(unit.version),
          ...{ reason, problems, fingerprint, sealed, bearer, at },
          original: text === null ? null : await sealedOriginal(source, text, sealed),
          retainUntil: retainUntil(source.adapter, today),
        });
      }
      await raiseAlert(transaction, {
        ...{ id: input.createId(), recipient: source.controller, role: 'steward', kind: 'QUARANTINED' },
        ...{ matter: null, agency: null, actor: null, purpose: null, at, objects: items.length },
      });
    },
  };
};
