import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';
import { syntheticPeople } from '../evaluate/synthetic-people.ts';
import { patience, runHub, temporaryDirectory } from './run-command.ts';

vi.setConfig({ testTimeout: patience, hookTimeout: patience });

const directory = temporaryDirectory();
afterAll(() => directory.remove());

const file = (name: string, content: string | Uint8Array): string => {
  const path = join(directory.path, name);
  writeFileSync(path, content);
  return path;
};
const out = join(directory.path, 'clusters.csv');
const linesOf = (path: string): readonly string[] => readFileSync(path, 'utf8').trimEnd().split('\n');

describe('hub link', () => {
  it('does what docs/linking.md shows', async () => {
    const guide = readFileSync(projectFile('docs', 'linking.md'), 'utf8');
    const blockAfter = (words: string): string => {
      const text = guide.slice(guide.indexOf(words));
      return /```\w*\n([\s\S]*?)```/.exec(text)?.[1] ?? '';
    };
    const housing = file('housing.csv', blockAfter('`housing.csv`'));
    const centre = file('centre.csv', blockAfter('`centre.csv`'));
    const typed = blockAfter('The command').replaceAll('\\\n', ' ').trim().split(/\s+/);
    const at = typed.indexOf('link');
    const values = typed
      .slice(at)
      .map(
        (value) => ({ 'housing.csv': housing, 'centre.csv': centre, 'clusters.csv': out })[value] ?? value,
      );
    const { code, stdout, stderr } = await runHub(values);
    expect([code, stderr]).toEqual([0, '']);
    expect(`${linesOf(out).join('\n')}\n`).toBe(blockAfter('writes `clusters.csv`'));
    expect(stdout).toBe(blockAfter('and prints'));
  });

  it('takes what cannot be so: an id of two people, no name, scripts mixed in a word, 10,000 letters, two heads of one name', async () => {
    const long = 'Ž'.repeat(10_000);
    const rows = [
      ...[
        '1;Ana;Dašić;1405987275018;1987-05-14;Polimska 4',
        '2;Petar;Vuković;1405987275018;1961-03-02;Rudeška 9',
      ],
      ...['3;;;;1990-01-01;', '4;Аnа;Dаšić;;1987-05-14;Polimska 4', `5;${long};${long};;2990-01-01;${long}`],
      ...['6;Marko;Ćulafić;;1960-03-14;Rudeška 18', '7;Marko;Ćulafić;;1988-11-02;Rudeška 18'],
    ];
    const strange = file('strange.csv', `id;given;family;jmbg;born;address\n${rows.join('\n')}\n`);
    const columns = 'given=given,family=family,id=jmbg,birth=born,address=address';
    const { code, stdout, stderr } = await runHub([
      ...['link', strange, '--columns', columns, '--id-column', 'id', '--out', out],
    ]);
    expect([code, stderr]).toEqual([0, '']);
    const clusterOf = new Map(
      linesOf(out)
        .slice(1)
        .map((row) => row.split(';').slice(1) as [string, string]),
    );
    expect(clusterOf.size).toBe(7);
    // The id is both's, and links neither; the scripts of one word are one.
    expect(stdout).toContain('ids of two people: 1\n');
    expect(clusterOf.get('4')).toBe(clusterOf.get('1'));
    expect(new Set(['1', '2', '3', '5', '6', '7'].map((row) => clusterOf.get(row))).size).toBe(6);
  });

  it('takes commas, a byte order mark, windows-1250, spaces, three forms of dates and every row once', async () => {
    const first = file(
      'first.csv',
      '\uFEFF id , ime , prezime , rodjen \r\n A1 , Đorđe , Šćepanović , 1960-03-14 \r\n A2 ,"Ana, Marija", Dašić , 19710823 \r\n A3,,,\r\n',
    );
    // "Đorđe Šćepanović" in windows-1250.
    const second = file(
      'second.csv',
      Buffer.concat([
        Buffer.from('id;ime;prezime;rodjen\nB1;'),
        Buffer.from([0xd0, 0x6f, 0x72, 0xf0, 0x65, 0x3b, 0x8a, 0xe6]),
        Buffer.from('epanovi'),
        Buffer.from([0xe6]),
        Buffer.from(';14.03.1960.\nB2;Luka;Vuković;2990-01-01\n'),
      ]),
    );
    const columns = ['--columns', 'given=ime,family=prezime,birth=rodjen', '--id-column', 'id', '--out', out];
    const { code, stdout } = await runHub(['link', first, second, ...columns]);
    expect(code).toBe(0);
    expect(linesOf(out)).toEqual([
      'file;row_id;cluster',
      'first;A1;1',
      'first;A2;2',
      'first;A3;3',
      'second;B1;1',
      'second;B2;4',
    ]);
    expect(stdout).toContain('values NO_NAME: 1');
    expect(stdout).toContain('values BIRTH_IN_FUTURE: 1');
  });

  it('gives the same clusters whatever order the rows of a file come in', async () => {
    const { mentions } = syntheticPeople({
      ...{ people: 600, seed: 11, sources: 'ONE', withIds: false },
      ...{ slips: 0.1, missing: 0.05 },
    });
    const rows = mentions.map(({ givenName, familyName, birthDate, address }, number) =>
      [String(number), givenName, familyName, birthDate, address]
        .map((value) => (value ?? '').replaceAll(/[;"]/g, ' '))
        .join(';'),
    );
    const partition = async (some: readonly string[]): Promise<ReadonlySet<string>> => {
      const people = file('shuffled.csv', ['row;given;family;birth;address', ...some].join('\n'));
      const columns = 'given=given,family=family,birth=birth,address=address';
      const { code } = await runHub([
        ...['link', people, '--columns', columns, '--id-column', 'row', '--out', out],
      ]);
      expect(code).toBe(0);
      const clusters = new Map<string, string[]>();
      for (const line of linesOf(out).slice(1)) {
        const [, row = '', cluster = ''] = line.split(';');
        clusters.set(cluster, [...(clusters.get(cluster) ?? []), row]);
      }
      return new Set([...clusters.values()].map((members) => members.sort().join(' ')));
    };
    const straight = await partition(rows);
    expect(straight.size).toBeLessThan(rows.length);
    expect(await partition(rows.toReversed())).toEqual(straight);
  });

  it('survives names of ten thousand letters, mixed scripts, half rows and stray quotes', async () => {
    const bad = file(
      'bad.csv',
      `given,family,birth\n${'x'.repeat(10_000)},Пetrović,31.02.1990\n"Ana",Da"šić\n,,,,,\nMarko,Dašić,yesterday\n`,
    );
    const { code, stdout } = await runHub([
      'link',
      bad,
      '--columns',
      'given=given,family=family,birth=birth',
      '--out',
      out,
    ]);
    expect(code).toBe(0);
    expect(linesOf(out)).toHaveLength(5);
    for (const problem of ['NAME_TOO_LONG', 'MIXED_SCRIPTS', 'BIRTH_NOT_READ', 'NO_NAME'])
      expect(stdout).toContain(`values ${problem}: 1`);
  });

  it.each([
    [['absent.csv', '--columns', 'given=given'], 1, /cannot be read/],
    [['people.csv', '--columns', 'given=nowhere'], 1, /no column nowhere.*given, family/],
    [['people.csv', '--columns', 'given=given', '--id-column', 'nowhere'], 1, /no column nowhere/],
    [['people.csv', 'people.csv', '--columns', 'given=given'], 1, /one name/],
    [['empty.csv', '--columns', 'given=given'], 1, /is empty/],
    [['people.csv', '--columns', 'first=given'], 2, /"first" is none of given, family/],
    [['people.csv', '--columns', 'given='], 2, /names no column/],
    [['people.csv'], 2, /--columns/],
  ])('tells what is wrong with %j', async (values, expected, sentence) => {
    file('people.csv', 'given,family\nAna,Dašić\n');
    file('empty.csv', '');
    const result = join(directory.path, 'none.csv');
    const named = values.map((value) => (value.endsWith('.csv') ? join(directory.path, value) : value));
    const { code, stdout, stderr } = await runHub(['link', ...named, '--out', result]);
    expect([code, stdout]).toEqual([expected, '']);
    expect(stderr.replace(/\s+/g, ' ')).toMatch(sentence);
    expect(stderr).not.toMatch(/^\s+at /m);
    expect(existsSync(result)).toBe(false);
  });
});
