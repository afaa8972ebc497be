import type { Adapter } from '../domain/adapter.ts';
import type { Source } from '../domain/agency.ts';
import { ConfigurationError } from '../domain/configuration-error.ts';
import { localDateOf } from '../domain/local-date.ts';
import type { Problem } from '../domain/record-draft.ts';
import type { Database } from '../store/database.ts';
import { noteFile } from '../store/intake-finding-store.ts';
import { type EndedUnits, endMissing } from './end-missing.ts';
import type { ReceivedItem } from './received-item.ts';
import type { ItemReceipt, Reception } from './reception.ts';

/** What became of a register's file, row by row. */
export interface ImportSummary {
  readonly source: string;
  readonly read: number;
  readonly accepted: number;
  /** The same content again, or an older version than the stored one. */
  readonly unchanged: number;
  readonly valueProblems: readonly Problem[];
  readonly rowProblems: readonly Problem[];
  /** Of a complete file: what it no longer has. Null where the file says nothing of what it leaves out. */
  readonly missing: EndedUnits | null;
}

export interface RegisterImport {
  readonly source: Source;
  readonly adapter: Adapter;
  readonly content: Uint8Array;
  readonly database: Database;
  readonly reception: Reception;
  readonly timeZone: string;
  readonly clock: () => Date;
  /** Whether the file is the whole register, so that what it leaves out has ended; and how many may, where somebody says so. */
  readonly complete?: { readonly mayEnd: number | null };
  /** Told the rows done and the rows read. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Units of one transaction: short, because on PGlite everything else waits for it. */
const unitsPerChunk = 100;

const isTaken = ({ outcome }: ItemReceipt): boolean => outcome === 'CREATED' || outcome === 'UPDATED';

/**
 * Reads a register's file through its adapter into the hub. Rows that cannot be taken wait in quarantine.
 *
 * @throws ConfigurationError where a file of a register that counts versions is said to be complete.
 */
export const importRegister = async (input: RegisterImport): Promise<ImportSummary> => {
  const { source, database, reception } = input;
  const context = { controller: source.controller, today: localDateOf(input.clock(), input.timeZone) };
  const reading = input.adapter.readFile(input.content, context);
  // The hub cannot count a version for a source that counts its own: the source's next one would be the same.
  if (input.complete && reading.units.some(({ version }) => version !== null))
    throw new ConfigurationError(
      `The register ${source.id} counts versions, so it says itself what it no longer has. No complete file ends anything of it.`,
    );
  const from = { bearer: { kind: 'REGISTER' }, mode: 'PARTIAL' } as const;
  const receive = async (items: readonly ReceivedItem[]): Promise<readonly ItemReceipt[]> =>
    await database.transaction(
      async (transaction) => await reception.receive(transaction, source, items, from),
    );
  await receive(
    reading.rowProblems.map((problem) => ({ problem, reason: 'UNREADABLE', original: null }) as const),
  );
  const valueProblems: Problem[] = [];
  const rowProblems: Problem[] = [...reading.rowProblems];
  let [accepted, unchanged, done] = [0, 0, reading.rowProblems.length];
  for (let start = 0; start < reading.units.length; start += unitsPerChunk) {
    const chunk = reading.units.slice(start, start + unitsPerChunk);
    const receipts = await receive(chunk.map((unit) => ({ unit, original: { form: 'UNIT', unit } })));
    for (const [index, receipt] of receipts.entries()) {
      const lines = chunk[index]?.rows ?? [];
      const isSetAside = receipt.outcome === 'QUARANTINED';
      if (!isSetAside) valueProblems.push(...receipt.problems);
      if (isTaken(receipt)) accepted += lines.length;
      else if (isSetAside) rowProblems.push(...receipt.problems);
      else if (receipt.outcome === 'CONFLICT') {
        rowProblems.push({
          row: lines[0] ?? 0,
          column: 'version',
          reason: 'The same version came with another content.',
        });
      } else unchanged += lines.length;
      done += lines.length;
    }
    input.onProgress?.(done, reading.rowsRead);
  }
  const missing = input.complete
    ? await endMissing(input, source, new Set(reading.units.map(({ localId }) => localId)), {
        readWhole: reading.rowProblems.length === 0,
        mayEnd: input.complete.mayEnd,
      })
    : null;
  await noteFile(database, source, {
    ...{ read: reading.rowsRead, setAside: rowProblems.length, at: input.clock() },
  });
  const read = reading.rowsRead;
  return { source: source.id, read, accepted, unchanged, valueProblems, rowProblems, missing };
};
