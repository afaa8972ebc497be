import { expect, it } from 'vitest';
import { syntheticPeople } from '../evaluate/synthetic-people.ts';
import { linkRows, row } from './mentions.ts';

const { mentions } = syntheticPeople({
  ...{ people: 300, seed: 77, sources: 'TWO', withIds: true, slips: 0.1, missing: 0.05 },
});

it('links one person whom a file has sixty times: more rows than one block holds, and than its finer key parts', () => {
  const repeated = Array.from({ length: 60 }, (_, turn) =>
    row('first', turn % 3 === 0 ? 'Vaso' : 'Vasilije', 'Dašić', '1990-01-15', '', 'Mojsija Zečevića 82'),
  );
  const { clusterOf } = linkRows([...repeated, ...mentions]);
  expect(new Set(clusterOf.subarray(0, repeated.length)).size).toBe(1);
});
