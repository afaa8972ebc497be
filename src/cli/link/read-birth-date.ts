const forms: readonly (readonly [RegExp, (parts: readonly string[]) => readonly string[]])[] = [
  [/^(\d{4})-(\d{1,2})-(\d{1,2})$/, ([year = '', month = '', day = '']) => [year, month, day]],
  [/^(\d{4})(\d{2})(\d{2})$/, ([year = '', month = '', day = '']) => [year, month, day]],
  [/^(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})\.?$/, ([day = '', month = '', year = '']) => [year, month, day]],
];

/**
 * A birth date as `YYYY-MM-DD`, from `yyyy-mm-dd`, `yyyymmdd` or `dd.mm.yyyy`; null where it is written otherwise. A day that
 * no calendar has is kept: it is a slip of one that a calendar has, and is compared as such.
 */
export const readBirthDate = (text: string): string | null => {
  for (const [form, order] of forms) {
    const match = form.exec(text);
    if (match === null) continue;
    const [year = '', month = '', day = ''] = order(match.slice(1));
    return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  }
  return null;
};
