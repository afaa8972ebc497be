import { isUtf8 } from 'node:buffer';
import iconv from 'iconv-lite';
import { type FileContent, headOf } from './file-content.ts';
import { FileRefusal } from './file-refusal.ts';

/**
 * A file's text before its letters are read: one sign a byte, so that delimiters, brackets and line breaks stand where they are in
 * whatever is ASCII beneath, and each value is decoded by itself. What is not, such as UTF-16, is turned into UTF-8 before.
 */
export interface Letters {
  /** By its usual name, for a reason. */
  readonly encoding: string;
  readonly pieces: () => AsyncIterable<string>;
  /** The letters of a value, or null where it is not written in this encoding. */
  readonly decode: (signs: string) => string | null;
  /** The letters on end, for a parser of its own: U+FFFD where one could not be read. */
  readonly texts: () => AsyncIterable<string>;
  /** Whether a value out of `texts` was not written in this encoding. */
  readonly isMisread: (text: string) => boolean;
}

interface Declared {
  readonly encoding?: string;
  readonly fallbackEncoding?: string;
}

/** In signs. A longer line is no row of any register. */
export const longestLine = 1_000_000;

const everyByte = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));

/** Whether an encoding has one byte a letter and ASCII beneath, as those of this region have. */
const isOneByteALetter = (encoding: string): boolean => {
  const letters = iconv.decode(everyByte, encoding);
  return letters.length === 256 && letters.slice(0, 128) === everyByte.toString('latin1', 0, 128);
};

const isAscii = (signs: string): boolean => !/[\x80-\xff]/.test(signs);

/** What an encoding has no letter for, and NUL, which no text holds. */
const NO_LETTER = /[\0\ufffd]/;

const decodeUtf8 = (signs: string): string | null => {
  if (signs.includes('\0')) return null;
  if (isAscii(signs)) return signs;
  const bytes = Buffer.from(signs, 'latin1');
  return isUtf8(bytes) ? bytes.toString('utf8') : null;
};

/**
 * INVARIANT: what is strictly valid UTF-8 beyond ASCII is told and not read in an older encoding: the pairs of letters that look so
 * (`Ä‡` in windows-1250) stand in no name and no word.
 */
const decoderOf =
  (encoding: string) =>
  (signs: string): string | null => {
    if (isAscii(signs)) return signs.includes('\0') ? null : signs;
    const bytes = Buffer.from(signs, 'latin1');
    if (isUtf8(bytes)) return null;
    const letters = iconv.decode(bytes, encoding);
    return NO_LETTER.test(letters) ? null : letters;
  };

