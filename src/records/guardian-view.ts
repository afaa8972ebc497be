import type { OwnAccess } from './own-accesses.ts';
import type { OwnRecord } from './own-records.ts';

/** Whether who decides for a child sees a field of a controller's register (R9). */
export type GuardianView = (coordinate: string, controller: string) => boolean;

/** What is held of a child, as its guardians see it: records of which nothing is left are not there. */
export const seenByGuardian = (records: readonly OwnRecord[], sees: GuardianView): readonly OwnRecord[] =>
  records.flatMap((record): OwnRecord[] => {
    const { controller } = record.row;
    const values = record.values.filter(({ field }) => sees(field.coordinate, controller));
    if (values.length === 0) return [];
    const shownTo = record.shownTo
      .map((reading) => ({ ...reading, fields: reading.fields.filter((field) => sees(field, controller)) }))
      .filter(({ fields }) => fields.length > 0);
    return [{ ...record, values, shownTo }];
  });

/** Who read what of a child, as its guardians see it. */
export const accessesSeenByGuardian = (
  accesses: readonly OwnAccess[],
  sees: GuardianView,
): readonly OwnAccess[] =>
  accesses
    .map((access) => ({ ...access, fields: access.fields.filter((field) => sees(field, access.controller)) }))
    .filter(({ fields }) => fields.length > 0);
