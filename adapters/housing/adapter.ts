import type { Adapter, FileReading, TranslationContext } from '../../src/domain/adapter.ts';
import type { PostgresqlShape } from '../../src/domain/source-shape.ts';
import { readRegister } from './read-register.ts';
import { columns, type RegisterRow } from './register-row.ts';
import { columnOf } from './tenancy.ts';
import { translateContract } from './translate-contract.ts';
import { translateRows } from './translate-rows.ts';

const readFile = (content: Uint8Array, context: TranslationContext): FileReading => {
  const { rowsRead, rows, rowProblems, incompleteContracts } = readRegister(content);
  const contracts = new Map<string, [RegisterRow, ...RegisterRow[]]>();
  for (const row of rows) {
    const others = contracts.get(row.contractNumber);
    if (others) others.push(row);
    else contracts.set(row.contractNumber, [row]);
  }
  const units = [...contracts].map(([contractNumber, itsRows]) =>
    translateContract(contractNumber, itsRows, !incompleteContracts.has(contractNumber), context),
  );
  return { rowsRead, units, rowProblems };
};

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
  connection: { POSTGRESQL: database },
  gather: { by: 'broj_ugovora' },
  readFile,
  translate: translateRows,
};
