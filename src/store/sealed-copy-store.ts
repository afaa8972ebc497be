import type { Transaction } from './database.ts';

/** The sealed copy of a unit in a matter, with the marks by which the matter knew whom the unit names. */
export interface SealedCopy {
  readonly source: string;
  /** The copy's own name. */
  readonly unit: string;
  readonly compartment: string;
  readonly controller: string;
  readonly marks: readonly string[];
}

/**
 * Keeps of whom copies are, in place of what was kept of their earlier versions: every mark of the flags of the same person. They
 * protect nobody and raise no alert; by them a person is shown in person what registers said of them (R13).
 */
export const replaceCopyMarks = async (
  { query }: Transaction,
  copies: readonly SealedCopy[],
): Promise<void> => {
  if (copies.length === 0) return;
  const written = JSON.stringify(copies);
  await query(
    `delete from sealed_copy_mark using jsonb_to_recordset(?::jsonb) as it(source text, unit text, compartment text)
      where sealed_copy_mark.source = it.source and sealed_copy_mark.unit = it.unit
        and sealed_copy_mark.compartment = it.compartment`,
    [written],
  );
  await query(
    `insert into sealed_copy_mark (source, unit, compartment, controller, mark, national_id)
      select it.source, it.unit, it.compartment, it.controller, flag.mark,
          case when bool_and(flag.national_id is not null) then min(flag.national_id) end
        from jsonb_to_recordset(?::jsonb) as it(source text, unit text, compartment text, controller text, marks jsonb)
        join protective_flag known on known.controller = it.controller and known.compartment = it.compartment
          and it.marks @> to_jsonb(known.mark)
        join protective_flag flag on flag.controller = known.controller and flag.compartment = known.compartment
          and (flag.mark = known.mark or flag.national_id = known.national_id)
        group by 1, 2, 3, 4, 5`,
    [written],
  );
};
