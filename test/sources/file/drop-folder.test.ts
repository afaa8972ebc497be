import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileOutcome, FileShape } from '../../../src/domain/file-drop.ts';
import { type DropFolder, openDropFolder, type TakeFile } from '../../../src/sources/file/drop-folder.ts';
import { watchDropFolder } from '../../../src/sources/file/watch-drop-folder.ts';

const shape: FileShape = { format: 'CSV', columns: ['id', 'jmbg'], complete: false };
const file = 'id;jmbg\n1;1110991270055\n2\n';
const never = new AbortController().signal;

let folder: string;
let taken: { readonly name: string; readonly rows: number }[];
let faults: unknown[];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hub-drop-'));
  taken = [];
  faults = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Takes what comes as an intake would, and says what it could not read. */
const takeAll: TakeFile = async (name, pages) => {
  const rows: FileOutcome['rows'][number][] = [];
  let count = 0;
  for await (const { items } of pages)
    for (const each of items) {
      count += 1;
      if (each.kind === 'UNREADABLE') rows.push({ ...each.problem, outcome: 'QUARANTINED' });
    }
  taken.push({ name, rows: count });
  return { state: 'DONE', counts: { CREATED: count - rows.length, QUARANTINED: rows.length }, rows };
};

const open = async (take: TakeFile = takeAll, mostBytes = 1_000_000): Promise<DropFolder> =>
  await openDropFolder({
    place: { kind: 'FILE_DROP', folder, everySeconds: 30, mostBytes },
    shape,
    gather: null,
    take,
    onFault: (error) => faults.push(error),
  });
const drop = (name: string, content: string | Uint8Array = file): void =>
  writeFileSync(join(folder, 'in', name), content);
const inside = (place: string): string[] => readdirSync(join(folder, place)).sort();
const read = (...names: readonly string[]): string => readFileSync(join(folder, ...names), 'utf8');
const look = async (drops: DropFolder, times = 2): Promise<void> => {
  for (let each = 0; each < times; each += 1) await drops.look(never);
};

describe('a file that was dropped is taken once it lies still', () => {
  it('after two looks, and then lies in done with a report beside it', async () => {
    const drops = await open();
    drop('tenants.csv');
    await look(drops, 1);
    expect(taken).toEqual([]);
    await look(drops, 1);
    expect(taken).toEqual([{ name: 'tenants.csv', rows: 2 }]);
    expect([inside('in'), inside('work')]).toEqual([[], []]);
    expect(inside('done')).toEqual(['tenants.csv', 'tenants.csv.report.csv']);
    expect(read('done', 'tenants.csv')).toBe(file);
    expect(read('done', 'tenants.csv.report.csv').split('\r\n')).toEqual([
      'row;outcome;column;reason',
      '3;QUARANTINED;(row);"This row does not have 2 columns; it may have been cut."',
      ';CREATED;;1 in all',
      ';QUARANTINED;;1 in all',
      '',
    ]);
  });

  it('not while it grows', async () => {
    const drops = await open();
    for (const part of ['id', 'id;jm', 'id;jmbg\n']) {
      drop('tenants.csv', part);
      await look(drops, 1);
    }
    expect(taken).toEqual([]);
    await look(drops, 1);
    expect(taken).toEqual([{ name: 'tenants.csv', rows: 0 }]);
  });

  it('not under a name of what is still written, until it has its own', async () => {
    const drops = await open();
    for (const name of ['a.csv.part', '.a.csv', '~$a.csv', 'a.tmp']) drop(name);
    await look(drops, 3);
    expect(taken).toEqual([]);
    renameSync(join(folder, 'in', 'a.csv.part'), join(folder, 'in', 'a.csv'));
    await look(drops);
    expect(taken.map(({ name }) => name)).toEqual(['a.csv']);
  });

  it('the same file again, and another one of its name: nothing is written over', async () => {
    const drops = await open();
    for (const content of [file, file, 'id;jmbg\n3;\n', file]) {
      drop('tenants.csv', content);
      await look(drops);
    }
    expect(taken).toHaveLength(4);
    const kept = inside('done').filter((name) => !name.endsWith('.report.csv'));
    expect(kept).toHaveLength(4);
    expect(inside('done').filter((name) => name.endsWith('.report.csv'))).toEqual(
      kept.map((name) => `${name}.report.csv`).sort(),
    );
    expect(kept.map((name) => read('done', name)).sort()).toEqual([file, file, file, 'id;jmbg\n3;\n'].sort());
    expect(read('done', 'tenants.csv')).toBe(file);
    expect(inside('failed')).toEqual([]);
  });
});

