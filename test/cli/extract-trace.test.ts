// A copy of an extract that was found names who fetched it: by the command, on the store of the hub that gave it.
import { cpSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { readConfiguration } from '../../src/server/configuration.ts';
import { openTestHub } from '../harness/open-hub.ts';
import {
  approveExtract,
  type Copy,
  consentOfAll,
  fetchExtract,
  officer,
  personsOf,
  planExtract,
  researcher,
} from '../harness/research.ts';
import { type Outcome, patience, runHub, runHubProcess, temporaryDirectory } from './run-command.ts';

vi.setConfig({ testTimeout: patience, hookTimeout: patience });

const directory = temporaryDirectory();
const data = join(directory.path, 'data');
const consenting = 80;

/** The same extract, as two people fetched it. */
let ivas: Copy;
let later: Copy;

const fileOf = (lines: readonly string[], lineBreak = '\n'): string => {
  const file = join(directory.path, 'found.csv');
  writeFileSync(file, lines.map((line) => `${line}${lineBreak}`).join(''));
  return file;
};
const linesOf = (copy: Copy): readonly string[] => copy.text.trim().split(/\r?\n/);
const values = (file: string): readonly string[] => ['extract-trace', file, '--data', data];
const trace = async (lines: readonly string[], lineBreak?: string): Promise<Outcome> =>
  await runHub(values(fileOf(lines, lineBreak)));

/** Whom the command names, with how many rows each: what it prints but the instant and the id of a download. */
const named = ({ code, stdout }: Outcome): readonly (readonly string[])[] => {
  expect(code).toBe(0);
  const [header, ...lines] = stdout.trim().split('\n');
  expect(header).toBe('rows;recipient;project;actor;at;download');
  return lines.map((line) => line.split(';').slice(0, 4));
};
const row = (count: number, actor: string): readonly string[] => [
  ...[String(count), 'statistics', 'project:housing-conditions', actor],
];

beforeAll(async () => {
  const { samples, secrets } = inject('images');
  cpSync(samples, join(data, 'store'), { recursive: true });
  cpSync(dirname(secrets), join(data, 'keys'), { recursive: true });
  // A store on disk, for the command to open once the hub has closed it.
  const hub = await openTestHub({ configuration: readConfiguration({ PORT: '0' }, { data }) });
  try {
    await consentOfAll(hub, (await personsOf(hub, ['berane.municipality'])).slice(0, consenting), [
      ...(['berane.municipality', 'berane.centre'] as const),
    ]);
    await hub.running.hub.releases.drawDue();
    const iva = await researcher(hub);
    const planned = await planExtract(hub, iva, ['PLACE', 'AGE_BAND', 'EMPLOYED']);
    const { id = '' } = (planned.body.data?.['planExtract'] ?? {}) as { id?: string };
    for (const [agency, actor] of [
      ['berane.municipality', 'Mirza'],
      ['berane.centre', 'Nina'],
    ] as const)
      await approveExtract(hub, await officer(hub, agency, actor), id);
    ivas = await fetchExtract(hub, iva, id);
    hub.clock.advance(60_000);
    later = await fetchExtract(hub, iva, id);
  } finally {
    await hub.close();
  }
  expect([ivas.status, later.status]).toEqual([200, 200]);
  expect(ivas.rows.length).toBeGreaterThan(40);
  expect(later.rows.map((each) => each.slice(0, -1))).toEqual(ivas.rows.map((each) => each.slice(0, -1)));
});
afterAll(() => directory.remove());

describe('a copy that was found', () => {
  it('names who fetched it, of two whose copies say the same, and when', async () => {
    const [first, second] = [await trace(linesOf(ivas)), await trace(linesOf(later))];
    expect(named(first)).toEqual([row(ivas.rows.length, 'Iva')]);
    expect(named(second)).toEqual([row(later.rows.length, 'Iva')]);
    expect(first.stdout).toMatch(/;Iva;2026-11-21T10:00:00[^;]*;[0-9a-f-]{36}\n$/);
    expect(second.stdout).toMatch(/;Iva;2026-11-21T10:01:00[^;]*;[0-9a-f-]{36}\n$/);
  });

  it('names them where rows were taken out and put into another order, and the heading is gone', async () => {
    const [, ...rows] = linesOf(later);
    const few = rows.filter((_line, index) => index % 3 === 1).reverse();
    expect(named(await trace(few))).toEqual([row(few.length, 'Iva')]);
    expect(named(await trace([few[0] ?? '']))).toEqual([row(1, 'Iva')]);
  });

  it('names them as a spreadsheet writes it again: with other signs between cells, a mark of order, quotes and other line ends', async () => {
    const [header = '', ...rows] = linesOf(ivas);
    for (const delimiter of [',', ';', '\t']) {
      const written = rows.map((line) =>
        line
          .split(',')
          .map((cell) => `"${cell}"`)
          .join(delimiter),
      );
      const lines = [`\uFEFF${header.replaceAll(',', delimiter)}`, ...written];
      expect(named(await trace(lines, '\r\n')), delimiter).toEqual([row(rows.length, 'Iva')]);
    }
  });

  it('names both where rows of two are mixed, the one of the most rows first', async () => {
    const [header = '', ...rows] = linesOf(ivas);
    const theirs = linesOf(later).slice(-3);
    expect(named(await trace([header, ...theirs, ...rows.slice(0, 10)]))).toEqual([
      ...[row(10, 'Iva'), row(3, 'Iva')],
    ]);
  });
});

describe('nobody is named', () => {
  const none = [1, '', 'No row of this file is of a download that is known.\n'];
  it.each<[string, (lines: readonly string[]) => readonly string[]]>([
    ['a file from elsewhere', () => ['id,PLACE,AGE_BAND,EMPLOYED,mark', '1a,Berane,Y18-29,YES,abc', 'x']],
    ['a file of other columns', () => ['rb;ime;prezime', '1;Ana;Probić', '']],
    ['what is no table', () => ['{ "rows": [ "1', 'a "b" c, d']],
    ['an empty file', () => []],
    ['rows without their marks', (lines) => lines.map((line) => line.slice(0, line.lastIndexOf(',')))],
    [
      'rows of which each says something else than was given',
      (lines) => lines.map((line) => line.replace(/,(YES|NO|UNK),/, (_all, said) => `,${said}X,`)),
    ],
    [
      'rows that bear the mark of another row',
      (lines) => {
        const marks = lines.map((line) => line.slice(line.lastIndexOf(',')));
        return lines.map((line, at) => `${line.slice(0, line.lastIndexOf(','))}${marks.at(at - 1)}`);
      },
    ],
  ])('by %s', async (_what, change) => {
    const { code, stdout, stderr } = await trace(change(linesOf(later).slice(1)));
    expect([code, stdout, stderr]).toEqual(none);
  });

  it('by a process of its own either, which ends with an error', async () => {
    const foreign = await runHubProcess(values(fileOf(['id,mark', '1a,abc'])));
    expect([foreign.code, foreign.stdout]).toEqual([1, '']);
    expect(named(await runHubProcess(values(fileOf(linesOf(later)))))).toEqual([
      row(later.rows.length, 'Iva'),
    ]);
  });
});