async function* signsOf(content: FileContent, from: number): AsyncIterable<string> {
  for await (const bytes of content.read(from))
    yield Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** A byte that stands nowhere in UTF-8: the value that holds it is told. */
const NO_UTF8 = '\xff';

/** Half a surrogate pair, or what the decoder could not read. */
const BROKEN = /\p{Cs}|\ufffd/gu;

const asUtf8 = (letters: string): string =>
  letters
    .split(BROKEN)
    .map((part) => Buffer.from(part, 'utf8').toString('latin1'))
    .join(NO_UTF8);

/** Turns any encoding into UTF-8 on the way. What could not be read becomes what is no UTF-8 either. */
async function* transcoded(content: FileContent, from: number, encoding: string): AsyncIterable<string> {
  const decoder = iconv.getDecoder(encoding);
  // The first half of a surrogate pair may end a piece.
  let half = '';
  for await (const bytes of content.read(from)) {
    const letters = half + decoder.write(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    half = /[\ud800-\udbff]$/.test(letters) ? letters.slice(-1) : '';
    yield asUtf8(half === '' ? letters : letters.slice(0, -1));
  }
  const rest = half + (decoder.end() ?? '');
  if (rest !== '') yield asUtf8(rest);
  // A decoder says nothing of half a letter at the very end.
  const width = /32/.test(encoding) ? 4 : /16|ucs-?2/i.test(encoding) ? 2 : 1;
  if ((content.size - from) % width !== 0) yield NO_UTF8;
}

async function* textsOfUtf8(pieces: AsyncIterable<string>): AsyncIterable<string> {
  const decoder = new TextDecoder('utf-8');
  for await (const signs of pieces) yield decoder.decode(Buffer.from(signs, 'latin1'), { stream: true });
  yield decoder.decode();
}

async function* textsOf(pieces: AsyncIterable<string>, encoding: string): AsyncIterable<string> {
  for await (const signs of pieces) yield iconv.decode(Buffer.from(signs, 'latin1'), encoding);
}

const inUtf8 = (encoding: string, pieces: () => AsyncIterable<string>): Letters => ({
  encoding,
  pieces,
  decode: decodeUtf8,
  texts: () => textsOfUtf8(pieces()),
  isMisread: (text) => text.includes('\ufffd'),
});

const lettersIn = (content: FileContent, encoding: string, from: number): Letters => {
  const pieces = () => signsOf(content, from);
  if (/^utf-?8$/i.test(encoding)) return inUtf8('UTF-8', pieces);
  if (!isOneByteALetter(encoding)) return inUtf8(encoding, () => transcoded(content, from, encoding));
  const decode = decoderOf(encoding);
  const isMisread = (text: string): boolean =>
    text.includes('\ufffd') || decode(iconv.encode(text, encoding).toString('latin1')) === null;
  return { encoding, pieces, decode, texts: () => textsOf(pieces(), encoding), isMisread };
};

const marks: readonly (readonly [encoding: string, mark: readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-32le', [0xff, 0xfe, 0, 0]],
  ['utf-32be', [0, 0, 0xfe, 0xff]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

/**
 * Whether most lines beyond ASCII are strict UTF-8. One row that another program added in an old encoding makes no old file of
 * it, nor the other way round: it is told.
 */
const isMostlyUtf8 = async (content: FileContent): Promise<boolean> => {
  let [unicode, others] = [0, 0];
  let rest = '';
  const count = (line: string): void => {
    if (isAscii(line)) return;
    if (isUtf8(Buffer.from(line, 'latin1'))) unicode += 1;
    else others += 1;
  };
  for await (const signs of signsOf(content, 0)) {
    const lines = (rest + signs).split('\n');
    rest = lines.pop() ?? '';
    // A line that never ends is counted in parts: it is refused for its length anyway.
    if (rest.length > longestLine) lines.push(rest);
    if (rest.length > longestLine) rest = '';
    lines.forEach(count);
  }
  count(rest);
  return unicode >= others;
};

/**
 * Finds how a file's letters are written: as declared; by the mark at its head; UTF-16 without one, where its first letter is
 * ASCII; strict UTF-8; or as its register is said to write where it is none.
 *
 * @throws FileRefusal ENCODING.
 */
export const openLetters = async (content: FileContent, declared: Declared): Promise<Letters> => {
  const head = await headOf(content, 4);
  const { encoding, fallbackEncoding } = declared;
  const marked = marks.find(([, mark]) => mark.every((byte, index) => head[index] === byte));
  if (encoding !== undefined) {
    // The decoders of the others take their own mark away.
    const isItsMark = /^utf-?8$/i.test(encoding) && marked?.[0] === 'utf-8';
    return lettersIn(content, encoding, isItsMark ? 3 : 0);
  }
  if (marked) return lettersIn(content, marked[0], marked[1].length);
  if (head.length >= 2 && head[0] !== 0 && head[1] === 0) return lettersIn(content, 'utf-16le', 0);
  if (head.length >= 2 && head[0] === 0 && head[1] !== 0) return lettersIn(content, 'utf-16be', 0);
  if (await isMostlyUtf8(content)) return lettersIn(content, 'utf-8', 0);
  if (fallbackEncoding === undefined) throw new FileRefusal('ENCODING');
  return lettersIn(content, fallbackEncoding, 0);
};
