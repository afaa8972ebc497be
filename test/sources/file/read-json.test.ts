import fc from 'fast-check';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { FileShape } from '../../../src/domain/file-drop.ts';
import { propertySeed } from '../../identity/property-seed.ts';
import { deliveredOf, inPieces, itemsOf, unreadableOf } from './delivered-of.ts';

const list: FileShape = { format: 'JSON', complete: false };
const lines: FileShape = { format: 'NDJSON', complete: false };
const below: FileShape = { ...list, path: ['data', 'items'] };

/** What no register means and a parser lets pass, or breaks over. */
const hostile: readonly (readonly [string, string])[] = [
  ['a hundred thousand brackets', '['.repeat(100_000) + ']'.repeat(100_000)],
  ['a million brackets', '['.repeat(1_000_000) + ']'.repeat(1_000_000)],
  ['__proto__', '{"a":{"__proto__":{"admin":true}}}'],
  ['1e400', '{"a":1e400}'],
  ['a number that becomes nothing', '{"a":1e-400}'],
  ['twenty digits', '{"a":12345678901234567890}'],
  ['a name twice', '{"version":1,"version":2}'],
  ['a name twice, once in disguise', '{"version":1,"v\\u0065rsion":2}'],
  ['a text longer than any message', `{"a":"${'x'.repeat(1_100_000)}"}`],
];

describe('JSON that no register means costs its own item', () => {
  it.each(hostile)('%s', async (_what, text) => {
    const around = ['{"id":1}', text, '{"id":2}'];
    for (const [shape, file] of [
      [lines, around.join('\n')],
      [list, `[${around.join(',')}]`],
    ] as const) {
      const delivered = await deliveredOf(file, shape);
      expect(unreadableOf(delivered)).toEqual(['2 (row)']);
      expect(itemsOf(delivered)).toEqual([{ id: 1 }, { id: 2 }]);
    }
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect('admin' in {}).toBe(false);
  });

  it('but a text that cannot be stored costs its value alone, in the translation', async () => {
    const items = itemsOf(await deliveredOf('{"a":"\\ud800","b":"x\\u0000y"}', lines));
    expect(items).toEqual([{ a: '\ud800', b: 'x\0y' }]);
  });

  it('and what only looks so is taken', async () => {
    const item = { a: '"b":"b":1e400 {[', b: '\\', n: [0, -0.1, 1.5e-7, 9007199254740991], c: { a: 1 } };
    expect(itemsOf(await deliveredOf(`[${JSON.stringify(item)}]`, list))).toEqual([item]);
    expect(itemsOf(await deliveredOf('{"a":0.30000000000000004,"b":0.0,"c":-0}', lines))).toHaveLength(1);
  });
});

describe('a line that cannot be read costs itself', () => {
  it.each([
    ['cut', '{"id":'],
    ['no JSON', 'id=3'],
    ['two in one line', '{"id":3}{"id":4}'],
  ])('%s', async (_what, line) => {
    const delivered = await deliveredOf(`{"id":1}\r\n\r\n${line}\n{"id":2}`, lines);
    expect(unreadableOf(delivered)).toEqual(['3 (row)']);
    expect(itemsOf(delivered)).toEqual([{ id: 1 }, { id: 2 }]);
  });

  it('in another encoding too', async () => {
    const bytes = Buffer.concat([Buffer.from('{"a":"Šć"}\n'), iconv.encode('{"a":"Šć"}\n', 'windows-1250')]);
    expect(unreadableOf(await deliveredOf(bytes, lines))).toEqual(['2 (row)']);
  });

  it('an item a line is taken for a list only where that is declared', async () => {
    const file = ' \n{"id":1}\n{"id":2}\n';
    expect(itemsOf(await deliveredOf(file, { ...list, orLines: true }))).toHaveLength(2);
    await expect(deliveredOf(file, list)).rejects.toMatchObject({ reason: 'STRUCTURE' });
  });
});

describe('a list is read where it lies, or refused whole', () => {
  it.each([
    ['{"data":{"items":[1,2]}}', [1, 2]],
    ['{"next":null,"data":{"other":[{"items":[9]}],"items":[],"count":0},"items":[8]}', []],
    [' {"a":"\\"data\\":{[","data": { "items" : [ {"items":[7]} ] } } ', [{ items: [7] }]],
  ])('%s', async (file, items) => {
    for (const length of [1, 2, 64_000])
      expect(itemsOf(await deliveredOf(inPieces(Buffer.from(file), length), below))).toEqual(items);
  });

  it.each([
    ['cut in an item', '[{"id":1},{"id":', list, 'STRUCTURE'],
    ['cut after an item', '[{"id":1},', list, 'STRUCTURE'],
    ['cut in what is around', '{"data":{"items":[1]', below, 'STRUCTURE'],
    ['something behind it', '[1] x', list, 'STRUCTURE'],
    ['a second list', '[1][2]', list, 'STRUCTURE'],
    ['an item that is no JSON', '[1,{a:1},2]', list, 'STRUCTURE'],
    ['nothing between commas', '[1,,2]', list, 'STRUCTURE'],
    ['a comma at the end', '[1,]', list, 'STRUCTURE'],
    ['a comma alone', '[,]', list, 'STRUCTURE'],
    ['brackets that do not match', '[{"a":[1}]]', list, 'STRUCTURE'],
    ['the place of the list twice', '{"data":{"items":[1],"items":[2]}}', below, 'STRUCTURE'],
    ['nothing', '', list, 'STRUCTURE'],
    ['no list', '{"id":1}', list, 'MISSING_PART'],
    ['no list at its place', '{"data":{"items":{}}}', below, 'MISSING_PART'],
    ['the list elsewhere', '[{"data":{"items":[1]}}]', below, 'MISSING_PART'],
  ] as const)('refused: %s', async (_what, file, shape, reason) => {
    await expect(deliveredOf(file, shape)).rejects.toMatchObject({ name: 'FileRefusal', reason });
  });

  it('any list, however it is written and cut into pieces, is what the parser of the platform makes of it', async () => {
    const anyList = fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 6 });
    const check = fc.asyncProperty(
      anyList,
      fc.nat(4),
      fc.integer({ min: 1, max: 9 }),
      async (all, spaces, length) => {
        const text = JSON.stringify(all, null, spaces);
        fc.pre(!/__proto__|\\u0000|\\ud[89a-f]/.test(text) && !/\d{16}|e\+/.test(text));
        const delivered = await deliveredOf(inPieces(Buffer.from(text), length), list);
        expect(itemsOf(delivered)).toEqual(JSON.parse(text));
      },
    );
    await fc.assert(check, { numRuns: 200, seed: propertySeed });
  });

  it('any text is read as the platform reads it, or refused', async () => {
    const sign = fc.constantFrom(
      '[',
      ']',
      '{',
      '}',
      ',',
      ':',
      '"',
      '\\',
      'a',
      '1',
      ' ',
      '"a":',
      'null',
      '[{"a":1}]',
    );
    const check = fc.asyncProperty(fc.array(sign, { maxLength: 12 }), async (signs) => {
      const text = signs.join('');
      let expected: unknown = null;
      try {
        expected = JSON.parse(text);
      } catch {}
      const delivered = await deliveredOf(text, list).catch(() => null);
      if (delivered === null) expect(Array.isArray(expected)).toBe(false);
      else expect(delivered).toHaveLength((expected as unknown[]).length);
    });
    await fc.assert(check, { numRuns: 500, seed: propertySeed });
  });
});
