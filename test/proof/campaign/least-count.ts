/**
 * How many of so many independent pairs must differ: the largest number that fewer of them fall short of than `risk` says, where
 * each of them differs with the probability `share`. By the binomial distribution, summed from below.
 */
export const leastCount = (pairs: number, share: number, risk: number): number => {
  let probability = (1 - share) ** pairs;
  let below = 0;
  for (let count = 0; count < pairs; count += 1) {
    below += probability;
    if (below >= risk) return count;
    probability *= ((pairs - count) / (count + 1)) * (share / (1 - share));
  }
  return pairs;
};