describe('a file that cannot be taken lies in failed, and says why without a word of itself', () => {
  it.each([
    ['other columns', 'ime;prezime\nAna;1110991270055\n', 'COLUMNS'],
    ['another encoding', Buffer.from('id;jmbg\n1;\xe6\n', 'latin1'), 'ENCODING'],
    ['more than may be', `id;jmbg\n${'1;1110991270055\n'.repeat(100_000)}`, 'TOO_LARGE'],
  ])('%s', async (_what, content, reason) => {
    const drops = await open();
    drop('a.csv', content);
    await look(drops);
    expect(inside('failed')).toEqual(['a.csv', 'a.csv.report.csv']);
    expect(read('failed', 'a.csv.report.csv')).toContain(`;${reason};`);
    expect(read('failed', 'a.csv.report.csv')).not.toMatch(/\d{5}|Ana/);
    expect(taken).toEqual([]);
  });

  it('one that is written to while it is read', async () => {
    const drops = await open(async (name, pages, signal) => {
      writeFileSync(join(folder, 'work', name), `${file}3;1110991270055\n`);
      return await takeAll(name, pages, signal);
    });
    drop('a.csv');
    await look(drops);
    expect(read('failed', 'a.csv.report.csv')).toContain(';CHANGED;');
  });

  it('a link is put away itself, and nothing is read of what it leads to', async () => {
    const secret = join(folder, 'secret.csv');
    writeFileSync(secret, file);
    const drops = await open();
    symlinkSync(secret, join(folder, 'in', 'a.csv'));
    symlinkSync('/nowhere', join(folder, 'in', 'b.csv'));
    symlinkSync(secret, join(folder, 'work', 'c.csv'));
    await look(drops);
    expect(taken).toEqual([]);
    expect(inside('failed').filter((name) => !name.includes('report'))).toEqual(['a.csv', 'b.csv', 'c.csv']);
    expect(read('secret.csv')).toBe(file);
  });

  it('a name with signs that break a line', async () => {
    const drops = await open();
    drop('a\n1;DONE;.csv');
    await look(drops);
    expect(inside('failed')).toEqual(['a_1;DONE;.csv', 'a_1;DONE;.csv.report.csv']);
  });

  it('a folder among the files is left where it is', async () => {
    const drops = await open();
    mkdirSync(join(folder, 'in', 'sub'));
    await look(drops);
    expect(inside('in')).toEqual(['sub']);
  });
});

describe('nothing is lost where taking breaks', () => {
  it('a file in work was interrupted, and is taken again at the next start', async () => {
    await open();
    writeFileSync(join(folder, 'work', 'a.csv'), file);
    drop('a.csv', 'id;jmbg\n');
    const drops = await open();
    await look(drops);
    expect(taken).toEqual([
      { name: 'a.csv', rows: 2 },
      { name: 'a.csv', rows: 0 },
    ]);
    expect(inside('done')).toHaveLength(4);
  });

  it('one that breaks the hub is tried three times, and others go on meanwhile', async () => {
    const drops = await open(async (name, pages, signal) => {
      if (name === 'bad.csv') throw new Error('1110991270055');
      return await takeAll(name, pages, signal);
    });
    drop('bad.csv');
    drop('good.csv');
    await look(drops);
    expect([inside('work'), taken.length]).toEqual([['bad.csv'], 1]);
    await look(drops);
    expect(inside('work')).toEqual([]);
    expect(inside('failed')).toEqual(['bad.csv', 'bad.csv.report.csv']);
    expect(read('failed', 'bad.csv.report.csv')).not.toContain('1110991270055');
    expect(faults).toHaveLength(3);
  });

  it('one that the hub cannot take at present waits, however often', async () => {
    let isAway = true;
    const drops = await open(async (name, pages, signal) =>
      isAway ? { state: 'AGAIN', counts: {}, rows: [] } : await takeAll(name, pages, signal),
    );
    drop('a.csv');
    await look(drops, 6);
    expect(inside('work')).toEqual(['a.csv']);
    isAway = false;
    await look(drops, 1);
    expect(inside('done')).toEqual(['a.csv', 'a.csv.report.csv']);
    expect(faults).toEqual([]);
  });

  it('one that is ended from outside stays in work, and counts as no attempt', async () => {
    const ending = new AbortController();
    const drops = await open(async (name, pages, signal) => {
      ending.abort();
      return await takeAll(name, pages, signal);
    });
    drop('a.csv');
    await drops.look(ending.signal);
    await expect(drops.look(ending.signal)).rejects.toThrow();
    expect(inside('work')).toEqual(['a.csv']);
    expect(faults).toEqual([]);
  });
});

describe('the folder', () => {
  it.each([
    ['a relative path', () => 'drop'],
    [
      'a link in the place of one of its folders',
      () => {
        symlinkSync(tmpdir(), join(folder, 'done'));
        return folder;
      },
    ],
    [
      'a file in the place of one of its folders',
      () => {
        writeFileSync(join(folder, 'in'), '');
        return folder;
      },
    ],
  ])('is refused with %s', async (_what, prepare) => {
    const place = { kind: 'FILE_DROP', folder: prepare(), everySeconds: 30, mostBytes: 1000 } as const;
    const opening = openDropFolder({ place, shape, gather: null, take: takeAll, onFault: () => undefined });
    await expect(opening).rejects.toMatchObject({ name: 'ConfigurationError' });
  });

  it('is looked into again and again, past a look that breaks, until the end', async () => {
    const ending = new AbortController();
    let [looks, waited] = [0, 0];
    const watched: DropFolder = {
      look: async () => {
        looks += 1;
        if (looks === 2) throw new Error('the share is away');
      },
    };
    const wait = async (milliseconds: number): Promise<void> => {
      waited += milliseconds;
      if (waited >= 9000) ending.abort();
    };
    const options = { everySeconds: 4, timer: { wait }, onFault: (error: unknown) => faults.push(error) };
    await watchDropFolder(watched, options, ending.signal);
    expect([looks, faults.length]).toEqual([3, 1]);
  });
});
