import { loosenText } from '../identity/loosen-text.ts';

/** Full names by language or list, each with what people are called by it. */
export type NicknameLists = readonly Readonly<Record<string, readonly string[]>>[];

/** For each loosened name, the numbers of the full names that it is or stands for. */
export type Nicknames = ReadonlyMap<string, readonly number[]>;

/**
 * Reads lists of nicknames into one index. A nickname of several names ("Saša" of Aleksandar and of Aleksandra) meets each of
 * them, and they do not meet each other.
 */
export const readNicknames = (lists: NicknameLists): Nicknames => {
  const numbers = new Map<string, number>();
  const index = new Map<string, Set<number>>();
  for (const list of lists) {
    for (const [full, called] of Object.entries(list)) {
      const key = loosenText(full);
      const number = numbers.get(key) ?? numbers.size;
      numbers.set(key, number);
      for (const form of [key, ...called.map(loosenText)]) {
        index.set(form, (index.get(form) ?? new Set()).add(number));
      }
    }
  }
  return new Map([...index].map(([form, names]) => [form, [...names]]));
};
