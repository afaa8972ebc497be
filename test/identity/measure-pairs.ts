/** Pairs found among pairs there are, and pairs right among pairs found. */
export interface PairMeasure {
  precision: number;
  recall: number;
  wrong: number;
  missed: number;
  true: number;
}

/** Compares a grouping with the true one by the pairs of items each puts together. */
export function measurePairs(items: readonly string[], found: Grouping, truth: Grouping): PairMeasure {
  const counts = { right: 0, wrong: 0, missed: 0 };
  for (const [index, left] of items.entries()) {
    for (const right of items.slice(index + 1)) {
      const isFound = found(left) === found(right);
      const isTrue = truth(left) === truth(right);
      if (isFound && isTrue) counts.right += 1;
      else if (isFound) counts.wrong += 1;
      else if (isTrue) counts.missed += 1;
    }
  }
  const { right, wrong, missed } = counts;
  return {
    precision: right + wrong === 0 ? 1 : right / (right + wrong),
    recall: right + missed === 0 ? 1 : right / (right + missed),
    wrong,
    missed,
    true: right + missed,
  };
}

type Grouping = (item: string) => string | undefined;
