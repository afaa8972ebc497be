import { describe, expect, it } from 'vitest';
import { syntheticPeople } from '../evaluate/synthetic-people.ts';
import { clustersOf, linkRows, row } from './mentions.ts';

const town = syntheticPeople({
  people: 400,
  seed: 31,
  sources: 'TWO',
  withIds: true,
  slips: 0.1,
  missing: 0.05,
});

describe('a file that has nobody twice', () => {
  it('gives nobody of the other file two of its rows', () => {
    const { clusterOf, oneToOne } = linkRows([
      row('first', 'Vasilije', 'Dašić', '1990-01-15', '', 'Mojsija Zečevića 82'),
      row('second', 'Vasilije', 'Dašić', '1990-01-15', '', 'Mojsija Zečevića 82'),
      row('second', 'Vasilije', 'Dašić', '1990-01-16', '', 'Mojsija Zečevića 82'),
      ...town.mentions,
    ]);
    expect(oneToOne.has('second')).toBe(true);
    expect(clusterOf[2]).not.toBe(clusterOf[0]);
  });

  it('leaves two who fit about as well to somebody', () => {
    const linking = linkRows([
      row('first', 'Vasilije', 'Dašić', '1990-01-15', '', 'Mojsija Zečevića 82'),
      row('second', 'Vasilije', 'Dašić', '1990-01-15', '', 'Mojsija Zečevića 82'),
      row('second', 'Vasilije', 'Dašić', '1990-01-15', '', 'Mojsija Zečevića 82'),
      ...town.mentions,
    ]);
    const [found] = clustersOf(linking).filter((cluster) => cluster.includes(0));
    expect(found).toEqual([0]);
    expect(linking.toDecide.filter(({ left, right }) => left < 3 && right < 3)).not.toEqual([]);
  });
});
