/** How a quantity is protected: as a count of people or things, or as an amount to which some contribute much more than others. */
export type QuantityKind = 'COUNT' | 'AMOUNT';

/** What else is told of a cell, with its count and only with it. */
export interface QuantityDeclaration {
  readonly name: string;
  readonly kind: QuantityKind;
  /** Who alone has it: those with one value of a dimension. Null where everybody may. */
  readonly only: { readonly dimension: string; readonly code: string } | null;
  /** Dimensions beside which it is not told, because they say how much of it each has. */
  readonly except?: readonly string[];
  /** Whether one household may bring some of it along to several cells. */
  readonly isSpread: boolean;
}

/** How much of a quantity some cell holds, and how much of it one household, and another after that, brings along. */
export interface Contributions {
  readonly sum: number;
  readonly largest: number;
  readonly second: number;
}

/** A quantity of each cell of a cube. */
export interface Quantity extends QuantityDeclaration {
  /** Where it is: cells that have one value of a dimension; null where in all of them. */
  readonly place: { readonly dimension: number; readonly index: number } | null;
  /** By place. */
  readonly cells: readonly Contributions[];
}

export const nothing: Contributions = { sum: 0, largest: 0, second: 0 };

/**
 * What two groups bring along together.
 *
 * @param isSpread whether a household may be in both: then the largest of both could be one, and it is taken to be.
 */
export const addContributions = (
  one: Contributions,
  other: Contributions,
  isSpread: boolean,
): Contributions => ({
  sum: one.sum + other.sum,
  largest: isSpread ? one.largest + other.largest : Math.max(one.largest, other.largest),
  second: isSpread
    ? one.second + other.second
    : Math.max(Math.min(one.largest, other.largest), one.second, other.second),
});
