import type { Source } from '../domain/agency.ts';
import { endOf } from '../domain/unit-end.ts';
import type { Database } from '../store/database.ts';
import { findHeldUnits } from '../store/record-store.ts';
import type { Reception } from './reception.ts';

/** What came of the units that a complete file no longer has. */
export interface EndedUnits {
  readonly ended: number;
  /** How many were left as they are, because it looks as if not all of the file had come. */
  readonly heldBack: number;
}

/** So many may be missing without anybody's word; beyond them one in ten of what is held. */
const fewest = 5;
const share = 0.1;

/** Units of one transaction. */
const unitsAtOnce = 100;

/**
 * Ends what a source holds here and its complete file no longer names.
 *
 * INVARIANT: half a file ends nothing: neither where a row could not be read, which could be any of those that are missing, nor where
 * more is missing than in an ordinary day, unless somebody says that so many may be.
 *
 * @param seen local ids of the units that the file has.
 * @param file whether all of its rows could be read; how many may end, where somebody has said so.
 */
export const endMissing = async (
  { database, reception }: { readonly database: Database; readonly reception: Reception },
  source: Source,
  seen: ReadonlySet<string>,
  file: { readonly readWhole: boolean; readonly mayEnd: number | null },
): Promise<EndedUnits> => {
  const held = await findHeldUnits(database, source.id);
  const missing = held.filter((unit) => !seen.has(unit));
  const most = file.mayEnd ?? Math.max(fewest, Math.floor(held.length * share));
  if (!file.readWhole || missing.length > most) return { ended: 0, heldBack: missing.length };
  for (let start = 0; start < missing.length; start += unitsAtOnce) {
    const items = missing.slice(start, start + unitsAtOnce).map((localId) => {
      const unit = endOf(localId, null, 0);
      return { unit, original: { form: 'UNIT', unit } } as const;
    });
    await database.transaction(
      async (transaction) =>
        await reception.receive(transaction, source, items, {
          bearer: { kind: 'REGISTER' },
          mode: 'PARTIAL',
        }),
    );
  }
  return { ended: missing.length, heldBack: 0 };
};
