import { unknownCode } from './age-bands.ts';

/** Before the twelve months that are told one by one. */
export const earlierCode = 'EARLIER';

const told = 12;

/**
 * The months by which a release is divided, the earliest first: all before, the twelve that end with its own, and where no register
 * says any. What is dated after the release's own month counts as of it.
 *
 * @param asOf `yyyy-mm-dd`, of the release.
 */
export const monthsOf = (asOf: string): readonly string[] => {
  const [year = 0, month = 1] = asOf.split('-').map(Number);
  const months = Array.from({ length: told }, (_value, back) =>
    new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7),
  );
  return [earlierCode, ...months.reverse(), unknownCode];
};
