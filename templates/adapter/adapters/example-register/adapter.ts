import type { Adapter } from '../../../../src/domain/adapter.ts';
import type { FileShape } from '../../../../src/domain/file-drop.ts';
import { columns, translateEntry } from './translate-entry.ts';

/** The register as it is exported. Change it to what the agency's files are like; `src/domain/file-drop.ts` says what there is. */
const file: FileShape = {
  format: 'CSV',
  fallbackEncoding: 'windows-1250',
  columns,
  keyColumn: 'number',
  complete: true,
};

/** The example register: a person a row. */
export const exampleRegisterAdapter: Adapter = {
  name: 'example-register',
  seals: false,
  delivery: 'SYNCED',
  columns: {
    given_name: 'ExampleRegisterEntry.givenName',
    family_name: 'ExampleRegisterEntry.familyName',
    national_id: 'ExampleRegisterEntry.nationalIdChecked',
    birth_date: 'ExampleRegisterEntry.birthDate',
    help: 'ExampleRegisterEntry.help',
    since: 'ExampleRegisterEntry.since',
    amount: 'ExampleRegisterEntry.amount',
  },
  connection: { FILE_DROP: file },
  translate: translateEntry,
};
