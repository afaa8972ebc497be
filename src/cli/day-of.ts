import { InvalidArgumentError } from 'commander';

/** Reads a day of the command line. */
export const dayOf = (text: string): string => {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
  if (isDay && new Date(text).toISOString().startsWith(text)) return text;
  throw new InvalidArgumentError('A day is written yyyy-mm-dd.');
};
