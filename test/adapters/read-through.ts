import type { Adapter, GatheredRow, TranslationContext } from '../../src/domain/adapter.ts';
import type { Problem, UnitDraft } from '../../src/domain/record-draft.ts';
import { receivedOf } from '../../src/records/received-item.ts';
import { contentOfBytes } from '../../src/sources/file/file-content.ts';
import { FileRefusal } from '../../src/sources/file/file-refusal.ts';
import { readRegisterFile } from '../../src/sources/file/read-register-file.ts';

/** A file as it comes out of its adapter: units that could be read, and rows that could not. */
export interface FileReading {
  readonly rowsRead: number;
  readonly units: readonly UnitDraft[];
  readonly rowProblems: readonly Problem[];
  /** Why nothing of it may be taken, or null. */
  readonly refused: FileRefusal['reason'] | null;
}

/** Reads a file through its adapter, as the intake does. What breaks in a translation fails the test. */
export const readThrough = async (
  adapter: Adapter,
  content: Uint8Array,
  context: TranslationContext,
): Promise<FileReading> => {
  const units: UnitDraft[] = [];
  const rowProblems: Problem[] = [];
  let [rowsRead, refused]: [number, FileRefusal | null] = [0, null];
  const fail = (error: unknown): never => {
    throw error;
  };
  try {
    for await (const { items } of readRegisterFile(
      adapter,
      contentOfBytes(content),
      new AbortController().signal,
    ))
      for (const each of items) {
        // What the index of a live source leaves out is translated all the same.
        const received = receivedOf({ ...adapter, delivery: 'SYNCED' }, each, context, fail);
        if ('unit' in received) {
          units.push(received.unit);
          rowsRead += received.unit.rows.length;
        } else {
          rowProblems.push(received.problem);
          rowsRead += 1;
        }
      }
  } catch (error) {
    if (!(error instanceof FileRefusal)) throw error;
    refused = error;
  }
  rowProblems.sort((one, other) => one.row - other.row);
  return { rowsRead, units, rowProblems, refused: refused?.reason ?? null };
};

/** Rows as an adapter that gathers them is given them: those of one unit in one item. */
export const gathered = (
  rows: readonly Readonly<Record<string, unknown>>[],
  by: string,
): readonly (readonly GatheredRow[])[] => [
  ...Map.groupBy(
    rows.map((columns, index) => ({ row: index + 2, columns })),
    ({ columns }) => columns[by],
  ).values(),
];
