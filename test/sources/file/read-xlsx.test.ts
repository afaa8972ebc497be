import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { FileShape } from '../../../src/domain/file-drop.ts';
import { zipLimits } from '../../../src/sources/file/zip-archive.ts';
import { deliveredOf, inPieces, itemsOf, unreadableOf } from './delivered-of.ts';
import { textRow, workbookParts, zipOf } from './zip-of.ts';

const made = (program: string): Uint8Array =>
  readFileSync(new URL(`made-by-${program}.xlsx`, import.meta.url));
const columns = ['rb', 'ime', 'jmbg', 'rodjen', 'dug', 'upisan', 'aktivan', 'napomena'];
const shape: FileShape = { format: 'XLSX', columns, complete: false };
const small: FileShape = { format: 'XLSX', columns: ['id', 'ime'], complete: false };
const header = textRow('id', 'ime');

describe('a spreadsheet comes as the text that the register means', () => {
  it('beneath a title, of the sheet that is named', async () => {
    const delivered = await deliveredOf(made('openpyxl'), { ...shape, sheet: 'Korisnici' });
    expect(itemsOf(delivered)).toEqual([
      {
        ...{ rb: '001', ime: 'Ana Šćepanović', jmbg: '0503987275474', rodjen: '1987-03-05', dug: '598.52' },
        ...{ upisan: '2026-11-02T08:30:00', aktivan: 'true', napomena: 'dvije\nlinije' },
      },
      // Numbers whose format writes all their digits, and an amount with the noise of binary fractions.
      {
        ...{ rb: '002', ime: 'Снежана', jmbg: '0503987275474', rodjen: '1950-02-28', dug: '0.3' },
        ...{ upisan: '2026-11-02', aktivan: 'false', napomena: '' },
      },
      {
        ...{ rb: '5', ime: 'Zoe', jmbg: '1503987275474', rodjen: '', dug: '', upisan: '', aktivan: '' },
        napomena: 'emoji 😀 & <b>',
      },
    ]);
    // A national id that lost its zero; an error of the spreadsheet.
    expect(unreadableOf(delivered)).toEqual(['6 jmbg', '7 napomena']);
  });

  it('made by another program, in pieces of any length', async () => {
    const delivered = await deliveredOf(inPieces(made('xlsxwriter'), 11), shape);
    expect(itemsOf(delivered)).toEqual([
      {
        ...{ rb: '001', ime: 'Ana Šćepanović', jmbg: '0503987275474', rodjen: '1987-03-05', dug: '1598.52' },
        ...{ upisan: '08:30:00', aktivan: 'true', napomena: '001x' },
      },
    ]);
    // Twenty digits, of which fifteen were kept.
    expect(unreadableOf(delivered)).toEqual(['3 jmbg']);
  });

  it('a number in a column of signs may have lost its zeros, and its row is not read', async () => {
    const delivered = await deliveredOf(made('openpyxl'), {
      ...shape,
      sheet: 'Korisnici',
      textColumns: ['jmbg', 'dug'],
    });
    expect(unreadableOf(delivered)).toEqual(['4 dug', '5 dug', '6 jmbg', '7 jmbg']);
  });

  const numbers =
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="CODE"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="ID"/></cellXfs></styleSheet>';
  const cellOf = async (value: string, id: number, code = '', from1904 = false): Promise<unknown> => {
    const parts = workbookParts(`${header}<row><c><v>1</v></c><c s="1"><v>${value}</v></c></row>`);
    parts['xl/styles.xml'] = numbers.replace('ID', String(id)).replace('CODE', code);
    parts['xl/_rels/workbook.xml.rels'] = (parts['xl/_rels/workbook.xml.rels'] ?? '').replace(
      '</Rel',
      '<Relationship Id="s" Type="http://x/styles" Target="/xl/styles.xml"/></Rel',
    );
    if (from1904)
      parts['xl/workbook.xml'] = (parts['xl/workbook.xml'] ?? '').replace(
        '<workbookPr/>',
        '<workbookPr date1904="1"/>',
      );
    const [delivered] = await deliveredOf(zipOf(parts), small);
    return delivered?.kind === 'ITEM' ? (delivered.item as { ime: string }).ime : null;
  };

  it.each([
    ['46349', 14, '', '2026-11-23'],
    ['46349.999999', 22, '', '2026-11-24'],
    ['1', 14, '', '1900-01-01'],
    ['59', 14, '', '1900-02-28'],
    ['60', 14, '', null],
    ['61', 14, '', '1900-03-01'],
    ['0', 14, '', null],
    ['-1', 14, '', null],
    ['3000000', 14, '', null],
    ['46349', 170, '[$-41A]d. mmmm yyyy.;@', '2026-11-23'],
    ['46349.5', 170, 'yyyy\\-mm\\-dd&quot;T&quot;hh:mm', '2026-11-23T12:00:00'],
    ['0.5', 170, '[h]:mm', '12:00:00'],
    ['1598.52', 170, '#,##0.00&quot; dinara&quot;', '1598.52'],
    ['598.51999999999998', 0, '', '598.52'],
    ['1E3', 0, '', '1000'],
    ['1.23E+12', 0, '', '1230000000000'],
    ['1E+15', 0, '', null],
    ['1e400', 0, '', null],
    ['0x10', 0, '', null],
    ['1e-9', 0, '', null],
    ['38267123456', 0, '', '38267123456'],
    ['123', 170, '00000', '00123'],
    ['12', 170, '0', '12'],
  ])('%s in format %i %s is %s', async (value, id, code, text) => {
    expect(await cellOf(value, id, code)).toBe(text);
  });

  it('days counted from 1904', async () => {
    expect(await cellOf('44887', 14, '', true)).toBe('2026-11-23');
  });
});

