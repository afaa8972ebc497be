import type { Adapter } from '../domain/adapter.ts';
import type { Source } from '../domain/agency.ts';
import { localDateOf } from '../domain/local-date.ts';
import type { Problem } from '../domain/record-draft.ts';
import type { Intake } from './intake.ts';

/** What became of a register's file, row by row. */
export interface ImportSummary {
  readonly source: string;
  readonly read: number;
  readonly accepted: number;
  /** The same content again, or an older version than the stored one. */
  readonly unchanged: number;
  readonly valueProblems: readonly Problem[];
  readonly rowProblems: readonly Problem[];
}

export interface RegisterImport {
  readonly source: Source;
  readonly adapter: Adapter;
  readonly content: Uint8Array;
  readonly intake: Intake;
  readonly timeZone: string;
  readonly clock: () => Date;
  /** Told the rows done and the rows read. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Units of one transaction: short, because on PGlite everything else waits for it. */
const unitsPerChunk = 100;

/** Reads a register's file through its adapter into the hub. A conflicting version is quarantined as a row. */
export const importRegister = async (input: RegisterImport): Promise<ImportSummary> => {
  const context = {
    controller: input.source.controller,
    today: localDateOf(input.clock(), input.timeZone),
  };
  const reading = input.adapter.readFile(input.content, context);
  const valueProblems: Problem[] = [];
  const rowProblems: Problem[] = [...reading.rowProblems];
  let [accepted, unchanged, done] = [0, 0, reading.rowProblems.length];
  for (let start = 0; start < reading.units.length; start += unitsPerChunk) {
    const chunk = reading.units.slice(start, start + unitsPerChunk);
    const receipts = await input.intake.take(input.source, chunk, { kind: 'REGISTER' });
    for (const [index, receipt] of receipts.entries()) {
      const lines = chunk[index]?.rows ?? [];
      const rows = lines.length;
      valueProblems.push(...receipt.problems);
      if (receipt.outcome === 'CREATED' || receipt.outcome === 'UPDATED') accepted += rows;
      else if (receipt.outcome === 'CONFLICT') {
        rowProblems.push({
          row: lines[0] ?? 0,
          column: 'version',
          reason: 'The same version came with another content.',
        });
      } else unchanged += rows;
      done += rows;
    }
    input.onProgress?.(done, reading.rowsRead);
  }
  await input.intake.noteFile(input.source, { read: reading.rowsRead, setAside: rowProblems.length });
  return { source: input.source.id, read: reading.rowsRead, accepted, unchanged, valueProblems, rowProblems };
};
