/** `yyyy-mm-dd`. */
export type LocalDate = string;

const daysInMonth = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate();

const from = (year: number, month: number, day: number): LocalDate | null => {
  if (year < 1850 || year > 2200 || month < 1 || month > 12 || day < 1 || day > daysInMonth(year, month))
    return null;
  return `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
};

/**
 * Reads `dd.mm.yyyy.`, `dd.mm.yyyy` or `yyyy-mm-dd`; null for anything else and for days that do not exist.
 * Nothing is guessed: two-digit years and swapped days are refused.
 */
export const parseLocalDate = (text: string): LocalDate | null => {
  const dotted = /^(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4})\.?$/.exec(text.trim());
  if (dotted) return from(Number(dotted[3]), Number(dotted[2]), Number(dotted[1]));
  const iso = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  return iso ? from(Number(iso[1]), Number(iso[2]), Number(iso[3])) : null;
};

/** Adds an ISO 8601 period of years, months and days (`P10Y`, `P30D`) to a local date. A month's end stays its end. */
export const addPeriod = (date: LocalDate, period: string): LocalDate => {
  const match = /^P(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)D)?$/.exec(period);
  if (!match || period === 'P') throw new Error(`not a period of years, months and days: ${period}`);
  const [year, month, day] = date.split('-').map(Number) as [number, number, number];
  const months = month - 1 + Number(match[2] ?? 0);
  const targetYear = year + Number(match[1] ?? 0) + Math.floor(months / 12);
  const targetMonth = (months % 12) + 1;
  const capped = Math.min(day, daysInMonth(targetYear, targetMonth));
  const result = new Date(Date.UTC(targetYear, targetMonth - 1, capped + Number(match[3] ?? 0)));
  return result.toISOString().slice(0, 10);
};

/** Adds days to a local date, or takes them off. */
export const addDays = (date: LocalDate, days: number): LocalDate =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);

// Made once for a time zone: a formatter costs fifty times what it takes to use it, and every request asks for the day.
const formatters = new Map<string, Intl.DateTimeFormat>();

const formatterOf = (timeZone: string): Intl.DateTimeFormat => {
  const format = { timeZone, year: 'numeric', month: '2-digit', day: '2-digit' } as const;
  const formatter = formatters.get(timeZone) ?? new Intl.DateTimeFormat('en-CA', format);
  formatters.set(timeZone, formatter);
  return formatter;
};

/** The local date of an instant in a time zone: rules of days and ages hold at local midnight (R9). */
export const localDateOf = (instant: Date, timeZone: string): LocalDate =>
  formatterOf(timeZone).format(instant);
