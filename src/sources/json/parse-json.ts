import { SourceFault } from '../../domain/source-fault.ts';

/** Stands where a value stood that means nothing for sure. */
export class UnusableJson {
  readonly reason: string;

  constructor(reason: string) {
    this.reason = reason;
  }
}

/** Nothing that a register sends lies deeper; what does is made to be read with a deep stack. */
const deepest = 32;

/** Of one answer: more is made to hold up everybody else while it is read. */
const mostValues = 250_000;

const tooDeep = new UnusableJson('This is nested too deeply.');
const twice = new UnusableJson('A field stands twice in this, and which one holds cannot be told.');
const reserved = new UnusableJson('This names a field `__proto__`, which no register has.');
const inexact = new UnusableJson('A number in this is larger than can be read exactly.');

const number = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const word = /true|false|null/y;
const blank: ReadonlySet<string | undefined> = new Set([' ', '\t', '\n', '\r']);

/** INVARIANT: quotes nothing, unlike the errors of JSON.parse. */
const noJson = (): SyntaxError => new SyntaxError('no JSON');

/** One pass over a text. */
class Reader {
  readonly #text: string;
  #at = 0;
  #values = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): unknown {
    const value = this.#value(0);
    this.#skipBlank();
    if (this.#at < this.#text.length) throw noJson();
    return value;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? null;
    if (found !== null) this.#at += found.length;
    return found;
  }

  /** The sign here, past what is blank, taken where it is the one that is asked for. */
  #takes(sign: string): boolean {
    this.#skipBlank();
    if (this.#text[this.#at] !== sign) return false;
    this.#at += 1;
    return true;
  }

  #skipBlank(): void {
    while (blank.has(this.#text[this.#at])) this.#at += 1;
  }

  /** Whether an odd number of backslashes stands before. */
  #isEscaped(at: number): boolean {
    let before = at;
    while (this.#text[before - 1] === '\\') before -= 1;
    return (at - before) % 2 === 1;
  }

  #string(): string | null {
    if (this.#text[this.#at] !== '"') return null;
    let end = this.#text.indexOf('"', this.#at + 1);
    while (end !== -1 && this.#isEscaped(end)) end = this.#text.indexOf('"', end + 1);
    if (end === -1) throw noJson();
    const quoted = this.#text.slice(this.#at, end + 1);
    this.#at = end + 1;
    try {
      return JSON.parse(quoted) as string;
    } catch {
      throw noJson();
    }
  }

  #value(depth: number): unknown {
    this.#values += 1;
    if (this.#values > mostValues)
      throw new SourceFault('TOO_LARGE', `its answer has more than ${mostValues} values`);
    this.#skipBlank();
    const text = this.#string();
    if (text !== null) return text;
    if (this.#takes('{')) return depth < deepest ? this.#object(depth + 1) : this.#skip();
    if (this.#takes('[')) return depth < deepest ? this.#list(depth + 1) : this.#skip();
    const digits = this.#match(number);
    if (digits !== null) return readNumber(digits);
    const named = this.#match(word);
    if (named === null) throw noJson();
    return named === 'null' ? null : named === 'true';
  }

  #list(depth: number): unknown[] {
    const list: unknown[] = [];
    if (this.#takes(']')) return list;
    do list.push(this.#value(depth));
    while (this.#takes(','));
    if (!this.#takes(']')) throw noJson();
    return list;
  }

  #object(depth: number): unknown {
    if (this.#takes('}')) return {};
    const entries = new Map<string, unknown>();
    let unusable: UnusableJson | null = null;
    do {
      this.#skipBlank();
      const name = this.#string();
      if (name === null || !this.#takes(':')) throw noJson();
      if (name === '__proto__') unusable = reserved;
      else if (entries.has(name)) unusable = twice;
      entries.set(name, this.#value(depth));
    } while (this.#takes(','));
    if (!this.#takes('}')) throw noJson();
    return unusable ?? Object.fromEntries(entries);
  }

  /** Goes past the end of what was opened, without a call for each level. */
  #skip(): UnusableJson {
    for (let open = 1; open > 0; ) {
      if (this.#string() !== null) continue;
      const sign = this.#text[this.#at];
      if (sign === undefined) throw noJson();
      if (sign === '{' || sign === '[') open += 1;
      if (sign === '}' || sign === ']') open -= 1;
      this.#at += 1;
    }
    return tooDeep;
  }
}

/** A number as JavaScript holds it, where that is the one that was written: `1e400`, `1e-400` and a long id are not. */
const readNumber = (digits: string): unknown => {
  const value = Number(digits);
  const isExact = Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value);
  const isLost = value === 0 && /^-?[0.]*[1-9]/.test(digits);
  return isExact && !isLost ? value : inexact;
};

/**
 * Reads JSON (RFC 8259) of somebody who is not trusted. What leaves two readings is left out and marked where it stood, so that
 * it costs the item it lies in and no other. Texts come as they are, half a surrogate pair and NUL too: they cost their value,
 * by the reading of the adapter (`ItemReader`).
 *
 * @throws SyntaxError that quotes nothing, where the text is no JSON as a whole; SourceFault where it has too many values.
 */
export const parseJson = (text: string): unknown => new Reader(text).whole();

/** The first thing in a value that cannot be used, or null. */
export const unusableIn = (value: unknown): UnusableJson | null => {
  if (value instanceof UnusableJson) return value;
  if (typeof value !== 'object' || value === null) return null;
  for (const each of Object.values(value)) {
    const found = unusableIn(each);
    if (found !== null) return found;
  }
  return null;
};
