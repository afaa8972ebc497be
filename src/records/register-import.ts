import type { Adapter, GatheredRow } from '../domain/adapter.ts';
import type { Source } from '../domain/agency.ts';
import { ConfigurationError } from '../domain/configuration-error.ts';
import type { Delivered, Page } from '../domain/delivered.ts';
import { localDateOf } from '../domain/local-date.ts';
import type { Problem } from '../domain/record-draft.ts';
import { FileRefusal } from '../sources/file/file-refusal.ts';
import type { Database } from '../store/database.ts';
import { noteFile } from '../store/intake-finding-store.ts';
import { type EndedUnits, endMissing } from './end-missing.ts';
import { type ReceivedItem, receivedOf } from './received-item.ts';
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
  /** Why nothing of the file was taken, or null. It is the one row problem then. */
  readonly refused: FileRefusal | null;
  /** Of a complete file: what it no longer has. Null where the file says nothing of what it leaves out. */
  readonly missing: EndedUnits | null;
}

export interface RegisterImport {
  readonly source: Source;
  readonly adapter: Adapter;
  /** The file, as it is read. The next page is asked for when the last one is written. */
  readonly pages: AsyncIterable<Page>;
  readonly database: Database;
  readonly reception: Reception;
  readonly timeZone: string;
  readonly clock: () => Date;
  /** Told what broke while an item was translated. */
  readonly onFault: (error: unknown) => void;
  /** Whether the file is the whole register, so that what it leaves out has ended; and how many may, where somebody says so. */
  readonly complete?: { readonly mayEnd: number | null };
  /** Told the rows done. */
  readonly onProgress?: (done: number) => void;
}

/** Items of one transaction: short, because on PGlite everything else waits for it. */
const itemsPerChunk = 100;

/** The rows of one item: as many as its unit was made of, or could have been. */
const rowsOf = (item: ReceivedItem, delivered: Delivered, isGathered: boolean): number => {
  if ('unit' in item) return item.unit.rows.length;
  if (delivered.kind !== 'ITEM' || !isGathered) return 1;
  return (delivered.item as readonly GatheredRow[]).filter(({ isMissing }) => !isMissing).length;
};

/** Counts what became of a file's items. */
class Tally {
  read = 0;
  accepted = 0;
  unchanged = 0;
  readonly seen = new Set<string>();
  readonly valueProblems: Problem[] = [];
  readonly rowProblems: Problem[] = [];
  /** Whether every row could be read, whatever became of it then. */
  readWhole = true;

  count(item: ReceivedItem, rows: number, { outcome, problems }: ItemReceipt): void {
    this.read += rows;
    if ('unit' in item) this.seen.add(item.unit.localId);
    else this.readWhole = false;
    if (outcome === 'QUARANTINED') {
      this.rowProblems.push(...problems);
      return;
    }
    this.valueProblems.push(...problems);
    if (outcome === 'CREATED' || outcome === 'UPDATED') this.accepted += rows;
    else if (outcome === 'CONFLICT') {
      const row = 'unit' in item ? (item.unit.rows[0] ?? 0) : 0;
      const reason = 'The same version came with another content.';
      this.rowProblems.push({ row, column: 'version', reason });
    } else this.unchanged += rows;
  }
}

/**
 * Takes a register's file through its adapter into the hub. Rows that cannot be taken wait in quarantine, and so does the word that
 * nothing of a file could be.
 *
 * @throws ConfigurationError where a file of a register that counts versions is said to be complete; whatever else the pages throw.
 */
export const importRegister = async (input: RegisterImport): Promise<ImportSummary> => {
  const { source, adapter, database, reception } = input;
  const context = { controller: source.controller, today: localDateOf(input.clock(), input.timeZone) };
  const from = { bearer: { kind: 'REGISTER' }, mode: 'PARTIAL' } as const;
  const receive = async (items: readonly ReceivedItem[]): Promise<readonly ItemReceipt[]> =>
    await database.transaction(
      async (transaction) => await reception.receive(transaction, source, items, from),
    );
  const tally = new Tally();
  const take = async (chunk: readonly Delivered[]): Promise<void> => {
    const items = chunk.map((each) => receivedOf(adapter, each, context, input.onFault));
    // The hub cannot count a version for a source that counts its own: the source's next one would be the same.
    if (input.complete && items.some((item) => 'unit' in item && item.unit.version !== null))
      throw new ConfigurationError(
        `The register ${source.id} counts versions, so it says itself what it no longer has. No complete file ends anything of it.`,
      );
    for (const [index, receipt] of (await receive(items)).entries()) {
      const [item, delivered] = [items[index], chunk[index]];
      if (item && delivered)
        tally.count(item, rowsOf(item, delivered, adapter.gather !== undefined), receipt);
    }
    input.onProgress?.(tally.read);
  };

  let refused: FileRefusal | null = null;
  try {
    for await (const { items } of input.pages)
      for (let start = 0; start < items.length; start += itemsPerChunk)
        await take(items.slice(start, start + itemsPerChunk));
  } catch (error) {
    if (!(error instanceof FileRefusal)) throw error;
    refused = error;
    const problem = { row: error.row, column: '(row)', reason: error.message };
    await receive([{ problem, reason: 'UNREADABLE', original: null }]);
    tally.rowProblems.push(problem);
    tally.readWhole = false;
  }
  const missing = input.complete
    ? await endMissing(input, source, tally.seen, {
        readWhole: tally.readWhole,
        mayEnd: input.complete.mayEnd,
      })
    : null;
  const { read, accepted, unchanged, valueProblems, rowProblems } = tally;
  await noteFile(database, source, { read, setAside: rowProblems.length, at: input.clock() });
  return { source: source.id, read, accepted, unchanged, valueProblems, rowProblems, refused, missing };
};
