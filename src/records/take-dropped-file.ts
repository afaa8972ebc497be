import type { Page } from '../domain/delivered.ts';
import type { FileOutcome, RowOutcome } from '../domain/file-drop.ts';
import { HubError } from '../domain/hub-error.ts';
import type { Problem } from '../domain/record-draft.ts';
import { type ImportSummary, importRegister, type RegisterImport } from './register-import.ts';

const rowOf =
  (outcome: string) =>
  ({ row, column, reason }: Problem): RowOutcome => ({ row, outcome, column, reason });

const missingRows = ({ missing }: ImportSummary): readonly RowOutcome[] =>
  missing === null || missing.heldBack === 0
    ? []
    : [
        {
          row: 1,
          outcome: 'NOT_ENDED',
          column: '',
          reason: `${missing.heldBack} that the hub holds are missing from this file, so it seems not to be all of it. None was ended.`,
        },
      ];

const outcomeOf = (summary: ImportSummary): FileOutcome => {
  const { refused, accepted, unchanged, rowProblems, valueProblems, missing } = summary;
  const setAside = refused === null ? 'QUARANTINED' : refused.reason;
  const rows = [
    ...rowProblems.map(rowOf(setAside)),
    ...valueProblems.map(rowOf('VALUE_SET_ASIDE')),
    ...missingRows(summary),
  ].sort((one, other) => one.row - other.row);
  const counts = {
    ACCEPTED: accepted,
    UNCHANGED: unchanged,
    QUARANTINED: refused === null ? rowProblems.length : 0,
    VALUE_SET_ASIDE: valueProblems.length,
    ...(missing ? { ENDED: missing.ended } : {}),
  };
  return { state: refused === null ? 'DONE' : 'FAILED', counts, rows };
};

/**
 * Takes a file that was dropped, whole rows as they come; where each file is the whole register, what it leaves out has ended. A store
 * that is away is nobody's fault: the file waits.
 *
 * @throws what a broken page throws: then nothing more of the file was taken, and it can be taken again.
 */
export const takeDroppedFile = async (
  input: Omit<RegisterImport, 'pages' | 'complete' | 'onProgress'>,
  pages: AsyncIterable<Page>,
): Promise<FileOutcome> => {
  const isComplete = input.adapter.connection.FILE_DROP?.complete ?? false;
  try {
    return outcomeOf(
      await importRegister({ ...input, pages, ...(isComplete ? { complete: { mayEnd: null } } : {}) }),
    );
  } catch (error) {
    if (error instanceof HubError && error.code === 'STORAGE_UNAVAILABLE')
      return { state: 'AGAIN', counts: {}, rows: [] };
    throw error;
  }
};
