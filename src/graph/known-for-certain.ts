import type { EntityView } from '../records/projection.ts';

/** Whether this agency knows the person over a certain link: by its relationship, or by a record of its own (R20). */
export const isKnownForCertain = (view: EntityView, agency: string): boolean =>
  view.person?.relationships.some((each) => each.certain) === true ||
  view.records.some(
    (record) =>
      record.row.controller === agency && record.facts.subjects.PERSON.some((each) => each?.certain),
  );
