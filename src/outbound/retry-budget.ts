/** V5: of ten calls one may be made twice. */
const shareOfCalls = 0.1;
/** What calm times leave over, so that a storm after them is no storm of retries. */
const mostLeft = 5;

/** How many calls may still be made twice. */
export interface RetryBudget {
  /** One call was made. */
  readonly earn: () => void;
  /** Takes one repetition, where there is one. */
  readonly take: () => boolean;
}

/** A budget that begins with nothing: INVARIANT: repetitions are never more than a tenth of the calls until then. */
export const createRetryBudget = (): RetryBudget => {
  let left = 0;
  return {
    earn: () => {
      left = Math.min(mostLeft, left + shareOfCalls);
    },
    take: () => {
      // Tenths do not add up to one exactly.
      if (left < 1 - 1e-9) return false;
      left -= 1;
      return true;
    },
  };
};
