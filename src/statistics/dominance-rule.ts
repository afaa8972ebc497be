import type { Contributions } from './quantity.ts';

/** By the p % rule: the second largest could work out the largest to within this share of it. */
const nearness = 0.1;

/** By the (n, k) rule with n = 2: the two largest bring along more than this share of all. */
const dominance = 0.85;

/** An amount that is withheld must be able to be another by this share of it. */
const leastMove = 0.2;

/**
 * Whether an amount tells of those who bring along most of it: the p % rule with p = 10 and the (n, k) dominance rule with n = 2 and
 * k = 85 (A. Hundepool and others, Statistical Disclosure Control, 2012, 4.2.2). An amount of nothing tells of nobody.
 */
export const isDominated = ({ sum, largest, second }: Contributions): boolean =>
  sum > 0 && (sum - largest - second < nearness * largest || largest + second > dominance * sum);

/**
 * Whether an amount could be so much more, or so much less, that it is protected: by a share of itself (sliding protection, S. Giessing
 * and D. Repsilber, GHQUAR, 2002).
 */
export const movesEnough = (sum: number, up: number, down: number): boolean =>
  Math.max(up, down) >= leastMove * sum;
