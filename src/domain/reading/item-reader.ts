import { type LocalDate, parseLocalDate } from '../local-date.ts';
import type { Problem } from '../record-draft.ts';
import { holdsNationalId, isStorable, withoutNationalIds } from './storable-text.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Where an item stands, and where its problems go. */
export interface Place {
  readonly row: number;
  /** Local date of the hub, for dates that cannot lie in the future. */
  readonly today: LocalDate;
  readonly problems: Problem[];
  /** What comes before a field's name in a problem, such as `members[2].`. */
  readonly path?: string;
}

/** Whether a value from JSON is an object with fields. */
export const isItem = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** One field of an item. Own fields only: a client's `__proto__` is a field like any other and names nothing here. */
const fieldOf = (item: object, name: string): unknown =>
  Object.hasOwn(item, name) ? (item as Readonly<Record<string, unknown>>)[name] : undefined;

/**
 * Reads the values of one item, a JSON object or a row's cells by column. What is absent or blank is null; what
 * is there and cannot be read is null too, and noted.
 *
 * INVARIANT: no problem holds a value: every reason is a sentence of the program's own.
 */
export class ItemReader<Item extends object> {
  readonly #item: object;
  readonly #place: Place;

  constructor(item: object, place: Place) {
    this.#item = item;
    this.#place = place;
  }

  /** The value as it stands, for keys and lists, which decide over the whole item. */
  raw(name: keyof Item & string): unknown {
    return fieldOf(this.#item, name);
  }

  note(name: keyof Item & string, reason: string): void {
    const { row, path = '', problems } = this.#place;
    problems.push({ row, column: `${path}${name}`, reason });
  }

  /** Any value by its own reading, which answers null where it cannot. */
  value<Value>(
    name: keyof Item & string,
    read: (raw: unknown) => Value | null,
    reason: string,
  ): Value | null {
    const raw = this.raw(name);
    if (raw === undefined || raw === null) return null;
    if (typeof raw === 'string' && raw.trim() === '') return null;
    const value = read(raw);
    if (value === null) this.note(name, reason);
    return value;
  }

  /** Any value that stands in text. */
  parsed<Value>(
    name: keyof Item & string,
    parse: (text: string) => Value | null,
    reason: string,
  ): Value | null {
    return this.value(name, (raw) => (typeof raw === 'string' ? parse(raw) : null), reason);
  }

  /** A name, an address, a title: kept in its own script, or refused whole. */
  text(name: keyof Item & string, longest: number): string | null {
    const text = this.#readable(name, longest);
    if (text === null || !holdsNationalId(text)) return text;
    this.note(name, 'This holds a number like a national id, which belongs in its own field.');
    return null;
  }

  /** What somebody wrote in their own words: a national id in it is taken out and the rest stays. */
  freeText(name: keyof Item & string, longest: number): string | null {
    const text = this.#readable(name, longest);
    if (text === null || !holdsNationalId(text)) return text;
    this.note(name, 'This held a number like a national id. The number was taken out, the rest was kept.');
    return withoutNationalIds(text);
  }

  /** A national id as written, for hashing alone: whether it is one is not decided here. */
  nationalId(name: keyof Item & string): string | null {
    return this.#readable(name, 40);
  }

  date(name: keyof Item & string): LocalDate | null {
    return this.parsed(name, parseLocalDate, 'This date cannot be read.');
  }

  /** A date of something that has happened. */
  pastDate(name: keyof Item & string): LocalDate | null {
    const date = this.date(name);
    if (date === null || date <= this.#place.today) return date;
    this.note(name, 'This date lies in the future.');
    return null;
  }

  word<Word extends string>(name: keyof Item & string, words: Vocabulary<Word>): Word | null {
    return this.parsed(name, words, 'This word is not among those the contract knows.');
  }

  flag(name: keyof Item & string): boolean | null {
    return this.value(name, (raw) => (typeof raw === 'boolean' ? raw : null), 'This is neither yes nor no.');
  }

  count(name: keyof Item & string, most: number): number | null {
    const read = (raw: unknown): number | null =>
      typeof raw === 'number' && Number.isInteger(raw) && raw >= 0 && raw <= most ? raw + 0 : null;
    return this.value(name, read, `This is not a whole number from 0 to ${most}.`);
  }

  #readable(name: keyof Item & string, longest: number): string | null {
    const text = this.parsed(name, (written) => written.trim(), 'This is not text.');
    if (text === null) return null;
    if (text.length > longest) this.note(name, `This is longer than ${longest} characters.`);
    else if (!isStorable(text)) this.note(name, 'This holds signs that are not text.');
    else return text;
    return null;
  }
}
