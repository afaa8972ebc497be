import type { Adapter, FileReading, TranslationContext } from '../../src/domain/adapter.ts';
import { readJsonItems } from '../../src/domain/reading/json-items.ts';
import type { Problem, UnitDraft } from '../../src/domain/record-draft.ts';
import { translateObservation } from './translate-observation.ts';

/** Reads the portal's file: one JSON list, or an observation a line. */
const readFile = (content: Uint8Array, context: TranslationContext): FileReading => {
  const items = readJsonItems(content);
  const units: UnitDraft[] = [];
  const rowProblems: Problem[] = [];
  for (const each of items) {
    const result = 'item' in each ? translateObservation(each.item, each.row, context) : each;
    if ('records' in result) units.push(result);
    else rowProblems.push(result);
  }
  return { rowsRead: items.length, units, rowProblems };
};

/** What each column is read into. */
const columns: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['householdHead', 'address', 'localCommunity', 'observedOn', 'memberCount', 'employedCount'].map(
      (name) => [name, `Observation.${name}`],
    ),
  ),
  health: 'Observation.healthConcern',
  materialState: 'Observation.materialState',
  housing: 'Observation.housingConcern',
  needsHelp: 'Observation.needsHelp',
  note: 'Observation.note',
};

/** The portal of the local communities: what presidents of local communities saw. */
export const communityAdapter: Adapter = {
  name: 'community',
  seals: false,
  delivery: 'PUSHED',
  columns,
  connection: {},
  readFile,
  translate: translateObservation,
};
