import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { FileShape } from '../../../src/domain/file-drop.ts';
import { projectFile } from '../../../src/server/configuration.ts';
import { deliveredOf, inPieces, itemsOf, unreadableOf } from './delivered-of.ts';

const shape: FileShape = { format: 'CSV', columns: ['id', 'ime'], complete: false };
const text = 'id;ime\r\n1;Ana Šćepanović\r\n2;Снежана\r\n';
const latin = 'id;ime\r\n1;Ana Šćepanović\r\n2;Đurđa\r\n';
const people = [
  { id: '1', ime: 'Ana Šćepanović' },
  { id: '2', ime: 'Снежана' },
];

describe('a table is read by the names of its columns', () => {
  it.each([
    [';', 'id;ime\n1;Ana\n'],
    [',', 'id,ime\n1,Ana\n'],
    ['a tab', 'id\time\n1\tAna\n'],
    ['|', 'id|ime\n1|Ana\n'],
    ['a hint in the first line', 'sep=;\nid;ime\n1;Ana\n'],
    ['columns in another order, and more of them', 'ime;telefon;id\nAna;067;1\n'],
    ['quoted names, one over two lines', '"id";"ime";"na\npomena"\n1;"Ana";x\n'],
    ['empty lines between', '\r\nid;ime\r\n\r\n1;Ana\r\n\r\n'],
    ['no line break at the end', 'id;ime\n1;Ana'],
  ])('%s', async (_what, file) => {
    expect(itemsOf(await deliveredOf(file, shape))).toEqual([{ id: '1', ime: 'Ana' }]);
  });

  it.each<[string, string | Uint8Array, object?]>([
    ['an empty file', ''],
    ['a column is missing', 'id;prezime\n1;Ana\n'],
    ['a column stands twice', 'id;ime;ime\n1;Ana;Eva\n'],
    ['another delimiter than the declared one', 'id,ime\n1,Ana\n', { delimiter: ';' }],
    [
      'a spreadsheet has the name of a table',
      readFileSync(new URL('made-by-openpyxl.xlsx', import.meta.url)),
      { encoding: 'windows-1250' },
    ],
  ])('is refused where %s', async (_what, file, more = {}) => {
    await expect(deliveredOf(file, { ...shape, ...more })).rejects.toMatchObject({
      name: 'FileRefusal',
      reason: 'COLUMNS',
    });
  });

  it('a number of a row is the line at which it begins', async () => {
    const file = 'id;ime\n1;"Ana\n\nMarija"\n\n2;Eva\n';
    expect((await deliveredOf(file, shape)).map(({ row }) => row)).toEqual([2, 6]);
  });
});

describe('a broken row costs itself', () => {
  it.each([
    ['a quote that is never closed', 'id;ime\n1;"Ana\n2;Eva\n3;"Zo"\n', ['2 (row)'], ['2', '3']],
    ['a row that was cut', 'id;ime\n1\n2;Eva\n', ['2 (row)'], ['2']],
    ['a row with a cell too many', 'id;ime\n1;Ana;x\n2;Eva\n', ['2 (row)'], ['2']],
    ['NUL in a cell', 'id;ime\n1;A\0na\n2;Eva\n', ['2 (row)'], ['2']],
    ['a row longer than any row', `id;ime\n1;${'x'.repeat(1_100_000)}\n2;Eva\n`, ['2 (row)'], ['2']],
  ])('%s', async (_what, file, unreadable, ids) => {
    const delivered = await deliveredOf(file, shape);
    expect(unreadableOf(delivered)).toEqual(unreadable);
    expect(itemsOf(delivered).map((item) => (item as { id: string }).id)).toEqual(ids);
  });

  it('and says what could be read of it, for a unit of several rows', async () => {
    expect(await deliveredOf('ime;id\nAna\n', shape)).toMatchObject([
      { kind: 'UNREADABLE', row: 2, cells: { ime: 'Ana', id: '' } },
    ]);
  });

  it('a last row without a line break was cut, where the register ends each with one', async () => {
    const file = 'id;ime\n1;Ana\n2;Ev';
    const delivered = await deliveredOf(file, { ...shape, endsWithLineBreak: true });
    expect(unreadableOf(delivered)).toEqual(['3 (row)']);
  });

  it('what looks like a prototype is a column like any other', async () => {
    const columns = ['__proto__', 'constructor'];
    const [item] = itemsOf(await deliveredOf('__proto__;constructor\nx;y\n', { ...shape, columns }));
    expect(Object.entries(item as object)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ]);
    expect(Object.getPrototypeOf(item)).toBe(Object.prototype);
  });
});

