/** How the tour writes a value that may be absent. */
export const wordOf = (value: string | number | boolean | null | undefined): string => {
  if (value === null || value === undefined) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  return String(value);
};

/** An enumeration's value as a word: `CHRONIC_ILLNESS` reads as `chronic illness`. */
export const plainWord = (value: string | null | undefined): string =>
  wordOf(value).toLowerCase().replaceAll('_', ' ');
