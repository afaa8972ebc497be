/** Latin letters of Montenegrin and their Cyrillic ones; two-letter sounds first, because they are one letter there. */
const letters: readonly (readonly [string, string])[] = [
  ['lj', 'љ'],
  ['nj', 'њ'],
  ['dž', 'џ'],
  ...[...'abvgdđežzijklmnoprstćufhcčš'].map(
    (latin, index) => [latin, [...'абвгдђежзијклмнопрстћуфхцчш'][index] ?? ''] as const,
  ),
];

const capitalised = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The same text in Cyrillic, as a president writes it whose portal is set so. Figures and signs stay. */
export const inCyrillic = (latin: string): string => {
  let text = latin;
  for (const [from, to] of letters) {
    text = text
      .replaceAll(from, to)
      .replaceAll(capitalised(from), to.toUpperCase())
      .replaceAll(from.toUpperCase(), to.toUpperCase());
  }
  return text;
};
