import { createExtractClasses, type ExtractRow, type ExtractRule, mayLeaveOut } from './extract-classes.ts';
import { type ExtractLevel, extractLadder } from './extract-ladder.ts';

/** The rows that may be given, at the finest level at which they may. */
export interface AnonymousExtract<Source> {
  /** The place of the level in the ladder. */
  readonly level: number;
  readonly rows: readonly { readonly source: Source; readonly row: ExtractRow }[];
}

/**
 * Goes up the ladder until the classes of the whole extract are large and diverse enough, and leaves out the rows of the few that are
 * not. The first step at which few enough are left out is taken.
 *
 * @param rowAt a row as a level gives it.
 * @returns null where no step will do: then nothing may be given.
 */
export const anonymiseExtract = <Source>(
  sources: readonly Source[],
  rowAt: (source: Source, level: ExtractLevel) => ExtractRow,
  rule: ExtractRule,
): AnonymousExtract<Source> | null => {
  for (const [level, step] of extractLadder.entries()) {
    const rows = sources.map((source) => ({ source, row: rowAt(source, step) }));
    const classes = createExtractClasses(rule);
    for (const { row } of rows) classes.add(row);
    const given = rows.filter(({ row }) => classes.holds(row));
    if (mayLeaveOut(rows.length - given.length, rows.length)) return { level, rows: given };
  }
  return null;
};
