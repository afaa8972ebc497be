import { loosenText } from '../identity/loosen-text.ts';
import { familyStem } from './family-endings.ts';
import { LevelCache } from './level-cache.ts';
import type { Nicknames } from './nicknames.ts';

/** A name that occurs among the people to be linked, with how common it is. One object for each key. */
export interface NameForm {
  readonly number: number;
  readonly key: string;
  /** Without spaces, for "Mary Ann" and "Maryann". */
  readonly joined: string;
  /** The stem of its last word (`familyStem`). */
  readonly stem: string;
  /** Its letters, sorted, each once: the same for two that differ by a doubled or a moved letter. */
  readonly letters: string;
  readonly nicknames: readonly number[];
  given: Occurrence;
  family: Occurrence;
}

/** How often something occurs: people who have it, and what it says of somebody, in bits: the rarer the more. */
export interface Occurrence {
  count: number;
  bits: number;
}

/** A birth date that occurs among the people to be linked. */
export interface BirthForm extends Occurrence {
  readonly number: number;
  readonly date: string;
}

/** A word of an address. */
export interface AddressWord extends Occurrence {
  readonly number: number;
  readonly text: string;
}

/** Counts of what occurs, to keep a model and go on with it later. By key; no line belongs to anybody. */
export interface VocabularyCounts {
  readonly people: number;
  readonly given: Readonly<Record<string, number>>;
  readonly family: Readonly<Record<string, number>>;
  readonly birth: Readonly<Record<string, number>>;
  readonly words: Readonly<Record<string, number>>;
  /** What was left out of the counts, by field (`harmlessCounts`); absent where nothing was. */
  readonly unlisted?: Unlisted;
}

/** Values that are not listed one by one: how many there are, and how many people have one of them. */
export type Unlisted = Readonly<Record<CountedField, { readonly values: number; readonly people: number }>>;

/** What is counted. */
export type CountedField = keyof typeof expected;

/** Longer values are cut: beyond it there is no name but an accident of the file, and comparing costs length squared. */
const LONGEST_NAME = 100;
const LONGEST_ADDRESS = 300;
const MOST_WORDS = 24;

/**
 * What is taken for known before anything is counted: so many people, among whom a name is borne by this share. With it ten
 * rows do not make a name that stands once a name of every tenth person.
 */
const expected = {
  given: { people: 100, share: 1 / 300 },
  family: { people: 100, share: 1 / 2000 },
  birth: { people: 20_000, share: 1 / 22_000 },
  words: { people: 50, share: 1 / 1000 },
} as const;

/**
 * The names, dates and words among the people to be linked, each kept once, and how common each is (Winkler's term
 * frequencies). `count` what each person has, then `settle`; from then on `bits` hold.
 */
export class Vocabulary {
  readonly names: NameForm[] = [];
  readonly words: AddressWord[] = [];
  people = 0;
  readonly #nicknames: Nicknames;
  readonly #nameOf = new Map<string, NameForm>();
  /** Folding is dear and texts repeat. */
  readonly #nameOfText = new Map<string, NameForm | null>();
  readonly #wordOf = new Map<string, AddressWord>();
  readonly #births = new Map<string, BirthForm>();
  readonly #unlisted: Unlisted | null;
  /** Levels once compared, for as long as the counts stand on which they rest. */
  readonly levels = { given: new LevelCache(), family: new LevelCache(), birth: new LevelCache() };

  constructor(nicknames: Nicknames, unlisted: Unlisted | null = null) {
    this.#nicknames = nicknames;
    this.#unlisted = unlisted;
  }

  /** The name that a text writes, in whatever script; null where no letter is in it. */
  name(text: string): NameForm | null {
    const known = this.#nameOfText.get(text);
    if (known !== undefined) return known;
    const key = loosenText(text.slice(0, LONGEST_NAME));
    const form = key === '' ? null : this.#form(key);
    if (text.length <= LONGEST_NAME) this.#nameOfText.set(text, form);
    return form;
  }

  /** The words of an address, each once, folded. */
  address(text: string): readonly AddressWord[] {
    const words = loosenText(text.slice(0, LONGEST_ADDRESS)).split(' ', MOST_WORDS);
    const found: AddressWord[] = [];
    for (const word of words) {
      if (word === '') continue;
      const plain = word.replace(/^0+(?=\d)/, '');
      const known = this.#wordOf.get(plain) ?? this.#newWord(plain);
      if (!found.includes(known)) found.push(known);
    }
    return found;
  }

