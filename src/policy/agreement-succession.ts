import type { Agreement } from '../domain/agreement.ts';

const later = (one: string, other: string): string => (one > other ? one : other);

/** Whether there is a day on which the agreement holds. */
export const holdsOnSomeDay = ({ validFrom, validUntil }: Agreement): boolean =>
  validUntil === null || validFrom < validUntil;

/** The first day on which a version stands in the place of earlier ones: never a day that is past. */
export const succeedsOn = (next: Agreement, today: string): string => later(next.validFrom, today);

/** The versions of the same agreement that would still hold on the day the next one begins: it replaces them. */
export const replacedBy = (
  agreements: readonly Agreement[],
  next: Agreement,
  today: string,
): readonly Agreement[] => {
  const from = succeedsOn(next, today);
  return agreements.filter(
    (each) => each.id === next.id && (each.validUntil === null || each.validUntil > from),
  );
};

/** The same agreements with one of them ended on a day, or left out where it would never hold. */
export const endedOn = (
  agreements: readonly Agreement[],
  ended: readonly Agreement[],
  day: string,
): readonly Agreement[] =>
  agreements
    // Never later than it would have ended anyway.
    .map((each) =>
      ended.includes(each) && (each.validUntil === null || day < each.validUntil)
        ? { ...each, validUntil: day }
        : each,
    )
    .filter(holdsOnSomeDay);

/**
 * The agreements once the next version is among them. INVARIANT: what it replaces ends on the day it begins, so there is no
 * day on which two versions of one agreement add up to more than either says.
 */
export const succeededBy = (
  agreements: readonly Agreement[],
  next: Agreement,
  today: string,
): readonly Agreement[] => [
  ...endedOn(agreements, replacedBy(agreements, next, today), succeedsOn(next, today)),
  ...[next].filter(holdsOnSomeDay),
];
