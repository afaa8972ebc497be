import type { PreparedMention } from './mention.ts';
import type { AddressWord, BirthForm, NameForm } from './vocabulary.ts';

/** A rule by which two mentions may meet, as keys of 32 bits; 0 is no key. */
export interface BlockRule {
  readonly name: string;
  /** The most keys that one mention has. */
  readonly keys: (keys: MentionKeys) => readonly number[];
  /** Splits a block that is too large. */
  readonly finer: (keys: MentionKeys) => number;
}

/** FNV-1a, 32 bits. That two keys fall on one number costs a comparison, never a link. */
const hashText = (text: string, seed = 0): number => {
  let hash = (0x811c9dc5 ^ seed) >>> 0;
  for (let place = 0; place < text.length; place += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(place), 0x01000193);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  hash ^= hash >>> 13;
  return hash >>> 0 || 1;
};

/** One key of two. */
export const joinKeys = (one: number, other: number): number => {
  let mixed = Math.imul(one ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(other + 0x7f4a7c15, 0xc2b2ae35);
  mixed ^= mixed >>> 16;
  mixed = Math.imul(mixed, 0x45d9f3b);
  mixed ^= mixed >>> 13;
  return mixed >>> 0 || 1;
};

const lettersOf = (name: NameForm | null): number => (name === null ? 0 : hashText(name.letters));
const startOf = (name: NameForm | null, letters: number): number =>
  name === null ? 0 : hashText(name.joined.slice(0, letters), letters);
const endOf = (name: NameForm | null, letters: number): number =>
  name === null ? 0 : hashText(name.joined.slice(-letters), 100 + letters);
/** Both or none. */
const both = (one: number, other: number): number => (one === 0 || other === 0 ? 0 : joinKeys(one, other));
/** The same whichever comes first, so that names in each other's place meet. */
const either = (one: number, other: number): number => both(Math.min(one, other), Math.max(one, other));

interface DateKeys {
  readonly whole: number;
  readonly parts: readonly number[];
  readonly year: number;
}
const noDate: DateKeys = { whole: 0, parts: [0, 0, 0], year: 0 };

/** Day and month in order of size, so that a date with the two changed over meets itself. */
const dateKeys = (birth: BirthForm | null): DateKeys => {
  if (birth === null) return noDate;
  const { date } = birth;
  const year = Number(date.slice(0, 4));
  const month = Number(date.slice(5, 7));
  const day = Number(date.slice(8));
  const dayAndMonth = Math.min(day, month) * 100 + Math.max(day, month);
  return {
    whole: year * 10000 + dayAndMonth + 1,
    parts: [1_000_000 + year * 100 + month, 2_000_000 + year * 100 + day, 3_000_000 + dayAndMonth],
    year: 4_000_000 + year,
  };
};

/** The rarest words that somebody else has too: a word that stands once is a slip, and meets nobody. */
const rareWords = (words: readonly AddressWord[], most: number): readonly AddressWord[] =>
  words.length === 0
    ? words
    : words
        .filter((word) => word.count > 1)
        .sort((left, right) => right.bits - left.bits || left.number - right.number)
        .slice(0, most);
const wordKey = (word: AddressWord): number => 5_000_000 + word.number;

/** What the rules make their keys of, worked out once for a mention. */
export interface MentionKeys {
  readonly mention: PreparedMention;
  readonly given: number;
  readonly family: number;
  readonly date: DateKeys;
  readonly words: readonly number[];
  readonly firstLetters: number;
}

export const mentionKeys = (mention: PreparedMention): MentionKeys => {
  const starts = [startOf(mention.given, 1), startOf(mention.family, 1)];
  return {
    mention,
    given: lettersOf(mention.given),
    family: lettersOf(mention.family),
    date: dateKeys(mention.birth),
    words: rareWords(mention.address, 3).map(wordKey),
    firstLetters: joinKeys(Math.min(...starts), Math.max(...starts)),
  };
};

const birthYear = ({ date }: MentionKeys): number => date.year;
const rarestWord = ({ words }: MentionKeys): number => words[0] ?? 0;
const firstLetters = (keys: MentionKeys): number => keys.firstLetters;

/** Every rule, the surest first. Two mentions are compared where one of them gives both one key. */
export const blockRules: readonly BlockRule[] = [
  {
    name: 'id',
    keys: ({ mention: { id } }) => [id === null ? 0 : hashText(id.key)],
    finer: firstLetters,
  },
  {
    name: 'birth and a name',
    keys: ({ date, given, family }) => [both(date.whole, given), both(date.whole, family)],
    finer: firstLetters,
  },
  {
    name: 'both names',
    keys: ({ given, family }) => [either(given, family)],
    finer: birthYear,
  },
  {
    name: 'both names and an address',
    keys: ({ given, family, words }) => words.slice(0, 2).map((word) => both(word, either(given, family))),
    finer: birthYear,
  },
  {
    name: 'birth and a first letter',
    keys: ({ date, mention: { given, family } }) => [
      both(date.whole, startOf(given, 1)),
      both(date.whole, startOf(family, 1)),
    ],
    finer: rarestWord,
  },
  {
    name: 'beginnings or ends of both names',
    keys: ({ mention: { given, family } }) => [
      either(startOf(given, 3), startOf(family, 3)),
      either(endOf(given, 4), endOf(family, 4)),
    ],
    finer: birthYear,
  },
  {
    name: 'a name and a part of birth',
    keys: ({ date, given, family }) =>
      [given, family].flatMap((name) => date.parts.map((part) => both(name, part))),
    finer: firstLetters,
  },
  {
    name: 'an address and a name or a birth',
    keys: ({ words, date, given, family }) =>
      words.flatMap((word) => [given, family, date.whole].map((other) => both(word, other))),
    finer: birthYear,
  },
  {
    name: 'two words of an address',
    keys: ({ words: [first = 0, second = 0, third = 0] }) => [
      either(first, second),
      either(first, third),
      either(second, third),
    ],
    finer: birthYear,
  },
  {
    name: 'an id with a digit out',
    keys: ({ mention: { id } }) => (id === null ? [] : deletionsOf(id.key, id.deletions)),
    finer: birthYear,
  },
];

const longestBlockedId = 16;

/** Two ids a digit apart share one of these: the id with each digit out, and the id itself for one that lacks a digit. */
const deletionsOf = (key: string, deletions: readonly string[] | null): readonly number[] => {
  const shortened =
    deletions ??
    [...key].slice(0, longestBlockedId).map((_, place) => key.slice(0, place) + key.slice(place + 1));
  return [...new Set([key, ...shortened])].map((text) => hashText(text, 7));
};
