import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import iconv from 'iconv-lite';
import { type Column, columns } from '../../adapters/housing/register-row.ts';
import { type ImportSummary, importRegister } from '../../src/records/register-import.ts';
import { pagesOfFile } from '../records/pages-of-file.ts';
import { type HubOptions, openTestHub, samples, type TestHub } from './open-hub.ts';

/** One tenant's row; what is left out is an empty cell. */
export type TenantRow = Partial<Record<Column, string>>;

/** One version of a case as the Centre exports it. */
export interface CaseLine {
  readonly caseNumber: string;
  readonly members: readonly object[];
  readonly [name: string]: unknown;
}

/** Small registers of a test's own. What is left out has no file. */
export interface SmallRegisters {
  readonly housing?: readonly TenantRow[];
  readonly centre?: readonly CaseLine[];
}

const lineOf = (row: TenantRow): string => columns.map((column) => row[column] ?? '').join(';');

export const tenantsFile = (rows: readonly TenantRow[]): Uint8Array =>
  iconv.encode(`${[columns.join(';'), ...rows.map(lineOf)].join('\r\n')}\r\n`, 'win1250');

const write = (file: string, content: string | Uint8Array): void => {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
};

/** Opens a hub over small registers: in a second where the samples take four. */
export const openSmallHub = async (registers: SmallRegisters, options: HubOptions = {}): Promise<TestHub> => {
  const directory = mkdtempSync(join(tmpdir(), 'hub-registers-'));
  try {
    if (registers.housing) {
      write(join(directory, 'housing.csv'), tenantsFile(registers.housing));
    }
    if (registers.centre) {
      write(
        join(directory, 'centre.ndjson'),
        registers.centre.map((line) => `${JSON.stringify(line)}\n`).join(''),
      );
    }
    return await openTestHub({ ...options, registers: directory });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};

/** A later file of a housing register, taken in as `hub import` takes it. */
export const importTenants = async (
  hub: TestHub,
  rows: readonly TenantRow[],
  register = 'housing',
): Promise<ImportSummary> => {
  const { registry, adapters, database, reception, onItemFault: onFault } = hub.running.hub;
  const source = registry.sources.get(register);
  const adapter = adapters.get('housing');
  if (!source || !adapter) throw new Error('the hub has no housing register');
  const pages = pagesOfFile(adapter, tenantsFile(rows));
  return await importRegister({
    ...{ source, adapter, pages, database, reception, onFault },
    ...{ timeZone: registry.timeZone, clock: hub.clock.now },
  });
};

/** Rows of the samples' housing register, by their `rb`. */
export const sampleTenants = (...entries: readonly string[]): readonly TenantRow[] => {
  const text = iconv.decode(readFileSync(join(samples, 'housing.csv')), 'win1250');
  const rows = text.split('\r\n').map((line) => {
    const cells = line.split(';');
    return Object.fromEntries(columns.map((column, index) => [column, cells[index] ?? ''])) as TenantRow;
  });
  return entries.map((entry) => {
    const row = rows.find((each) => each.rb === entry);
    if (!row) throw new Error(`no row ${entry} in the samples`);
    return row;
  });
};

/** Cases of the samples' Centre, by their number. */
export const sampleCases = (...caseNumbers: readonly string[]): readonly CaseLine[] => {
  const lines = readFileSync(join(samples, 'centre.ndjson'), 'utf8').trim().split('\n');
  const cases = lines.map((line) => JSON.parse(line) as CaseLine);
  return caseNumbers.map((caseNumber) => {
    const found = cases.find((each) => each.caseNumber === caseNumber);
    if (!found) throw new Error(`no case ${caseNumber} in the samples`);
    return found;
  });
};
