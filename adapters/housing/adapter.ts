import type { Adapter } from '../../src/domain/adapter.ts';
import type { FileShape } from '../../src/domain/file-drop.ts';
import type { PostgresqlShape } from '../../src/domain/source-shape.ts';
import { columns } from './register-row.ts';
import { columnOf } from './tenancy.ts';
import { translateRows } from './translate-rows.ts';

/** What each column is read into. */
const fieldsByColumn: Readonly<Record<string, string>> = {
  ...Object.fromEntries(Object.entries(columnOf).map(([field, column]) => [column, `Tenancy.${field}`])),
  napomena: 'Tenancy.condition',
  ime: 'TenantEntry.givenName',
  prezime: 'TenantEntry.familyName',
  datum_rodjenja: 'TenantEntry.birthDate',
  jmbg: 'TenantEntry.nationalIdChecked',
  srodstvo: 'TenantEntry.relation',
};

/** The register as it is exported: all of it, a tenant a row, and `rb` numbers the rows over all contracts. */
const file: FileShape = {
  format: 'CSV',
  delimiter: ';',
  encoding: 'windows-1250',
  columns,
  keyColumn: 'rb',
  complete: true,
};

/**
 * The register where it is kept in a PostgreSQL: a tenant a row, in the columns of the file. `izmijenjeno` is set with every
 * change of a row; a row that is struck out stays, as `obrisano`.
 */
const database: PostgresqlShape = {
  query: `select ${columns.join(', ')}, izmijenjeno, obrisano from zakupci`,
  cursorColumn: 'izmijenjeno',
  idColumn: 'rb',
  deletedColumn: 'obrisano',
  settledSeconds: 60,
};

/** The municipality's register of social-housing tenants: a tenant a row, in a CSV file in windows-1250 or a PostgreSQL. */
export const housingAdapter: Adapter = {
  name: 'housing',
  seals: false,
  delivery: 'SYNCED',
  columns: fieldsByColumn,
  connection: { FILE_DROP: file, POSTGRESQL: database },
  gather: { by: 'broj_ugovora' },
  translate: translateRows,
};
