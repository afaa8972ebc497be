import type { CellRule } from './cell-rule.ts';
import type { CellState } from './cell-state.ts';
import { type Cube, type CubeDimension, indexIn, lineOf, parentOf } from './cube.ts';

interface Candidate {
  readonly corners: readonly number[];
  /** How many persons are withheld besides. */
  readonly cost: number;
  readonly isEnough: boolean;
  /** By how much the target could be another. */
  readonly slack: number;
}

/** A number by which a share of nobody or of everybody must be able to move: what rounding moves by. */
const leastMove = 5;

const subsetsOf = (values: readonly number[]): number[][] =>
  Array.from({ length: 1 << values.length }, (_value, chosen) =>
    values.filter((_each, bit) => chosen & (1 << bit)),
  );

const everyChoice = (choices: readonly (readonly number[])[]): number[][] =>
  choices.reduce<number[][]>(
    (chosen, values) => chosen.flatMap((each) => values.map((value) => [...each, value])),
    [[]],
  );

/**
 * Withholds with each target the corners of the cheapest hypercube in which it can move far enough.
 *
 * A hypercube of a cell has one other value in each dimension; its corners move by turns up and down and leave every sum as it is.
 * What is withheld already costs nothing.
 */
export const hideByHypercube = (
  cube: Cube,
  states: CellState[],
  {
    targets,
    dimensions,
    rule,
  }: { readonly targets: readonly number[]; readonly dimensions: readonly number[]; readonly rule: CellRule },
): readonly number[] => {
  const persons = (cell: number): number => cube.persons[cell] as number;
  // A zero is told where it can be: nobody is withheld for it. To withhold one costs more than any number of persons.
  const costOf = (cell: number): number =>
    states[cell] !== 'GIVEN' ? 0 : persons(cell) === 0 ? persons(0) + 1 : persons(cell);

  /** Whether the sums over each of the dimensions, and over several of them, are withheld: then nothing has to outweigh a move in them. */
  const areSumsHidden = (cell: number, over: readonly number[]): boolean =>
    subsetsOf(over)
      .filter((each) => each.length > 0)
      .every(
        (each) => states[each.reduce((sum, dimension) => parentOf(cube, sum, dimension), cell)] !== 'GIVEN',
      );

  const judge = (
    target: number,
    {
      across,
      others,
      over,
    }: {
      readonly across: readonly number[];
      readonly others: readonly number[];
      readonly over: readonly number[];
    },
  ): Candidate | null => {
    const corners: number[] = [];
    let [down, up, cost] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
    for (let chosen = 0; chosen < 1 << across.length; chosen += 1) {
      let corner = target;
      let turns = 0;
      for (const [bit, dimension] of across.entries()) {
        if (!(chosen & (1 << bit))) continue;
        const stride = cube.strides[dimension] as number;
        corner += ((others[bit] as number) - indexIn(cube, target, dimension)) * stride;
        turns += 1;
      }
      if (!areSumsHidden(corner, over)) return null;
      if (turns % 2 === 0) down = Math.min(down, persons(corner));
      else up = Math.min(up, persons(corner));
      cost += costOf(corner);
      corners.push(corner);
    }
    const own = persons(target);
    const isShare = own === 0 || own >= rule.persons;
    const isEnough = up >= rule.persons || (isShare ? Math.max(up, down) >= leastMove : down >= own);
    return { corners, cost, isEnough, slack: Math.max(up, down) };
  };

  const isBetter = (candidate: Candidate, found: Candidate | null): boolean => {
    if (found === null) return true;
    if (candidate.isEnough !== found.isEnough) return candidate.isEnough;
    return candidate.isEnough ? candidate.cost < found.cost : candidate.slack > found.slack;
  };

  const best = (target: number): Candidate | null => {
    let found: Candidate | null = null;
    for (const over of subsetsOf(dimensions)) {
      if (!areSumsHidden(target, over)) continue;
      const across = dimensions.filter((dimension) => !over.includes(dimension));
      const choices = across.map((dimension) =>
        (cube.dimensions[dimension] as CubeDimension).codes
          .map((_code, index) => index + 1)
          .filter((index) => index !== indexIn(cube, target, dimension)),
      );
      for (const others of everyChoice(choices)) {
        const candidate = judge(target, { across, others, over });
        if (candidate !== null && isBetter(candidate, found)) found = candidate;
      }
    }
    return found;
  };

  const hide = (cells: readonly number[]): void => {
    for (const cell of cells) if (states[cell] === 'GIVEN') states[cell] = 'COMPLEMENTARY';
  };

  // The largest first: their corners serve the smaller ones too.
  const inTurn = [...targets].sort((left, right) => persons(right) - persons(left) || left - right);
  const unprotected: number[] = [];
  for (const target of inTurn) {
    if (dimensions.length === 0) continue;
    const found = best(target);
    if (found) hide(found.corners);
    // Nothing lets it move far enough: then nothing is told beside it.
    if (found?.isEnough) continue;
    for (const dimension of dimensions) hide(lineOf(cube, target, dimension));
    unprotected.push(target);
  }
  return unprotected;
};
