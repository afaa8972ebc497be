import type { SchemaMap } from '../operations/schema-map.ts';
import { grouped } from '../oracle/grouped.ts';
import type { CampaignResult } from './campaign.ts';
import { type Coverage, manners, neededManners, paths, pathsTo } from './coverage.ts';
import type { Exemption } from './exemptions.ts';
import { describeDifference } from './pair.ts';

/** What was never reached, or an exemption of what was. */
export interface CoverageGap {
  readonly coordinate: string;
  /** A path, or `*` where no path reached it. */
  readonly path: string;
  readonly kind: 'never reached' | 'exempt, but reached';
}

/** From how many pairs on every single cell of the table is asked for; below, every field and every path. */
const pairsForCells = 40_000;

const covers = (exemption: Exemption, coordinate: string, path: string): boolean =>
  (exemption.path === '*' || exemption.path === path) &&
  (exemption.field === coordinate ||
    (exemption.field.endsWith('.*') && coordinate.startsWith(exemption.field.slice(0, -1))));

/** A line that must be reached: a cell, a row or a column of the tables. */
interface Wanted {
  readonly coordinate: string;
  readonly path: string;
  readonly count: number;
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

const cellsOf = (map: SchemaMap, coverage: Coverage, inputs: readonly string[]): readonly Wanted[] => [
  ...map.coordinates.flatMap((coordinate) =>
    pathsTo(map, coordinate).map((path) => ({ coordinate, path, count: coverage.count(coordinate, path) })),
  ),
  ...inputs.flatMap((coordinate) =>
    neededManners.map((path) => ({
      coordinate,
      path,
      count: coverage.inputs.get(coordinate)?.get(path) ?? 0,
    })),
  ),
];

const wantedOf = (cells: readonly Wanted[], pairs: number): readonly Wanted[] => {
  if (pairs >= pairsForCells) return cells;
  // In a document that was refused whole nothing is reached.
  const rows = [
    ...grouped(
      cells.filter(({ path }) => path !== 'refused'),
      ({ coordinate }) => coordinate,
    ),
  ];
  const columns = [...grouped(cells, ({ path }) => path)];
  return [
    ...rows.map(([coordinate, of]) => ({ coordinate, path: '*', count: sum(of.map(({ count }) => count)) })),
    ...columns.map(([path, of]) => ({ coordinate: '*', path, count: sum(of.map(({ count }) => count)) })),
  ];
};

/** Everything reachable that nothing reached, and every exemption that is none. */
export const coverageGaps = (
  map: SchemaMap,
  coverage: Coverage,
  inputs: readonly string[],
  exemptions: readonly Exemption[],
  pairs: number,
): readonly CoverageGap[] => {
  const cells = cellsOf(map, coverage, inputs);
  const wanted = wantedOf(cells, pairs);
  const missing = wanted.filter(({ count }) => count === 0);
  const isExempt = ({ coordinate, path }: Wanted): boolean =>
    exemptions.some((each) => covers(each, coordinate, path));
  // By cells, in a small campaign too: a field of a type that is never given is asked for in documents that fail, all the same.
  const stale = exemptions.filter(
    (each) => !cells.some(({ coordinate, path, count }) => count === 0 && covers(each, coordinate, path)),
  );
  return [
    ...missing
      .filter((each) => !isExempt(each))
      .map(({ coordinate, path }) => ({ coordinate, path, kind: 'never reached' as const })),
    ...stale.map(({ field, path }) => ({ coordinate: field, path, kind: 'exempt, but reached' as const })),
  ];
};

const table = (
  rows: readonly string[],
  columns: readonly string[],
  cell: (row: string, column: string) => string,
): string => {
  const first = Math.max(...rows.map((row) => row.length));
  const head = `${''.padEnd(first)}  ${columns.map((column) => column.padStart(Math.max(column.length, 5))).join('  ')}`;
  const lines = rows.map(
    (row) =>
      `${row.padEnd(first)}  ${columns.map((column) => cell(row, column).padStart(Math.max(column.length, 5))).join('  ')}`,
  );
  return [head, ...lines].join('\n');
};

/** Fields × paths, and input positions × manners, with how often each was reached: `0!` never, `·` cannot be. */
export const printCoverage = (map: SchemaMap, coverage: Coverage, inputs: readonly string[]): string => {
  const shown = (count: number, possible: boolean): string =>
    count > 0 ? String(count) : possible ? '0!' : '·';
  const used = paths.filter((path) =>
    map.coordinates.some(
      (coordinate) => pathsTo(map, coordinate).includes(path) || coverage.count(coordinate, path) > 0,
    ),
  );
  return [
    table(map.coordinates, used, (row, path) =>
      shown(coverage.count(row, path), pathsTo(map, row).includes(path)),
    ),
    '',
    table(inputs, manners, (row, manner) =>
      shown(coverage.inputs.get(row)?.get(manner) ?? 0, manner !== 'refused'),
    ),
  ].join('\n');
};

/** A difference as it is told: who saw what through which question, and how to see it again. */
export const printFinding = (seed: number, result: CampaignResult): string => {
  const { found } = result;
  if (!found) return '';
  const asked = found.steps.map(({ request, beside }, index) => {
    const { query, variables } = JSON.parse(request.body) as { query: string; variables?: object };
    const lines = [`  ${index + 1}. ${query.replaceAll('\n', '\n     ')}`];
    if (variables) lines.push(`     ${JSON.stringify(variables)}`);
    if (beside)
      lines.push(`     (beside it: ${(JSON.parse(beside.body) as { query: string }).query.slice(0, 200)})`);
    return lines.join('\n');
  });
  const edits = found.edits.slice(0, 12).map(({ table: name, before, after }) => {
    const columns = Object.keys(after ?? before ?? {}).filter(
      (column) => JSON.stringify(before?.[column]) !== JSON.stringify(after?.[column]),
    );
    const row = `${name} ${String((before ?? after)?.['id'] ?? (before ?? after)?.['local_id'] ?? '')}`;
    const kind = before === null ? 'added' : after === null ? 'removed' : `changed in ${columns.join(', ')}`;
    return `  ${row}: ${kind} ${JSON.stringify(after && Object.fromEntries(columns.map((column) => [column, after[column]]))).slice(0, 400)}`;
  });
  return [
    `A difference: ${found.caller} can tell two worlds apart that differ in nothing it may see.`,
    `Replay it: npm run prove -- --seed ${seed} --round ${found.round}`,
    found.repeats ? '' : 'It does not come again from a fresh town: something outlives a request.',
    'Asked:',
    ...asked,
    'What differs between the worlds:',
    ...edits,
    ...(found.edits.length > edits.length ? [`  and ${found.edits.length - edits.length} more`] : []),
    `What was answered: ${describeDifference(found.difference)}`,
  ]
    .filter((line) => line !== '')
    .join('\n');
};
