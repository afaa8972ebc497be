import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, expect, test } from 'vitest';
import { openJournalFile } from '../../src/audit/journal-file.ts';
import type { JournalFact } from '../../src/domain/journal-fact.ts';

const directory = mkdtempSync(join(tmpdir(), 'hub-journal-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const path = join(directory, 'heads', 'journal.jsonl');
const key = new Uint8Array(32).fill(7);
const open = (hashingKey = key) => openJournalFile(path, hashingKey);

const fact = (number: number): JournalFact => ({
  kind: 'RECORD_ERASED',
  key: `record ${number}`,
  at: '2026-11-21T10:00:00.000000Z',
  fact: { source: 'centre', version: number },
});
const facts = (count: number): readonly JournalFact[] =>
  Array.from({ length: count }, (_, index) => fact(index + 1));
const read = async (file = open()): Promise<readonly JournalFact[]> => {
  const found: JournalFact[] = [];
  for await (const each of file.readOn()) found.push(each);
  return found;
};
const lines = (): string[] => readFileSync(path, 'utf8').trim().split('\n');

beforeEach(async () => {
  rmSync(join(directory, 'heads'), { recursive: true, force: true });
  const file = open();
  await file.append(facts(2));
  await file.append([fact(3)]);
});

test('gives back what was appended, in its order', async () => {
  expect(await read()).toEqual(facts(3));
});

test('is empty where there is none yet', async () => {
  rmSync(path);
  expect(await read()).toEqual([]);
});

test('tells one process what another has appended since, and both go on with one chain', async () => {
  const [one, other] = [open(), open()];
  await read(one);
  await read(other);
  await other.append([fact(4)]);
  expect(await read(one)).toEqual([fact(4)]);
  await one.append([fact(5)]);
  expect(await read(other)).toEqual([fact(5)]);
  expect(await read()).toEqual(facts(5));
});

test.each(['{"kind":"RECORD', '{', `${'x'.repeat(100_000)}`])(
  'leaves out a last line without its end, and writes the next one in its place',
  async (torn) => {
    appendFileSync(path, torn);
    const file = open();
    expect(await read(file)).toEqual(facts(3));
    await file.append([fact(4)]);
    expect(await read()).toEqual(facts(4));
  },
);

test.each<[string, number, (all: string[]) => readonly string[]]>([
  ['changed', 2, (all) => all.with(1, all[1]?.replace('"version":2', '"version":3') ?? '')],
  ['changed in its own MAC', 3, (all) => all.with(2, all[2]?.replace(/"mac":"./, '"mac":"!') ?? '')],
  ['taken out at the beginning', 1, (all) => all.slice(1)],
  ['taken out in the middle', 2, (all) => all.toSpliced(1, 1)],
  ['put in', 3, (all) => all.toSpliced(2, 0, JSON.stringify(fact(9)))],
  ['repeated', 4, (all) => [...all, all[2] ?? '']],
  ['moved', 2, ([one = '', two = '', three = '']) => [one, three, two]],
  ['no JSON', 2, (all) => all.with(1, 'something')],
])('finds a line that was %s, and names it', async (_how, line, edit) => {
  writeFileSync(path, `${edit(lines()).join('\n')}\n`);
  await expect(read()).rejects.toThrow(`${path}, line ${line}:`);
});

test('is read with the key that it was written with alone', async () => {
  await expect(read(open(new Uint8Array(32).fill(8)))).rejects.toThrow('line 1:');
});
