import { stringify } from 'csv-stringify/sync';
import type { ExtractMarks } from '../access/extract-mark.ts';
import type { PairwiseIds } from '../access/pairwise-id.ts';
import type { PurposeClass } from '../domain/agency.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import { isIdentifying } from '../domain/extract-column.ts';
import { HubError } from '../domain/hub-error.ts';
import type { CellRule } from '../statistics/cell-rule.ts';
import { createExtractClasses, mayLeaveOut } from '../statistics/extract-classes.ts';
import { insertDownload, nextRows, type StoredRow } from '../store/extract-row-store.ts';
import { findExtract } from '../store/extract-store.ts';
import { createDisclosureCollector, type DisclosureCollector } from './disclosures.ts';
import {
  type ExtractDrawing,
  type ExtractDrawingInput,
  openExtractDrawing,
  personsAtOnce,
} from './extract-drawing.ts';
import { columnsOf, isExtractOver, ruleOf } from './extracts.ts';

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
   * @throws HubError FORBIDDEN, BAD_USER_INPUT, EXTRACT_OVER, EXTRACT_NOT_ANONYMOUS before the first page; any error in a later one
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

  /** Those of some rows whose persons still have one, by the agreements and consents of this moment. */
  const standing = async (
    rows: readonly StoredRow[],
    drawing: ExtractDrawing,
    disclosures: DisclosureCollector | null,
  ): Promise<readonly StoredRow[]> => {
    const drawn = await drawing.rowsOf(
      rows.map(({ person }) => person),
      disclosures,
    );
    const persons = new Set(drawn.map(({ person }) => person));
    return rows.filter(({ person }) => persons.has(person));
  };

  /** The places of the rows that may be given: what is left of a class must still be large and diverse enough. */
  const givable = async (id: string, drawing: ExtractDrawing): Promise<ReadonlySet<number>> => {
    const classes = createExtractClasses(ruleOf(input.smallestCell));
    const positions = new Set<number>();
    for await (const page of pagesOf(id))
      for (const row of await standing(page, drawing, null)) {
        classes.add(row);
        positions.add(row.position);
      }
    const all = positions.size;
    for await (const page of pagesOf(id))
      for (const row of page) if (!classes.holds(row)) positions.delete(row.position);
    if (!mayLeaveOut(all - positions.size, all)) throw new HubError('EXTRACT_NOT_ANONYMOUS');
    return positions;
  };

  const copy = async function* (
    caller: AgencyCaller,
    extract: { readonly id: string; readonly project: PurposeClass },
    columns: ReturnType<typeof columnsOf>,
    drawing: ExtractDrawing,
    positions: ReadonlySet<number>,
  ): AsyncGenerator<ExtractPage> {
    const download = input.createId();
    await insertDownload(database, { id: download, extract: extract.id, actor: caller.actor, at: clock() });
    const scope = { agency: caller.agency, purposeClass: extract.project };
    const line = ({ person, identifying, sensitive }: StoredRow): readonly string[] => {
      const [left, right] = [identifying.values(), sensitive.values()];
      const cells = [
        pairwise.encode('PERSON', person, scope),
        ...columns.map((column) => (isIdentifying(column) ? left : right).next().value ?? ''),
      ];
      return [...cells, marks.markOf(download, cells)];
    };
    yield { csv: stringify([['id', ...columns, 'mark']]), disclosures: createDisclosureCollector() };
    let given = 0;
    for await (const page of pagesOf(extract.id)) {
      const asked = page.filter(({ position }) => positions.has(position));
      const disclosures = createDisclosureCollector();
      const rows = await standing(asked, drawing, disclosures);
      // INVARIANT: the classes were counted with all of these: if one is gone since, another may be found by that.
      if (rows.length < asked.length) throw new HubError('EXTRACT_NOT_ANONYMOUS');
      given += rows.length;
      if (rows.length > 0) yield { csv: stringify(rows.map(line), { escape_formulas: true }), disclosures };
    }
    if (given < positions.size) throw new HubError('EXTRACT_NOT_ANONYMOUS');
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
      if (isExtractOver(extract, clock())) throw new HubError('EXTRACT_OVER');
      const columns = columnsOf(extract);
      const drawing = await openExtractDrawing(input, {
        ...{ caller, municipality: extract.municipality, columns },
      });
      const { missing, controllers } = drawing.basis;
      if (missing.length > 0 || !controllers.every((each) => extract.approved.includes(each)))
        return refuse('What was agreed has changed since it was planned: plan it again.');
      const positions = await givable(extract.id, drawing);
      return copy(caller, { id: extract.id, project: purposeClass }, columns, drawing, positions);
    },
  };
};
