import type { TranslationContext } from '../../../../src/domain/adapter.ts';
import { general } from '../../../../src/domain/compartment.ts';
import { parseDecimal } from '../../../../src/domain/reading/decimal.ts';
import { ItemReader, isItem } from '../../../../src/domain/reading/item-reader.ts';
import { usableKey } from '../../../../src/domain/reading/storable-text.ts';
import type { PersonDraft, Problem, RecordDraft, UnitDraft } from '../../../../src/domain/record-draft.ts';
import type { ExampleRegisterEntry } from './contract.generated.ts';
import { helpOf } from './vocabulary.ts';

/** The register's columns, by the names in its first line. */
export const columns = [
  'number',
  'given_name',
  'family_name',
  'national_id',
  'birth_date',
  'help',
  'since',
  'amount',
] as const;

type Row = Readonly<Record<(typeof columns)[number], string>>;

const LONGEST_NAME = 200;

/**
 * Translates one row. A row without a number of its own cannot be told apart from others and is refused; any other value that
 * cannot be read is noted, and the row loads without it.
 */
export const translateEntry = (
  item: unknown,
  row: number,
  { today }: TranslationContext,
): UnitDraft | Problem => {
  if (!isItem(item)) return { row, column: '(row)', reason: 'This is not a row of the register.' };
  const problems: Problem[] = [];
  const reader = new ItemReader<Row>(item, { row, today, problems });
  const localId = usableKey(reader.raw('number'));
  if (localId === null) return { row, column: 'number', reason: 'This row has no usable number of its own.' };
  const nationalId = reader.nationalId('national_id');
  const person: PersonDraft = {
    localId,
    givenName: reader.text('given_name', LONGEST_NAME),
    familyName: reader.text('family_name', LONGEST_NAME),
    birthDate: reader.pastDate('birth_date'),
    // Handed over apart: it never enters a payload.
    nationalId: nationalId === null ? null : { value: nationalId, row, column: 'national_id' },
  };
  const entry: Required<ExampleRegisterEntry> = {
    entryNumber: localId,
    givenName: person.givenName,
    familyName: person.familyName,
    birthDate: person.birthDate,
    // Whether an id passes its check is found where it is hashed; that there is none is known here.
    nationalIdChecked: nationalId === null ? false : null,
    help: reader.word('help', helpOf),
    since: reader.date('since'),
    amount: reader.parsed('amount', parseDecimal, 'This amount cannot be read.'),
  };
  const record: RecordDraft = {
    kind: 'example-register-entry',
    localId,
    personLocalId: localId,
    signatories: [localId],
    members: [localId],
    observedOn: null,
    relationshipWith: null,
    // Kept from the day it was received, which the hub knows.
    retainFrom: {},
    payload: entry,
  };
  return {
    localId,
    version: null,
    recordedAt: null,
    compartment: general,
    protects: [],
    localCommunity: null,
    address: null,
    flat: null,
    headName: null,
    persons: [person],
    records: [record],
    problems,
    rows: [row],
  };
};