describe('the encoding is declared or found, and never guessed for one cell', () => {
  const encoded = (encoding: string, addBOM: boolean): Uint8Array => iconv.encode(text, encoding, { addBOM });

  it.each([
    ['utf-8', false],
    ['utf-8', true],
    ['utf-16le', false],
    ['utf-16le', true],
    ['utf-16be', false],
    ['utf-16be', true],
    ['utf-32le', true],
    ['utf-32be', true],
  ])('%s, with a mark: %s, in pieces of any length', async (encoding, mark) => {
    for (const length of [1, 3, 7, 64_000])
      expect(itemsOf(await deliveredOf(inPieces(encoded(encoding, mark), length), shape))).toEqual(people);
  });

  it.each([
    ['windows-1251', 'id;ime\n1;Снежана\n'],
    ['windows-1250', latin],
    ['cp852', latin],
    ['iso-8859-2', latin],
    ['utf-16', text],
    ['utf-8', text],
    ['shift_jis', 'id;ime\n1;表\n'],
  ])('%s, declared', async (encoding, file) => {
    const bytes = iconv.encode(file, encoding);
    const [, second] = file.split(/\r?\n/);
    const [first] = itemsOf(await deliveredOf(bytes, { ...shape, encoding }));
    expect(first).toEqual({ id: '1', ime: second?.slice(2) });
  });

  it('what is not Unicode is the fallback, or refused where there is none', async () => {
    const bytes = iconv.encode(latin, 'windows-1250');
    const delivered = await deliveredOf(bytes, { ...shape, fallbackEncoding: 'windows-1250' });
    expect(itemsOf(delivered)).toEqual([people[0], { id: '2', ime: 'Đurđa' }]);
    await expect(deliveredOf(bytes, shape)).rejects.toMatchObject({ reason: 'ENCODING' });
  });

  it('a row in another encoding than the rest is told, whichever the rest has', async () => {
    const many = '3;Đurđa\r\n'.repeat(3);
    const unicode = Buffer.concat([Buffer.from(latin + many), iconv.encode('9;Šušana\r\n', 'windows-1250')]);
    const old = Buffer.concat([iconv.encode(latin + many, 'windows-1250'), Buffer.from('9;Šušana\r\n')]);
    for (const bytes of [unicode, old]) {
      const delivered = await deliveredOf(bytes, { ...shape, fallbackEncoding: 'windows-1250' });
      expect(unreadableOf(delivered)).toEqual(['7 (row)']);
      expect(itemsOf(delivered)).toHaveLength(5);
    }
  });

  it.each([
    ['half a surrogate pair', Buffer.from('1;A\ud83d!\r\n', 'utf16le')],
    ['half a letter at the end', Buffer.concat([Buffer.from('1;Ana', 'utf16le'), Buffer.from([0x61])])],
  ])('%s in UTF-16 costs its row', async (_what, row) => {
    const bytes = Buffer.concat([Buffer.from('id;ime\r\n', 'utf16le'), row]);
    expect(unreadableOf(await deliveredOf(bytes, shape))).toEqual(['2 (row)']);
  });
});

it("the project's own register is read whole, whatever the pieces", async () => {
  const bytes = readFileSync(join(projectFile('samples', 'registers'), 'housing.csv'));
  const columns = ['rb', 'broj_ugovora', 'jmbg', 'napomena'];
  const whole = await deliveredOf(bytes, { ...shape, columns, encoding: 'windows-1250' });
  expect(whole).toHaveLength(881);
  expect(unreadableOf(whole)).toEqual([]);
  const cut = await deliveredOf(inPieces(bytes, 997), {
    ...shape,
    columns,
    fallbackEncoding: 'windows-1250',
  });
  expect(cut).toEqual(whole);
});