describe('what is no spreadsheet, or a trap, is refused whole', () => {
  const refused = async (file: string | Uint8Array, more: object = {}): Promise<unknown> =>
    await deliveredOf(file, { ...small, ...more }).then(
      () => 'taken',
      (error: { name: string; reason: string }) => `${error.name} ${error.reason}`,
    );
  const good = workbookParts(`${header}${textRow('1', 'Ana')}`);
  const sheet = 'xl/worksheets/sheet1.xml';
  const endless = Array.from({ length: 120_000 }, (_, each) => `<c><v>${each * 7919}123456</v></c>`).join('');
  const withSheet = (xml: string): Uint8Array => zipOf({ ...good, [sheet]: xml });

  it('and the same without it is taken', async () => {
    expect(itemsOf(await deliveredOf(zipOf(good), small))).toEqual([{ id: '1', ime: 'Ana' }]);
  });

  it.each([
    ['nothing', ''],
    ['text', 'id;ime\n1;Ana\n'],
    ['an archive that was cut', zipOf(good).subarray(0, -30)],
    ['an archive of something else', zipOf({ 'a.txt': 'x' })],
    ['a sheet that was cut', withSheet('<worksheet><sheetData>')],
    ['a part that is not what its sum says', zipOf(good, { [sheet]: { sum: 1 } })],
    ['a part that is longer than the archive says', zipOf(good, { [sheet]: { size: 10 } })],
    ['a row twice', withSheet('<worksheet><row r="1"/><row r="1"/></worksheet>')],
    ['a cell twice', withSheet('<worksheet><row><c r="A1"/><c r="A1"/></row></worksheet>')],
    ['a row that no sheet has', withSheet('<worksheet><row r="99999999"/></worksheet>')],
    ['a cell that no sheet has', withSheet('<worksheet><row><c r="ZZZ1"/></row></worksheet>')],
    ['a row of endless text', withSheet(`<worksheet><row>${endless}</row></worksheet>`)],
    ['an entity of its own', withSheet('<worksheet>&constructor;</worksheet>')],
  ])('%s', async (_what, file) => {
    expect(await refused(file)).toBe('FileRefusal STRUCTURE');
  });

  it.each([
    [
      'a document type',
      withSheet('<!DOCTYPE a [<!ENTITY b "c">]><worksheet>&b;</worksheet>'),
      'DOCUMENT_TYPE',
    ],
    [
      'letters that are not Unicode',
      zipOf({ ...good, [sheet]: Buffer.from('<a>\xe6</a>', 'latin1') }),
      'ENCODING',
    ],
    [
      'a part that unpacks to a thousand times its size',
      zipOf({ ...good, x: Buffer.alloc(2 ** 21) }),
      'TOO_LARGE',
    ],
    [
      'more parts than any spreadsheet',
      zipOf(Object.fromEntries(Array.from({ length: zipLimits.entries + 1 }, (_, each) => [`${each}`, '']))),
      'TOO_LARGE',
    ],
    ['a size that nobody can unpack', zipOf(good, { [sheet]: { size: 2 ** 32 - 2 } }), 'TOO_LARGE'],
    ['no columns', zipOf(workbookParts(textRow('1', 'Ana').repeat(30))), 'COLUMNS'],
  ])('%s', async (_what, file, reason) => {
    expect(await refused(file)).toBe(`FileRefusal ${reason}`);
  });

  it('another sheet than there is', async () => {
    expect(await refused(zipOf(good), { sheet: 'List2' })).toBe('FileRefusal MISSING_PART');
  });
});

it('a sign that XML cannot hold is no text, and costs its row', async () => {
  const file = zipOf(workbookParts(`${header}${textRow('1', 'A_x0000_')}${textRow('2', 'B_x005F_x000D_')}`));
  const delivered = await deliveredOf(file, small);
  expect(unreadableOf(delivered)).toEqual(['2 ime']);
  expect(itemsOf(delivered)).toEqual([{ id: '2', ime: 'B_x000D_' }]);
});
