import type { Adapter, FileReading, TranslationContext } from '../../src/domain/adapter.ts';
import { readJsonItems } from '../../src/domain/reading/json-items.ts';
import type { Problem, UnitDraft } from '../../src/domain/record-draft.ts';
import { translateCase } from './translate-case.ts';

/** Reads the export, a case a line. Versions of one case stand in it as they come; which one holds is not decided here. */
const readFile = (content: Uint8Array, context: TranslationContext): FileReading => {
  const items = readJsonItems(content);
  const units: UnitDraft[] = [];
  const rowProblems: Problem[] = [];
  for (const each of items) {
    const result = 'item' in each ? translateCase(each.item, each.row, context) : each;
    if ('records' in result) units.push(result);
    else rowProblems.push(result);
  }
  return { rowsRead: items.length, units, rowProblems };
};

/** The Centre for Social Work's record system: cases at versions, pushed, or exported as JSON lines. */
export const centreAdapter: Adapter = {
  name: 'centre',
  delivery: 'PUSHED',
  readFile,
  translate: translateCase,
};
