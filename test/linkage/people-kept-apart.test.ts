import { describe, expect, it } from 'vitest';
import type { LinkageMention } from '../../src/linkage/mention.ts';
import { syntheticPeople } from '../evaluate/synthetic-people.ts';
import { jmbg } from '../identity/make-mention.ts';
import { clustersOf, linkRows, row } from './mentions.ts';

const town = syntheticPeople({
  people: 400,
  seed: 21,
  sources: 'TWO',
  withIds: true,
  slips: 0.1,
  missing: 0.05,
});

/** Links some rows alone and among a town, whose numbers teach the weights: the answer must be the same. */
const linkBothWays = (rows: readonly LinkageMention[]) => {
  const alone = clustersOf(linkRows(rows));
  const moved = rows.map((each) => ({ ...each, source: each.source === 'a' ? 'first' : 'second' }));
  const among = linkRows([...moved, ...town.mentions]);
  const wanted = new Set(rows.map((_, place) => place));
  const ofRows = clustersOf(among).filter((cluster) => cluster.some((place) => wanted.has(place)));
  return { alone, among: ofRows, linking: among };
};

const marko = jmbg('040396021001');
const petar = jmbg('121198022002');

describe('people who stay apart', () => {
  it('are twins: one birth date, family and address, another given name', () => {
    const twins = [
      row('a', 'Jovan', 'Zečević', '2001-05-06', '', 'Polimska 4'),
      row('b', 'Jovana', 'Zečević', '2001-05-06', '', 'Polimska 4'),
      row('b', 'Milica', 'Zečević', '2001-05-06', '', 'Polimska 4'),
    ];
    const { alone, among } = linkBothWays(twins);
    expect(alone).toEqual([[0], [1], [2]]);
    expect(among).toEqual([[0], [1], [2]]);
  });

  it('are a father and the son named for him', () => {
    const { alone, among } = linkBothWays([
      row('a', 'Marko', 'Ćulafić', '1960-03-14', '', 'Rudeška 18'),
      row('b', 'Marko', 'Ćulafić', '1988-11-02', '', 'Rudeška 18'),
    ]);
    expect(alone).toEqual([[0], [1]]);
    expect(among).toEqual([[0], [1]]);
  });

  it('are two whose checked ids differ, whatever else agrees', () => {
    const { alone, among, linking } = linkBothWays([
      row('a', 'Marko', 'Ćulafić', '1960-03-14', marko, 'Rudeška 18'),
      row('b', 'Marko', 'Ćulafić', '1960-03-14', petar, 'Rudeška 18'),
    ]);
    expect(alone).toEqual([[0], [1]]);
    expect(among).toEqual([[0], [1]]);
    const [left, right] = linking.prepared;
    if (left === undefined || right === undefined) throw new Error('two were linked');
    expect(linking.scorer.explain(left, right)).toMatchObject({ outcome: 'APART', rule: 'TWO_CHECKED_IDS' });
  });

  it('are two on whom one id stands: both are kept, the id is told of and links nobody', () => {
    const { among, linking } = linkBothWays([
      row('a', 'Marko', 'Ćulafić', '1960-03-14', marko, 'Rudeška 18'),
      row('a', 'Petar', 'Raičević', '1982-11-12', marko, 'Limska 3'),
      row('b', 'Marko', 'Ćulafić', '1960-03-14', marko, 'Rudeška 18'),
    ]);
    expect(among).toEqual([[0, 2], [1]]);
    expect([...linking.contestedIds]).toEqual([marko]);
  });

  it('are two of one contract', () => {
    const both = [
      row('a', 'Ana', 'Femić', '1990-01-02', '', 'Limska 3'),
      row('a', 'Ana', 'Femić', '1990-01-02', '', 'Limska 3'),
    ].map((each) => ({ ...each, unit: 'contract 1' }));
    expect(clustersOf(linkRows(both))).toEqual([[0], [1]]);
  });

  it('are strangers who have a name in common, in a file of ten rows', () => {
    const names = ['Ana', 'Marko', 'Jelena', 'Petar', 'Ivana', 'Nikola', 'Milica', 'Luka', 'Sara', 'Ana'];
    const rows = names.map((name, place) =>
      row('a', name, place % 2 ? 'Popović' : 'Dašić', `19${60 + place}-0${1 + (place % 9)}-1${place}`),
    );
    expect(clustersOf(linkRows(rows))).toHaveLength(10);
  });

  it('are all who have nothing but a given name', () => {
    const rows = Array.from({ length: 300 }, (_, place) =>
      row('a', ['Ana', 'Marko', 'Petar'][place % 3] ?? ''),
    );
    expect(clustersOf(linkRows(rows))).toHaveLength(300);
  });
});

describe('one person', () => {
  it.each([
    ['written in two scripts', ['Đorđe', 'Ђукић'], ['Djordje', 'Đukić']],
    ['with given and family name in each other’s place', ['Marko', 'Zečević'], ['Zečević', 'Marko']],
    ['called by a nickname', ['Vasilije', 'Dašić'], ['Vaso', 'Dašić']],
    ['with a doubled family name', ['Ana', 'Labović'], ['Ana', 'Labović-Femić']],
    ['married since', ['Katarzyna', 'Nowicka'], ['Katarzyna', 'Zawadzka']],
    ['with a slip of the pen', ['Svetlana', 'Babović'], ['Svetlena', 'Babović']],
  ])('is found %s', (_how, before, after) => {
    const { among } = linkBothWays([
      row('a', before[0] ?? '', before[1] ?? '', '1971-08-23', '', 'Mojsija Zečevića 82'),
      row('b', after[0] ?? '', after[1] ?? '', '1971-08-23', '', 'Mojsija Zečevića 82'),
    ]);
    expect(among).toEqual([[0, 1]]);
  });

  it('is found with day and month changed over, and with a mistyped id', () => {
    const mistyped = `${marko.slice(0, 5)}${marko[6]}${marko[5]}${marko.slice(7)}`;
    const { among } = linkBothWays([
      row('a', 'Marko', 'Ćulafić', '1960-03-04', marko, 'Rudeška 18'),
      row('b', 'Marko', 'Ćulafić', '1960-04-03', mistyped, 'Limska 3'),
    ]);
    expect(among).toEqual([[0, 1]]);
  });

  it('who stands ten times is one cluster', () => {
    const rows = Array.from({ length: 10 }, () => row('a', 'Ana', 'Femić', '1990-01-02', '', 'Limska 3'));
    expect(clustersOf(linkRows(rows))).toHaveLength(1);
  });
});
