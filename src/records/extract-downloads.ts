import { stringify } from 'csv-stringify/sync';
import type { ExtractMarks } from '../access/extract-mark.ts';
import type { PairwiseIds } from '../access/pairwise-id.ts';
import type { PurposeClass } from '../domain/agency.ts';
import { type AgencyCaller, selfHashOf } from '../domain/caller.ts';
import { isIdentifying } from '../domain/extract-column.ts';
import { HubError } from '../domain/hub-error.ts';
import type { CellRule } from '../statistics/cell-rule.ts';
import { createExtractClasses, type ExtractRow, mayLeaveOut, ruleOf } from '../statistics/extract-classes.ts';
import { extractLadder } from '../statistics/extract-ladder.ts';
import { nextRows, rowsAt, type StoredRow, takeDownload } from '../store/extract-row-store.ts';
import { type ExtractHead, findExtract, isNearExtract, lockExtract } from '../store/extract-store.ts';
import { createDisclosureCollector, type DisclosureCollector } from './disclosures.ts';
import {
  type ExtractDrawing,
  type ExtractDrawingInput,
  openExtractDrawing,
  personsAtOnce,
} from './extract-drawing.ts';
import { columnsOf, isAsApproved, isExtractOver, refuseChanged } from './extracts.ts';

export interface ExtractDownloadsInput extends ExtractDrawingInput {
  readonly smallestCell: CellRule;
  readonly pairwise: PairwiseIds;
  readonly marks: ExtractMarks;
  readonly clock: () => Date;
  readonly createId: () => string;
}

/** Some lines of a copy, and what giving them tells of whom: in the log before they go out. */
export interface ExtractPage {
  readonly csv: string;
  readonly disclosures: DisclosureCollector;
}

/** Copies of released extracts. */
export interface ExtractDownloads {
  /**
   * Decides on every row anew and on what is left of the whole, and gives it a page at a time.
   *
   * @throws HubError FORBIDDEN, BAD_USER_INPUT, EXTRACT_OVER, EXTRACT_NOT_ANONYMOUS, RATE_LIMITED before the first page; any error in a later one
   *   ends the copy unfinished.
   */
  readonly open: (
    caller: AgencyCaller,
    purposeClass: PurposeClass,
    id: string,
  ) => Promise<AsyncIterable<ExtractPage>>;
}

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

/** Each copy decides on every row, and can be the one that is found: nobody needs more of what says the same. */
const mostCopiesADay = 20;

const cellsOf = ({ identifying, sensitive }: Pick<ExtractRow, 'identifying' | 'sensitive'>): string =>
  JSON.stringify([identifying, sensitive]);