  birth(date: string): BirthForm {
    const known = this.#births.get(date);
    if (known !== undefined) return known;
    const form = { number: this.#births.size, date, ...this.#unseen('birth') };
    this.#births.set(date, form);
    return form;
  }

  /** Counts one person's values. Call it once for a person: a row that repeats another makes no name more common. */
  count(
    given: NameForm | null,
    family: NameForm | null,
    birth: BirthForm | null,
    words: readonly AddressWord[],
  ): void {
    this.people += 1;
    if (given !== null) given.given.count += 1;
    if (family !== null) family.family.count += 1;
    for (const word of words) word.count += 1;
    if (birth !== null) birth.count += 1;
  }

  settle(): void {
    for (const name of this.names) {
      this.#settleOne(name.given, 'given');
      this.#settleOne(name.family, 'family');
    }
    for (const word of this.words) this.#settleOne(word, 'words');
    for (const birth of this.#births.values()) this.#settleOne(birth, 'birth');
    for (const cache of Object.values(this.levels)) cache.clear();
  }

  /** The chance that two people taken at random have the same given name, family name or birth date. */
  agreement(field: 'given' | 'family' | 'birth'): number {
    const occurrences =
      field === 'birth' ? [...this.#births.values()] : this.names.map((name) => name[field]);
    const { people, share } = expected[field];
    const seen = occurrences.reduce(
      (sum, each) => sum + (each.count * 2 ** -each.bits) / (this.people + people),
      0,
    );
    const unlisted = this.#unlisted?.[field].people ?? 0;
    const ofUnlisted = (unlisted / (this.people + people)) * 2 ** -this.#unseen(field).bits;
    return seen + ofUnlisted + (people / (this.people + people)) * share;
  }

  counts(): VocabularyCounts {
    const entries = <Item>(
      items: Iterable<Item>,
      key: (item: Item) => string,
      count: (item: Item) => number,
    ) =>
      Object.fromEntries(
        [...items].filter((item) => count(item) > 0).map((item) => [key(item), count(item)]),
      );
    return {
      people: this.people,
      given: entries(
        this.names,
        ({ key }) => key,
        ({ given }) => given.count,
      ),
      family: entries(
        this.names,
        ({ key }) => key,
        ({ family }) => family.count,
      ),
      birth: entries(
        this.#births,
        ([date]) => date,
        ([, { count }]) => count,
      ),
      words: entries(
        this.words,
        ({ text }) => text,
        ({ count }) => count,
      ),
    };
  }

  static from(counts: VocabularyCounts, nicknames: Nicknames): Vocabulary {
    const vocabulary = new Vocabulary(nicknames, counts.unlisted ?? null);
    vocabulary.people = counts.people;
    for (const [key, count] of Object.entries(counts.given)) vocabulary.#form(key).given.count = count;
    for (const [key, count] of Object.entries(counts.family)) vocabulary.#form(key).family.count = count;
    for (const [date, count] of Object.entries(counts.birth)) vocabulary.birth(date).count = count;
    for (const [text, count] of Object.entries(counts.words)) vocabulary.#newWord(text).count = count;
    vocabulary.settle();
    return vocabulary;
  }

  #form(key: string): NameForm {
    const known = this.#nameOf.get(key);
    if (known !== undefined) return known;
    const lastWord = key.slice(key.lastIndexOf(' ') + 1);
    const form: NameForm = {
      number: this.names.length,
      key,
      joined: key.replaceAll(' ', ''),
      stem: familyStem(lastWord),
      letters: [...new Set(key.replaceAll(' ', ''))].sort().join(''),
      nicknames: this.#nicknames.get(key) ?? [],
      given: this.#unseen('given'),
      family: this.#unseen('family'),
    };
    this.names.push(form);
    this.#nameOf.set(key, form);
    return form;
  }

  #newWord(text: string): AddressWord {
    const word = { number: this.words.length, text, ...this.#unseen('words') };
    this.words.push(word);
    this.#wordOf.set(text, word);
    return word;
  }

  #unseen(field: CountedField): Occurrence {
    const occurrence = { count: 0, bits: 0 };
    this.#settleOne(occurrence, field);
    return occurrence;
  }

  #settleOne(occurrence: Occurrence, field: CountedField): void {
    const { people, share } = expected[field];
    const { values, people: having } = this.#unlisted?.[field] ?? { values: 0, people: 0 };
    const usual = values === 0 ? 1 : having / values;
    // At least one person: what a pair states is not rarer than that person, nor than what was left out of the counts is.
    const counted = Math.max(1, occurrence.count || usual) + people * share;
    occurrence.bits = Math.log2((Math.max(1, this.people) + people) / counted);
  }
}
