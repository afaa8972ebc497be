import type { Catalogue } from '../policy/catalogue.ts';
import type { LinkedMentionRow } from '../store/link-store.ts';
import { openAddress, type ReadField } from './open-statement.ts';
import type { Projection } from './projection.ts';
import type { StoredHousehold } from './stored-household.ts';
import type { VisibleLines } from './visible-lines.ts';

/** A contract, case or observation, as one caller may read it. */
export interface VisibleHousehold extends LinkedMentionRow<StoredHousehold> {
  /** What of it the caller reads: its address, and the names of those members whose lines are visible. */
  readonly read: readonly ReadField[];
}

/** Reads units as a caller may. */
export interface VisibleHouseholds {
  readonly of: (units: readonly LinkedMentionRow<StoredHousehold>[]) => Promise<readonly VisibleHousehold[]>;
}

/**
 * Makes the units of one request. A unit whose address the caller may not read is not there, nor is a member whose line they may
 * not read.
 *
 * INVARIANT: built of what the caller's mask gives and of nothing else (R2, S04).
 */
export const createVisibleHouseholds = (
  projection: Projection,
  catalogue: Catalogue,
  lines: VisibleLines,
): VisibleHouseholds => {
  const visible = async ({
    entityId,
    mention,
  }: LinkedMentionRow<StoredHousehold>): Promise<VisibleHousehold | null> => {
    const home = await projection.view('HOUSEHOLD', entityId);
    const address = openAddress(catalogue, home, { source: mention.source, unit: mention.localId });
    if (address === null) return null;
    const members = await lines.of(mention.persons);
    const inUnit = members.filter(
      (line) => line.mention.source === mention.source && line.mention.unit === mention.localId,
    );
    const seen = new Set(inUnit.map((line) => line.mention.person));
    // The two lists are of the same people, in the same order.
    const isSeen = (_: unknown, place: number): boolean => seen.has(mention.persons[place] ?? '');
    return {
      entityId,
      mention: {
        ...mention,
        persons: mention.persons.filter(isSeen),
        members: mention.members.filter(isSeen),
      },
      read: [address, ...inUnit.flatMap(({ read }) => read)],
    };
  };

  return {
    of: async (units) => (await Promise.all(units.map(visible))).filter((unit) => unit !== null),
  };
};
