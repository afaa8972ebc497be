import { FileRefusal } from './file-refusal.ts';
import { openXmlParser, type XmlElement, type XmlHandlers } from './xml-parser.ts';
import type { ZipArchive } from './zip-archive.ts';

/** A part's text as it comes. @throws FileRefusal where it is not written in Unicode. */
async function* textsOf(archive: ZipArchive, part: string): AsyncGenerator<string> {
  let decoder: InstanceType<typeof TextDecoder> | null = null;
  try {
    for await (const bytes of archive.read(part)) {
      decoder ??= new TextDecoder(bytes[0] === 0xff && bytes[1] === 0xfe ? 'utf-16le' : 'utf-8', {
        fatal: true,
      });
      yield decoder.decode(bytes, { stream: true });
    }
    yield decoder?.decode() ?? '';
  } catch (error) {
    throw error instanceof TypeError ? new FileRefusal('ENCODING') : error;
  }
}

/** Reads a part of a spreadsheet to its end, and stops between the pieces for whatever they brought. */
export async function* readPart(
  archive: ZipArchive,
  part: string,
  handlers: XmlHandlers,
): AsyncGenerator<undefined> {
  const parser = openXmlParser(handlers);
  for await (const text of textsOf(archive, part)) {
    parser.write(text);
    yield;
  }
  parser.end();
}

const ignore = (): void => undefined;

/** Reads a small part whole, for what stands in its elements' attributes. */
export const readElements = async (
  archive: ZipArchive,
  part: string,
  open: (element: XmlElement) => void,
  close: (name: string) => void = ignore,
): Promise<void> => {
  for await (const _ of readPart(archive, part, { open, text: ignore, close }));
};

export const attributeOf = ({ attributes }: XmlElement, name: string): string | null =>
  attributes.find(([each]) => each === name)?.[1] ?? null;

/** A part that another one points to. */
export interface Relation {
  readonly id: string;
  /** The end of its type's address, such as `worksheet`. */
  readonly type: string;
  readonly part: string;
}

/** Where a target leads from a folder of the archive: it is a part's name or nothing, and no way out of the archive. */
const resolvePart = (folder: string, target: string): string =>
  new URL(target, `part:///${folder}`).pathname.replace(/^\/+/, '');

/** What a part points to, by the file of relations beside it. Empty where there is none. */
export const readRelations = async (archive: ZipArchive, part: string): Promise<readonly Relation[]> => {
  const folder = part.slice(0, part.lastIndexOf('/') + 1);
  const file = `${folder}_rels/${part.slice(folder.length)}.rels`;
  const relations: Relation[] = [];
  if (!archive.has(file)) return relations;
  await readElements(archive, file, (element) => {
    const [id, type, target] = ['Id', 'Type', 'Target'].map((name) => attributeOf(element, name));
    if (element.name !== 'Relationship' || id == null || type == null || target == null) return;
    if (attributeOf(element, 'TargetMode') === 'External') return;
    relations.push({ id, type: type.slice(type.lastIndexOf('/') + 1), part: resolvePart(folder, target) });
  });
  return relations;
};
