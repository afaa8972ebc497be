/** Finds the contract's word for a register's word, or null where the register's word is not known. */
export type Vocabulary<Word extends string> = (text: string) => Word | null;

/** Case, marks and signs between words make no difference: registers are typed by hand. */
const fold = (text: string): string =>
  text
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('đ', 'dj')
    .normalize('NFD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** A vocabulary from the contract's words to the register's. The contract's own words are always understood. */
export const vocabulary = <Word extends string>(
  words: Readonly<Record<Word, readonly string[]>>,
): Vocabulary<Word> => {
  const known = new Map<string, Word>();
  for (const word of Object.keys(words) as Word[]) {
    for (const spelling of [word, ...words[word]]) known.set(fold(spelling), word);
  }
  return (text) => known.get(fold(text)) ?? null;
};
