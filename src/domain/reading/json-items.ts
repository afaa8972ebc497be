import type { Problem } from '../record-draft.ts';

/** One item of a JSON file at its line or place, or why there is none. */
export type JsonItem = { readonly row: number; readonly item: unknown } | Problem;

const LINE_FEED = 0x0a;
const OPENING_BRACKET = 0x5b;
const SPACES: ReadonlySet<number> = new Set([0x20, 0x09, 0x0d, LINE_FEED, 0xef, 0xbb, 0xbf]);

const problem = (row: number, reason: string): Problem => ({ row, column: '(row)', reason });

/** Strict, and dropping a byte order mark, which editors leave at the head of a file. */
const decode = (bytes: Uint8Array): string | null => {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
};

/** INVARIANT: the parser's own message is never handed on, because it quotes the text. */
const parse = (row: number, text: string, reason: string): JsonItem => {
  try {
    return { row, item: JSON.parse(text) as unknown };
  } catch {
    return problem(row, reason);
  }
};

const readList = (content: Uint8Array): JsonItem[] => {
  const text = decode(content);
  if (text === null) return [problem(1, 'The file is not written in UTF-8.')];
  const whole = parse(1, text, 'The file is not one whole JSON list; it may have been cut.');
  if (!('item' in whole)) return [whole];
  return (whole.item as readonly unknown[]).map((item, index) => ({ row: index + 1, item }));
};

const readLines = (content: Uint8Array): JsonItem[] => {
  const items: JsonItem[] = [];
  let row = 0;
  for (let start = 0; start < content.length; ) {
    const found = content.indexOf(LINE_FEED, start);
    const end = found === -1 ? content.length : found;
    row += 1;
    const line = decode(content.subarray(start, end));
    if (line === null) items.push(problem(row, 'This line is not written in UTF-8.'));
    else if (line.trim() !== '') items.push(parse(row, line, 'This line is not JSON; it may have been cut.'));
    start = end + 1;
  }
  return items;
};

/**
 * The items of a JSON file in UTF-8, whether it is one list or an item a line. A line that cannot be read costs that
 * line alone; a list that cannot be read has no lines to fall back on.
 */
export const readJsonItems = (content: Uint8Array): JsonItem[] => {
  const first = content.find((byte) => !SPACES.has(byte));
  return first === OPENING_BRACKET ? readList(content) : readLines(content);
};
