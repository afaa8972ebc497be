import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type HeadStore, openFileHeadStore } from '../../src/audit/head-store.ts';

let directory: string;
let path: string;
const linesOf = async (store: HeadStore): Promise<string[]> => {
  const lines: string[] = [];
  for await (const line of store.readAll()) lines.push(line);
  return lines;
};

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'heads-'));
  path = join(directory, 'heads.jws');
});
afterEach(() => rm(directory, { recursive: true }));

describe('the file of heads', () => {
  test('keeps heads in order over restarts, for its owner alone', async () => {
    const first = await openFileHeadStore(path);
    expect(await linesOf(first)).toEqual([]);
    await Promise.all([first.append('a.b.c'), first.append('d.e.f')]);
    await first.close();
    const second = await openFileHeadStore(path);
    await second.append('g.h.i');
    expect(await linesOf(second)).toEqual(['a.b.c', 'd.e.f', 'g.h.i']);
    expect(await readFile(path, 'utf8')).toBe('a.b.c\nd.e.f\ng.h.i\n');
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    await second.close();
  });

  test('a head that a crash cut is not read, and the next begins on its own line', async () => {
    const first = await openFileHeadStore(path);
    await first.append('a.b.c');
    await first.close();
    await appendFile(path, 'd.e');
    const second = await openFileHeadStore(path);
    expect(await linesOf(second)).toEqual(['a.b.c']);
    await second.append('g.h.i');
    // As after an append that a full disk stopped half-way.
    await appendFile(path, 'j.k');
    await second.append('l.m.n');
    expect(await linesOf(second)).toEqual(['a.b.c', 'g.h.i', 'l.m.n']);
    await second.close();
  });

  test('takes nothing but one compact JWS, and a refusal does not stop the next', async () => {
    const store = await openFileHeadStore(path);
    for (const text of ['', 'a.b', 'a.b.c\nd.e.f', 'a.b.c ', 'a.b.c.d.e']) {
      await expect(store.append(text)).rejects.toThrow('not a compact JWS');
    }
    await store.append('a.b.c');
    expect(await linesOf(store)).toEqual(['a.b.c']);
    await store.close();
  });

  test('reads a file longer than one chunk', async () => {
    const store = await openFileHeadStore(path);
    const heads = Array.from({ length: 2000 }, (_, number) => `${'x'.repeat(number % 97)}h.p.${number}`);
    await appendFile(path, heads.map((head) => `${head}\n`).join(''));
    await store.close();
    const again = await openFileHeadStore(path);
    expect(await linesOf(again)).toEqual(heads);
    await again.close();
  });

  test('fails to open where it cannot write', async () => {
    await expect(openFileHeadStore(join(directory, 'missing', 'heads.jws'))).rejects.toMatchObject({
      code: 'ENOENT',
    });
  });
});
