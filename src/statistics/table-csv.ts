import { stringify } from 'csv-stringify/sync';
import type { TableLine } from './read-table.ts';

/** A table for a spreadsheet or for another statistical office. */
export interface PrintedTable {
  readonly measure: string;
  readonly municipality: string;
  /** `yyyy-mm`. */
  readonly period: string;
  /** The dimension of each column. */
  readonly columns: readonly string[];
  readonly lines: readonly TableLine[];
  /** Whether the measure tells of an amount: in SDMX-CSV it is then what is observed. */
  readonly hasAmount: boolean;
}

/** What stands for all values of a dimension in SDMX (code list `CL_AREA` and others: `_T`). */
const total = '_T';

/**
 * The table as CSV (RFC 4180), with a header; a count that is withheld is empty, and a zero is a zero. Texts that a spreadsheet would
 * read as a formula are quoted as text.
 */
export const tableCsv = ({ columns, lines, hasAmount }: PrintedTable): string =>
  stringify(
    lines.map(({ names, value, amount }) => [
      ...names.map((name) => name ?? ''),
      value ?? '',
      ...(hasAmount ? [amount ?? ''] : []),
    ]),
    { header: true, columns: [...columns, 'count', ...(hasAmount ? ['amount'] : [])], escape_formulas: true },
  );

/**
 * The table as SDMX-CSV 2.0: a row for each observation, with the codes of its dimensions. What is withheld has no value and the status
 * `Q` (missing value; suppressed) of `CL_OBS_STATUS`, whatever it is withheld for.
 */
export const tableSdmxCsv = (printed: PrintedTable): string => {
  const { measure, municipality, period, columns, lines, hasAmount } = printed;
  return stringify(
    lines.map(({ names, value: count, amount }) => {
      const value = hasAmount ? amount : count;
      return [
        ...['dataflow', `KOMSILUK:${measure}(1.0.0)`, 'I', 'M', municipality, period],
        ...names.map((name) => name ?? total),
        ...(value === null ? ['', 'Q'] : [String(value), 'A']),
      ];
    }),
    {
      header: true,
      columns: [
        ...['STRUCTURE', 'STRUCTURE_ID', 'ACTION', 'FREQ', 'REF_AREA', 'TIME_PERIOD'],
        ...columns,
        ...['OBS_VALUE', 'OBS_STATUS'],
      ],
      escape_formulas: true,
    },
  );
};
