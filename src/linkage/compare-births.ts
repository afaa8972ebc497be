import { compareBirthDates } from '../identity/compare-birth-dates.ts';
import type { BirthLevel } from './levels.ts';

/** Compares two dates `YYYY-MM-DD`. Symmetric. What lies within a decade is `compareBirthDates`' to say. */
export const compareBirths = (left: string, right: string): BirthLevel => {
  if (left === right) return 'SAME';
  if (compareBirthDates(left, right) === 'SLIP') return 'SLIP';
  const differing = differingPlaces(left, right);
  const [first, second] = differing;
  const isTransposed =
    differing.length === 2 &&
    first !== undefined &&
    second !== undefined &&
    left[first] === right[second] &&
    left[second] === right[first];
  if (differing.length === 1 || isTransposed) return (first ?? 0) > lastOfDecade ? 'SLIP' : 'DECADE';
  return partsInCommon(left, right) === 2 ? 'TWO_PARTS' : 'DIFFERENT';
};

/** The digit of the year that says the decade: who differ there are of two generations, often enough. */
const lastOfDecade = 2;

const differingPlaces = (left: string, right: string): readonly number[] => {
  const places: number[] = [];
  for (let place = 0; place < left.length && places.length < 3; place += 1) {
    if (left[place] !== right[place]) places.push(place);
  }
  return places;
};

/** Year, month and day that are the same, each in its place. */
const partsInCommon = (left: string, right: string): number =>
  Number(left.slice(0, 4) === right.slice(0, 4)) +
  Number(left.slice(5, 7) === right.slice(5, 7)) +
  Number(left.slice(8) === right.slice(8));
