import type { Gather } from '../../domain/adapter.ts';
import type { Delivered, Page } from '../../domain/delivered.ts';
import type { FileShape } from '../../domain/file-drop.ts';
import type { FileContent } from './file-content.ts';
import { gatherRows } from './gather-rows.ts';
import { keyedRows } from './keyed-rows.ts';
import { pagesOf } from './pages.ts';
import { readDelimited } from './read-delimited.ts';
import { readJsonLines, readJsonList } from './read-json.ts';
import { readXlsx } from './read-xlsx.ts';
import { readXml } from './read-xml.ts';

const readRows = (content: FileContent, shape: FileShape): AsyncGenerator<Delivered> => {
  switch (shape.format) {
    case 'CSV':
    case 'TSV':
      return readDelimited(content, shape);
    case 'XLSX':
      return readXlsx(content, shape);
    case 'NDJSON':
      return readJsonLines(content, shape);
    case 'JSON':
      return readJsonList(content, shape);
    case 'XML':
      return readXml(content, shape);
  }
};

const readItems = (
  content: FileContent,
  shape: FileShape,
  gather: Gather | null,
): AsyncIterable<Delivered> => {
  const rows = readRows(content, shape);
  const keyed =
    'keyColumn' in shape && shape.keyColumn !== undefined ? keyedRows(rows, shape.keyColumn) : rows;
  return gather === null ? keyed : gatherRows(keyed, gather.by);
};

/** Whether a fault far down says that nothing above it may be taken either: one text, of which half is nothing. */
const isOneText = ({ format }: FileShape): boolean =>
  format !== 'CSV' && format !== 'TSV' && format !== 'NDJSON';

/**
 * Reads a register's file, page by page. A format that is one text is read twice, the first time to see that it is whole: of half a
 * list nothing is taken (V3).
 *
 * @param gather how its rows become items, where several are one.
 * @throws FileRefusal before the first page.
 */
export async function* readFile(
  content: FileContent,
  shape: FileShape,
  gather: Gather | null,
  signal: AbortSignal,
): AsyncGenerator<Page> {
  if (isOneText(shape)) for await (const _ of readRows(content, shape)) signal.throwIfAborted();
  yield* pagesOf(readItems(content, shape, gather), signal);
}
