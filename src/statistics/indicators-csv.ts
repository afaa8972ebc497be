import { stringify } from 'csv-stringify/sync';
import type { ProjectIndicator } from './project.ts';
import type { TableLine } from './read-table.ts';

/**
 * A project's indicators as CSV (RFC 4180), one to a line; what is withheld is empty, and a zero is a zero. Texts that a spreadsheet
 * would read as a formula are quoted as text.
 *
 * @param period the release, as `yyyy-mm`.
 */
export const indicatorsCsv = (
  period: string,
  indicators: readonly { readonly indicator: ProjectIndicator; readonly line: TableLine | null }[],
): string =>
  stringify(
    indicators.map(({ indicator: { id, name, measure, target }, line }) => [
      ...[period, id, name, measure, line?.value ?? '', line?.amount ?? '', target ?? ''],
    ]),
    {
      header: true,
      columns: ['period', 'indicator', 'name', 'measure', 'count', 'amount', 'target'],
      escape_formulas: true,
    },
  );
