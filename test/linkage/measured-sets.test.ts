import { describe, expect, it } from 'vitest';
import { measureSet } from '../evaluate/measure-set.ts';
import { measuredSets } from '../evaluate/measured-sets.ts';

/** The hardest of each kind: `npm run evaluate` measures all of them. */
const looked: readonly string[] = [
  'FEBRL 4, without soc_sec_id',
  'FEBRL 1, without soc_sec_id',
  'town, people, without JMBGs',
  'synthetic, two registers, without ids',
];

describe('linking people whom it has never seen', () => {
  it('is measured on sets that are there', () => {
    expect(measuredSets.map(({ name }) => name)).toEqual(expect.arrayContaining([...looked]));
  });

  for (const set of measuredSets.filter(({ name }) => looked.includes(name))) {
    const name = `reaches its bars: ${set.name}${set.absent === null ? '' : ` (${set.absent})`}`;
    it.skipIf(set.absent !== null)(name, { timeout: 120_000 }, () => {
      expect(measureSet(set).missedBars).toEqual([]);
    });
  }
});
