import { FileRefusal } from './file-refusal.ts';
import { formatOfCode, formatOfNumber, type NumberFormat } from './xlsx-number-format.ts';
import { attributeOf, readElements, readPart, readRelations } from './xlsx-parts.ts';
import { openTextParts } from './xlsx-text-parts.ts';
import type { ZipArchive } from './zip-archive.ts';

/** What the cells of a workbook's sheets are read with. */
export interface Workbook {
  /** The part of the sheet that was asked for. */
  readonly sheet: string;
  readonly from1904: boolean;
  /** By the style that a cell names. */
  readonly formats: readonly NumberFormat[];
  readonly sharedTexts: readonly string[];
}

/** In signs, of all shared texts together. */
const mostSharedSigns = 64_000_000;

const readFormats = async (archive: ZipArchive, part: string): Promise<readonly NumberFormat[]> => {
  const codes = new Map<number, NumberFormat>();
  const formats: NumberFormat[] = [];
  let isInCells = false;
  await readElements(
    archive,
    part,
    (element) => {
      const id = Number(attributeOf(element, 'numFmtId') ?? 0);
      if (element.name === 'cellXfs') isInCells = true;
      else if (element.name === 'numFmt')
        codes.set(id, formatOfCode(attributeOf(element, 'formatCode') ?? ''));
      else if (element.name === 'xf' && isInCells) formats.push(codes.get(id) ?? formatOfNumber(id));
    },
    (name) => {
      if (name === 'cellXfs') isInCells = false;
    },
  );
  return formats;
};

const readSharedTexts = async (archive: ZipArchive, part: string): Promise<readonly string[]> => {
  const texts: string[] = [];
  let signs = 0;
  const parts = openTextParts('si', (text) => {
    signs += text.length + 8;
    if (signs > mostSharedSigns) throw new FileRefusal('TOO_LARGE');
    texts.push(text);
  });
  for await (const _ of readPart(archive, part, parts));
  return texts;
};

/**
 * Opens a workbook, as far as one of its sheets needs it.
 *
 * @param sheet its name; null for the first.
 * @throws FileRefusal where it is no workbook or has no such sheet.
 */
export const openWorkbook = async (archive: ZipArchive, sheet: string | null): Promise<Workbook> => {
  const main = (await readRelations(archive, '')).find(({ type }) => type === 'officeDocument')?.part;
  if (main === undefined) throw new FileRefusal('STRUCTURE');
  const sheets: { readonly name: string | null; readonly id: string | null }[] = [];
  let from1904 = false;
  await readElements(archive, main, (element) => {
    if (element.name === 'sheet')
      sheets.push({ name: attributeOf(element, 'name'), id: attributeOf(element, 'id') });
    if (element.name === 'workbookPr')
      from1904 = ['1', 'true'].includes(attributeOf(element, 'date1904') ?? '');
  });
  const relations = await readRelations(archive, main);
  const id = sheets.find(({ name }) => sheet === null || name === sheet)?.id;
  const part = relations.find((each) => each.id === id && each.type === 'worksheet')?.part;
  if (part === undefined) throw new FileRefusal('MISSING_PART');
  const partOf = (type: string): string | undefined => relations.find((each) => each.type === type)?.part;
  const [styles, texts] = [partOf('styles'), partOf('sharedStrings')];
  return {
    sheet: part,
    from1904,
    formats: styles === undefined ? [] : await readFormats(archive, styles),
    sharedTexts: texts === undefined ? [] : await readSharedTexts(archive, texts),
  };
};
