import type { WithheldField } from './hub-client.ts';
import { sentenceOfReason } from './withheld-reasons.ts';

/** Who asks, in words. */
export interface Asker {
  readonly agency: string;
  readonly actor: string;
  readonly purpose: string;
}

/** Tells what one client does, for a reader who is no programmer. */
export interface Narration {
  readonly scene: (title: string, asker: Asker) => void;
  readonly question: (operation: string, sentence: string) => void;
  readonly table: (headings: readonly string[], rows: readonly (readonly string[])[]) => void;
  readonly withheld: (fields: readonly WithheldField[]) => void;
  readonly refused: (code: string) => void;
  readonly note: (text: string) => void;
}

const widest = 96;
const indent = '  ';

const lengthOf = (text: string): number => [...text].length;

/** Breaks a text between words; every line after the first is indented a little more. */
const wrap = (text: string, first: string, next: string): string[] => {
  const lines: string[] = [];
  let line = first;
  let isEmpty = true;
  for (const word of text.split(' ')) {
    if (!isEmpty && lengthOf(line) + 1 + lengthOf(word) > widest) {
      lines.push(line);
      line = next;
      isEmpty = true;
    }
    line += isEmpty ? word : ` ${word}`;
    isEmpty = false;
  }
  return [...lines, line];
};

const layTable = (headings: readonly string[], rows: readonly (readonly string[])[]): string[] => {
  const all = [headings, ...rows];
  const widths = headings.map((_, column) => Math.max(...all.map((row) => lengthOf(row[column] ?? ''))));
  const lay = (row: readonly string[]): string => {
    const cells = widths.map((width, column) => {
      const cell = row[column] ?? '';
      return cell + ' '.repeat(width - lengthOf(cell));
    });
    return `${indent}${cells.join('  ')}`.trimEnd();
  };
  return [lay(headings), lay(widths.map((width) => '-'.repeat(width))), ...rows.map(lay)];
};

/** Fields by reason, in the order in which the hub named them. */
const byReason = (fields: readonly WithheldField[]): ReadonlyMap<string, readonly string[]> => {
  const reasons = new Map<string, readonly string[]>();
  for (const { coordinate, reason } of fields)
    reasons.set(reason, [...(reasons.get(reason) ?? []), coordinate]);
  return reasons;
};

/** Makes the narration over a sink of lines. Scenes number themselves. */
export const createNarration = (writeLine: (line: string) => void): Narration => {
  let scenes = 0;
  const writeAll = (lines: readonly string[]): void => {
    for (const line of lines) writeLine(line);
  };
  return {
    scene: (title, { agency, actor, purpose }) => {
      scenes += 1;
      if (scenes > 1) writeAll(['', '']);
      writeAll([`${scenes}. ${title}`, '', `Who asks: ${actor} of ${agency}, for ${purpose}.`]);
    },
    question: (operation, sentence) => writeAll(['', ...wrap(`${operation}: ${sentence}`, '> ', '  ')]),
    table: (headings, rows) => writeAll(['', ...layTable(headings, rows)]),
    withheld: (fields) => {
      if (fields.length === 0) return;
      writeAll(['', `${indent}Withheld:`]);
      for (const [reason, coordinates] of byReason(fields)) {
        writeAll(wrap(`${reason}, ${sentenceOfReason(reason)}:`, `${indent}- `, `${indent}  `));
        writeAll(wrap(coordinates.join(', '), `${indent}  `, `${indent}  `));
      }
    },
    refused: (code) =>
      writeAll([
        '',
        `${indent}Withheld:`,
        ...wrap(`everything. ${code}, ${sentenceOfReason(code)}.`, `${indent}- `, `${indent}  `),
      ]),
    note: (text) => writeAll(['', ...wrap(text, indent, indent)]),
  };
};
