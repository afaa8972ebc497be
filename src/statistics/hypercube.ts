import type { CellRule } from './cell-rule.ts';
import type { CellState } from './cell-state.ts';
import { type Cube, type CubeDimension, hasQuantity, indexIn, lineOf, parentOf } from './cube.ts';
import { movesEnough } from './dominance-rule.ts';
import type { Contributions, Quantity } from './quantity.ts';

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

/** Whether an even number of moves leads to a corner: then it goes the way that the target goes. */
const isEven = (chosen: number): boolean => {
  let bits = 0;
  for (let rest = chosen; rest > 0; rest &= rest - 1) bits += 1;
  return bits % 2 === 0;
};

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
  const areSumsHidden = (cell: number, over: readonly (readonly number[])[]): boolean =>
    over.every(
      (each) => states[each.reduce((sum, dimension) => parentOf(cube, sum, dimension), cell)] !== 'GIVEN',
    );

  const isCountEnough = (own: number, up: number, down: number): boolean => {
    const isShare = own === 0 || own >= rule.persons;
    return up >= rule.persons || (isShare ? Math.max(up, down) >= leastMove : down >= own);
  };

  /** Whether a quantity of the target can move far enough too: by turns with those corners that have it. */
  const isQuantityEnough = (quantity: Quantity, target: number, corners: readonly number[]): boolean => {
    if (!hasQuantity(cube, quantity, target)) return true;
    const sumOf = (cell: number): number => (quantity.cells[cell] as Contributions).sum;
    let [down, up] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
    for (const [chosen, corner] of corners.entries()) {
      if (!hasQuantity(cube, quantity, corner)) continue;
      if (isEven(chosen)) down = Math.min(down, sumOf(corner));
      else up = Math.min(up, sumOf(corner));
    }
    const own = sumOf(target);
    return quantity.kind === 'AMOUNT' ? movesEnough(own, up, down) : isCountEnough(own, up, down);
  };

  /** @param most above this a hypercube costs too much to be looked at further. */
  const judge = (
    target: number,
    {
      moves,
      over,
      most,
    }: { readonly moves: readonly number[]; readonly over: readonly number[][]; readonly most: number },
  ): Candidate | null => {
    const corners: number[] = [];
    let [down, up, cost] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY, 0];
    for (let chosen = 0; chosen < 1 << moves.length; chosen += 1) {
      let corner = target;
      let turns = 0;
      for (let bit = 0; bit < moves.length; bit += 1) {
        if (!(chosen & (1 << bit))) continue;
        corner += moves[bit] as number;
        turns += 1;
      }
      cost += costOf(corner);
      if (cost >= most || !areSumsHidden(corner, over)) return null;
      if (turns % 2 === 0) down = Math.min(down, persons(corner));
      else up = Math.min(up, persons(corner));
      corners.push(corner);
    }
    const isEnough =
      isCountEnough(persons(target), up, down) &&
      cube.quantities.every((quantity) => isQuantityEnough(quantity, target, corners));
    return { corners, cost, isEnough, slack: Math.max(up, down) };
  };

  const isBetter = (candidate: Candidate, found: Candidate | null): boolean => {
    if (found === null) return true;
    if (candidate.isEnough !== found.isEnough) return candidate.isEnough;
    return candidate.isEnough ? candidate.cost < found.cost : candidate.slack > found.slack;
  };

  /** By how much the place changes with each other value of a dimension. */
  const movesIn = (target: number, dimension: number): number[] => {
    const own = indexIn(cube, target, dimension);
    return (cube.dimensions[dimension] as CubeDimension).codes
      .map((_code, index) => (index + 1 - own) * (cube.strides[dimension] as number))
      .filter((move) => move !== 0);
  };

  const best = (target: number): Candidate | null => {
    let found: Candidate | null = null;
    for (const dropped of subsetsOf(dimensions)) {
      const over = subsetsOf(dropped).filter((each) => each.length > 0);
      if (!areSumsHidden(target, over)) continue;
      const across = dimensions.filter((dimension) => !dropped.includes(dimension));
      for (const moves of everyChoice(across.map((dimension) => movesIn(target, dimension)))) {
        const most = found?.isEnough ? found.cost : Number.POSITIVE_INFINITY;
        const candidate = judge(target, { moves, over, most });
        if (candidate !== null && isBetter(candidate, found)) found = candidate;
        if (found?.isEnough && found.cost === 0) return found;
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
