import { expect, test } from 'vitest';
import { hangTogether } from '../../src/statistics/hang-together.ts';

const cases: readonly [why: string, tables: readonly string[], hangs: boolean][] = [
  ['no table', [], true],
  ['one table', ['area age sex'], true],
  ['one table twice', ['area age', 'area age'], true],
  ['tables that share nothing', ['area age', 'sex tenure'], true],
  ['a table inside another', ['area age sex', 'area age'], true],
  ['a star', ['area age sex', 'area type', 'area tenure'], true],
  ['a chain', ['area age', 'age sex', 'sex tenure'], true],
  ['a bridge over what two share', ['area age sex', 'area type tenure', 'area age type'], true],
  ['a triangle: three pairs of one table of three', ['area age', 'age sex', 'area sex'], false],
  ['a square', ['area age', 'age sex', 'sex tenure', 'tenure area'], false],
  ['a triangle beside a star', ['area age', 'area sex', 'age sex', 'area type'], false],
  ['a triangle that a larger table closes', ['area age', 'age sex', 'area sex', 'area age sex'], true],
];

test.each(cases)('%s', (_why, tables, hangs) => {
  const sets = tables.map((names) => new Set(names.split(' ')));
  expect(hangTogether(sets)).toBe(hangs);
  expect(hangTogether(sets.toReversed())).toBe(hangs);
});
