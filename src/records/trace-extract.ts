import type { Database } from '../store/database.ts';
import { findDownloads } from '../store/extract-row-store.ts';

/** A download, and how many rows of a copy bear its mark. */
export interface TracedDownload {
  readonly rows: number;
  readonly id: string;
  readonly recipient: string;
  readonly project: string;
  readonly actor: string;
  readonly at: string;
}

/**
 * By whom a copy, or some rows of it, was fetched.
 *
 * @param rows cells, the mark last; what is none of a copy's rows is passed over.
 * @returns the downloads that rows bear the mark of, the most rows first.
 */
export const traceExtract = async (
  rows: readonly (readonly string[])[],
  input: {
    readonly database: Pick<Database, 'query'>;
    readonly markOf: (download: string, row: readonly string[]) => string;
  },
): Promise<readonly TracedDownload[]> => {
  const downloads = await findDownloads(input.database);
  return downloads
    .map(({ id, recipient, project, actor, at }) => {
      const marked = rows.filter(
        (row) => row.length > 1 && input.markOf(id, row.slice(0, -1)) === row.at(-1),
      );
      return { rows: marked.length, id, recipient, project, actor, at };
    })
    .filter((each) => each.rows > 0)
    .sort((one, other) => other.rows - one.rows);
};