/** Makes the service. */
export const createExtractDownloads = (input: ExtractDownloadsInput): ExtractDownloads => {
  const { database, pairwise, marks, clock } = input;

  const pagesOf = async function* (id: string): AsyncGenerator<readonly StoredRow[]> {
    let after = 0;
    for (;;) {
      const rows = await nextRows(database, id, after, personsAtOnce);
      if (rows.length === 0) return;
      yield rows;
      after = rows.at(-1)?.position ?? after;
    }
  };

  /** The rules of this moment: looked at for each page, because who reads slowly would keep what has ended. */
  const drawingOf = async (caller: AgencyCaller, extract: ExtractHead): Promise<ExtractDrawing> => {
    if (isExtractOver(extract, clock())) throw new HubError('EXTRACT_OVER');
    const drawing = await openExtractDrawing(input, {
      ...{ caller, municipality: extract.municipality, columns: columnsOf(extract), agesOf: extract.as_of },
    });
    if (!isAsApproved(extract, drawing.basis)) refuseChanged();
    return drawing;
  };

  /** Those of some rows that would be drawn as they are stored, in the households of this moment. */
  const standing = async (
    rows: readonly StoredRow[],
    extract: ExtractHead,
    drawing: ExtractDrawing,
    disclosures: DisclosureCollector | null,
  ): Promise<readonly StoredRow[]> => {
    const level = extractLadder[extract.level ?? -1];
    if (!level) return [];
    const drawn = await drawing.rowsOf(
      rows.map(({ person }) => person),
      disclosures,
    );
    const now = new Map(drawn.map((each) => [each.person, drawing.rowAt(each, level)]));
    return rows.flatMap((row) => {
      const as = now.get(row.person);
      return as && cellsOf(as) === cellsOf(row) ? [{ ...row, household: as.household }] : [];
    });
  };

  /** The positions of the rows that may be given, in order: what is left of a class must still be large and diverse enough. */
  const givable = async (extract: ExtractHead, drawing: ExtractDrawing): Promise<readonly number[]> => {
    const classes = createExtractClasses(ruleOf(input.smallestCell, columnsOf(extract)));
    const rows: StoredRow[] = [];
    for await (const page of pagesOf(extract.id))
      rows.push(...(await standing(page, extract, drawing, null)));
    for (const row of rows) classes.add(row);
    const given = rows.filter(classes.holds);
    if (!mayLeaveOut(rows.length - given.length, rows.length)) throw new HubError('EXTRACT_NOT_ANONYMOUS');
    return given.map(({ position }) => position);
  };

  /** Writes down that a copy begins, before all rows are decided on: that costs the most. */
  const begin = async (caller: AgencyCaller, extract: ExtractHead): Promise<string> => {
    const download = { id: input.createId(), extract: extract.id, actor: caller.actor, at: clock() };
    const isTaken = await database.transaction(async (transaction) => {
      await lockExtract(transaction, extract.id);
      return await takeDownload(transaction, download, mostCopiesADay);
    });
    if (!isTaken) throw new HubError('RATE_LIMITED', { retryAfterSeconds: 3600 });
    return download.id;
  };

  const copy = async function* (
    caller: AgencyCaller,
    extract: ExtractHead,
    project: PurposeClass,
    { download, positions }: { readonly download: string; readonly positions: readonly number[] },
  ): AsyncGenerator<ExtractPage> {
    const columns = columnsOf(extract);
    const scope = { agency: caller.agency, purposeClass: project };
    const line = ({ person, identifying, sensitive }: StoredRow): readonly string[] => {
      const [left, right] = [identifying.values(), sensitive.values()];
      const cells = [
        pairwise.encode('PERSON', person, scope),
        ...columns.map((column) => (isIdentifying(column) ? left : right).next().value ?? ''),
      ];
      return [...cells, marks.markOf(download, cells)];
    };
    yield { csv: stringify([['id', ...columns, 'mark']]), disclosures: createDisclosureCollector() };
    for (let from = 0; from < positions.length; from += personsAtOnce) {
      const asked = positions.slice(from, from + personsAtOnce);
      const disclosures = createDisclosureCollector();
      const drawing = await drawingOf(caller, extract);
      const stored = await rowsAt(database, extract.id, asked);
      const rows = await standing(stored, extract, drawing, disclosures);
      // INVARIANT: the classes were counted with all of these: if one is gone since, another may be found by that. Nothing of this page
      // goes out then, and nothing after it.
      if (rows.length < asked.length) throw new HubError('EXTRACT_NOT_ANONYMOUS');
      yield { csv: stringify(rows.map(line), { escape_formulas: true }), disclosures };
    }
  };

  return {
    open: async (caller, purposeClass, id) => {
      const extract = await findExtract(database, id);
      const isOwn =
        extract?.recipient === caller.agency &&
        extract.purpose === caller.purpose &&
        extract.project === purposeClass;
      if (!isOwn || !extract) return refuse('There is no such extract.');
      if (extract.outcome === null) return refuse('This extract is not released.');
      if (extract.outcome === 'REFUSED') throw new HubError('EXTRACT_NOT_ANONYMOUS');
      // R15: two people who fetched it would have copies that differ by whoever is near to one of them.
      const self = selfHashOf(caller);
      const isPlanner = extract.planned_by === caller.actor && extract.planned_person === self;
      const drawing = await drawingOf(caller, extract);
      if (!isPlanner || (await isNearExtract(database, extract.id, self)))
        throw new HubError('FORBIDDEN', {
          publicMessage: 'Who planned an extract fetches it, and has declared nobody since (R15).',
        });
      const download = await begin(caller, extract);
      return copy(caller, extract, purposeClass, { download, positions: await givable(extract, drawing) });
    },
  };
};
