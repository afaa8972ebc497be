/** What PostgreSQL refuses in text (NUL, half a surrogate pair), and control signs that no register means. */
const UNSTORABLE = /\p{Cs}|(?![\t\n\r])\p{Cc}/u;

/** Thirteen digits on end are a national id until the opposite is shown (DOMAIN.md 3.1). */
const THIRTEEN_DIGITS = /\p{Nd}{13,}/u;

/** A national id written in groups: it begins with a day and a month, so a telephone number is not taken for one. */
const GROUPED_NATIONAL_ID =
  /(?<!\p{Nd})(?:0[1-9]|[12]\d|3[01])[ .-]?(?:0[1-9]|1[0-2])(?:[ .-]?\d){9}(?!\p{Nd})/u;

const NATIONAL_IDS = new RegExp(`${THIRTEEN_DIGITS.source}|${GROUPED_NATIONAL_ID.source}`, 'gu');

/** What stands in a free text where a national id stood. */
const removedNationalId = '[…]';

/** Whether a text can be stored at all. */
export const isStorable = (text: string): boolean => !UNSTORABLE.test(text);

/** Whether a text holds something that could be a national id, in one piece or in groups. */
export const holdsNationalId = (text: string): boolean =>
  THIRTEEN_DIGITS.test(text) || GROUPED_NATIONAL_ID.test(text);

/** The text with each national id taken out: a warning must not be lost because a number was written into it. */
export const withoutNationalIds = (text: string): string => text.replace(NATIONAL_IDS, removedNationalId);

/** Longer than any key of any register. */
const LONGEST_KEY = 100;

/**
 * A source's key, trimmed, or null where it is unusable. Only digits in one piece count as a national id here:
 * groups such as `04-2026-0012345` are how offices number their files.
 */
export const usableKey = (raw: unknown): string | null => {
  if (typeof raw !== 'string') return null;
  const key = raw.trim();
  const usable = key !== '' && key.length <= LONGEST_KEY && isStorable(key) && !THIRTEEN_DIGITS.test(key);
  return usable ? key : null;
};
