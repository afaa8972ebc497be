import type { Adapter } from '../../src/domain/adapter.ts';
import type { FileShape } from '../../src/domain/file-drop.ts';
import { translateObservation } from './translate-observation.ts';

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

/** The portal's file: one list, or an observation a line. */
const file: FileShape = { format: 'JSON', orLines: true, encoding: 'utf-8', complete: false };

/** The portal of the local communities: what presidents of local communities saw. */
export const communityAdapter: Adapter = {
  name: 'community',
  seals: false,
  delivery: 'PUSHED',
  columns,
  connection: { FILE_DROP: file },
  translate: translateObservation,
};
