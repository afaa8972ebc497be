import type { TranslationContext } from '../../src/domain/adapter.ts';
import { ItemReader, isItem } from '../../src/domain/reading/item-reader.ts';
import { usableKey } from '../../src/domain/reading/storable-text.ts';
import type { Problem, RecordDraft, UnitDraft } from '../../src/domain/record-draft.ts';
import type { Concern, Observation, ObservationInput } from './contract.generated.ts';
import { housingConcernOf, materialStateOf, unconcernedHealthOf } from './vocabulary.ts';

const LONGEST_NAME = 200;
const LONGEST_NOTE = 2000;
const MOST_MEMBERS = 60;

/**
 * INVARIANT: what a neighbour says of somebody's health leaves here as a concern or as nothing. The word itself is in
 * no payload and in no problem (R18).
 */
const concernOf = (reader: ItemReader<ObservationInput>): Concern | null => {
  const read = (health: string): Concern | 'NONE' =>
    unconcernedHealthOf(health) === null ? 'CONCERN' : 'NONE';
  const concern = reader.parsed('health', read, 'This is not text.');
  return concern === 'CONCERN' ? concern : null;
};

/** Translates one observation, from the portal's file or as a push: one path for both. */
export const translateObservation = (
  item: unknown,
  row: number,
  { today }: TranslationContext,
): UnitDraft | Problem => {
  if (!isItem(item)) return { row, column: '(row)', reason: 'This is not an observation.' };
  const problems: Problem[] = [];
  const reader = new ItemReader<ObservationInput>(item, { row, today, problems });
  const localId = usableKey(reader.raw('localId'));
  if (localId === null)
    return { row, column: 'localId', reason: 'The observation has no usable id of its own.' };
  const observation: Required<Observation> = {
    householdHead: reader.text('householdHead', LONGEST_NAME),
    address: reader.text('address', LONGEST_NAME),
    localCommunity: reader.text('localCommunity', LONGEST_NAME),
    observedOn: reader.pastDate('observedOn'),
    memberCount: reader.count('memberCount', MOST_MEMBERS),
    employedCount: reader.count('employedCount', MOST_MEMBERS),
    healthConcern: concernOf(reader),
    materialState: reader.word('materialState', materialStateOf),
    housingConcern: reader.word('housing', housingConcernOf),
    needsHelp: reader.flag('needsHelp'),
    note: reader.freeText('note', LONGEST_NOTE),
  };
  const record: RecordDraft = {
    kind: 'observation',
    localId,
    personLocalId: null,
    // A neighbour names no members: whom it is about is known once the household is found, and nobody signed.
    signatories: [],
    members: [],
    observedOn: observation.observedOn,
    relationshipWith: null,
    // Kept from the day it was received, which the hub knows and the portal does not.
    retainFrom: {},
    payload: observation,
  };
  return {
    localId,
    version: null,
    recordedAt: null,
    compartment: 'general',
    protects: [],
    localCommunity: observation.localCommunity,
    address: observation.address,
    flat: null,
    headName: observation.householdHead,
    persons: [],
    records: [record],
    problems,
    rows: [row],
  };
};
