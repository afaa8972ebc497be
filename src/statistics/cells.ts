/** One area with what lives in it. */
export interface AreaCount {
  readonly area: string;
  readonly persons: number;
  readonly households: number;
}

/** The thresholds of R24. */
export interface CellMinimum {
  readonly persons: number;
  readonly households: number;
  /** An area with fewer households than this is not named on its own. */
  readonly areaHouseholds: number;
}

/** One cell of a release: a named area, or those that were rolled up into one. */
export interface AreaCell {
  /** Sorted; exactly one where not rolled up. */
  readonly areas: readonly string[];
  readonly rolledUp: boolean;
  readonly persons: number;
  readonly households: number;
}

/** What may be given of a table. Either every area is in a cell, or none is. */
export interface Release {
  readonly cells: readonly AreaCell[];
  /** All areas, sorted, where nothing can be given; empty otherwise. */
  readonly suppressed: readonly string[];
}

/** R24: a count of persons rests on at least so many households, whatever the threshold for households is. */
const householdsUnderPersons = 5;

const standardMinimum: CellMinimum = { persons: 11, households: 11, areaHouseholds: 50 };

const byName = (left: string, right: string): number => (left < right ? -1 : left > right ? 1 : 0);

const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;

const checkInput = (areas: readonly AreaCount[]): void => {
  if (new Set(areas.map(({ area }) => area)).size !== areas.length)
    throw new RangeError('an area is there twice');
  if (!areas.every(({ persons, households }) => isCount(persons) && isCount(households))) {
    throw new RangeError('a count that is not a whole number');
  }
};

const sumOf = (areas: readonly AreaCount[]): { persons: number; households: number } => ({
  persons: areas.reduce((sum, { persons }) => sum + persons, 0),
  households: areas.reduce((sum, { households }) => sum + households, 0),
});

const reaches = (count: { persons: number; households: number }, minimum: CellMinimum): boolean =>
  count.persons >= minimum.persons &&
  count.households >= minimum.households &&
  count.households >= householdsUnderPersons;

const mayBeNamed = (area: AreaCount, minimum: CellMinimum): boolean =>
  reaches(area, minimum) && area.households >= minimum.areaHouseholds;

/**
 * Whether a remainder hides the small areas in it. Two areas of which one stands empty hide nothing: everybody in the
 * municipality knows the village that nobody lives in, and takes it off.
 */
const hides = (remainder: readonly AreaCount[], minimum: CellMinimum): boolean => {
  const inhabited = remainder.filter(({ persons, households }) => persons > 0 || households > 0);
  const isAlone = inhabited.length === 1 && inhabited.some((area) => !mayBeNamed(area, minimum));
  return remainder.length >= 2 && !isAlone && reaches(sumOf(remainder), minimum);
};

/**
 * Persons and households by area, as R24 lets them out: at least 11 persons and 11 households in every cell (each cell
 * carries a measure of households; persons alone would need 5), and no area of fewer than 50 households by its name.
 *
 * Method: a minimum-frequency (threshold) rule; recoding of the small areas into one remainder; and complementary
 * suppression by the same recoding: where the remainder is itself too small, or one area alone, so that the total less the
 * named areas would give it back, the smallest named area joins it until it is not. Empty areas go the way of small ones,
 * so that a zero is never told. (A. Hundepool and others, Statistical Disclosure Control, Wiley 2012, on thresholds,
 * recoding and secondary suppression in tables.) Nothing is rounded or made noisy, so a cell is the same whoever asks.
 *
 * INVARIANT: the cells are disjoint and together cover all areas, so that the published total is the sum of the cells and
 * a total less any of them is a sum of others, each at or above the thresholds.
 *
 * @throws RangeError where an area is there twice or a count is no whole number.
 */
export const releaseAreaCells = (
  areas: readonly AreaCount[],
  minimum: CellMinimum = standardMinimum,
): Release => {
  checkInput(areas);
  const remainder = areas.filter((area) => !mayBeNamed(area, minimum));
  // Smallest first, by households and then by name: never by persons, so that one person more cannot change the turn.
  const named = areas
    .filter((area) => mayBeNamed(area, minimum))
    .sort((left, right) => left.households - right.households || byName(left.area, right.area));

  while (remainder.length > 0 && !hides(remainder, minimum)) {
    const smallest = named.shift();
    if (!smallest) return { cells: [], suppressed: areas.map(({ area }) => area).sort(byName) };
    remainder.push(smallest);
  }

  const cells: AreaCell[] = named
    .sort((left, right) => byName(left.area, right.area))
    .map(({ area, persons, households }) => ({ areas: [area], rolledUp: false, persons, households }));
  if (remainder.length > 0) {
    cells.push({
      areas: remainder.map(({ area }) => area).sort(byName),
      rolledUp: true,
      ...sumOf(remainder),
    });
  }
  return { cells, suppressed: [] };
};
