import { general } from './compartment.ts';
import type { UnitDraft } from './record-draft.ts';

/** The kind of the one record that stands for a unit which its source no longer has. No contract has it, so nobody reads it. */
export const endedKind = 'ended';

/**
 * A unit that its source no longer has, as a version like any other: it succeeds what was held, a late older version changes
 * nothing after it, and a newer one brings the unit back.
 *
 * @param version the source's own; null where it keeps none.
 * @param row where the source said so: 1-based row of a file, or index of a push.
 */
export const endOf = (localId: string, version: number | null, row: number): UnitDraft => ({
  localId,
  version,
  recordedAt: null,
  compartment: general,
  protects: [],
  localCommunity: null,
  address: null,
  flat: null,
  headName: null,
  persons: [],
  records: [
    {
      kind: endedKind,
      localId,
      personLocalId: null,
      signatories: [],
      members: [],
      observedOn: null,
      relationshipWith: null,
      retainFrom: {},
      payload: {},
    },
  ],
  problems: [],
  rows: [row],
});

/** Whether it says that its source no longer has it. */
export const isEnd = (unit: Pick<UnitDraft, 'records'>): boolean => unit.records[0]?.kind === endedKind;
