import type { CellRule } from './cell-rule.ts';
import type { CellState } from './cell-state.ts';
import { type Cube, type CubeDimension, hasQuantity, indexIn, lineOf, parentOf } from './cube.ts';
import { movesEnough } from './dominance-rule.ts';
import type { Contributions, Quantity } from './quantity.ts';

/** What there is of a hypercube in its first dimensions. */
interface Part {
  /** How many persons are withheld besides. */
  readonly cost: number;
  /** By how much the target could be more, as far as these corners let it. */
  readonly up: number;
  /** And less. */
  readonly down: number;
}

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

  const judge = (target: number, corners: readonly number[], { up, down, cost }: Part): Candidate => {
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

  /** Whether nothing that a part of a hypercube grows to could be better: it costs more, and moves less far, with each corner. */
  const isWorse = (part: Part, rest: number, target: number, found: Candidate | null): boolean => {
    if (found === null) return false;
    if (found.isEnough && part.cost + rest >= found.cost) return true;
    if (isCountEnough(persons(target), part.up, part.down)) return false;
    return found.isEnough || Math.max(part.up, part.down) <= found.slack;
  };

  /** By how much the place changes with each other value of a dimension. */
  const movesIn = (target: number, dimension: number): number[] => {
    const own = indexIn(cube, target, dimension);
    return (cube.dimensions[dimension] as CubeDimension).codes
      .map((_code, index) => (index + 1 - own) * (cube.strides[dimension] as number))
      .filter((move) => move !== 0);
  };

  // The corners of the part that is being followed: one, two, four, eight, as it grows.
  const corners = new Int32Array(1 << dimensions.length);

  /**
   * A part with its corners moved once more beside them; null where a sum that must be withheld is given.
   *
   * @param over by how much the place of each sum is less than that of its corner.
   */
  const grow = (part: Part, depth: number, move: number, over: readonly number[]): Part | null => {
    let { down, up, cost } = part;
    const half = 1 << depth;
    for (let chosen = 0; chosen < half; chosen += 1) {
      const corner = (corners[chosen] as number) + move;
      for (const less of over) if (states[corner - less] === 'GIVEN') return null;
      const own = persons(corner);
      cost += costOf(corner);
      if (isEven(chosen)) up = own < up ? own : up;
      else down = own < down ? own : down;
      corners[half + chosen] = corner;
    }
    return { cost, up, down };
  };

  /** What the cheapest corner in each of the dimensions costs, and those in the ones after it. */
  const leastCosts = (target: number, moves: readonly (readonly number[])[]): number[] => {
    const costs = [0];
    for (const each of moves.toReversed())
      costs.unshift((costs[0] as number) + Math.min(...each.map((move) => costOf(target + move))));
    return costs;
  };

  /**
   * The cheapest hypercube, and of several the first, dimension by dimension; what is worse already is not followed further (branch and
   * bound, A. Land and A. Doig, 1960).
   */
  const best = (target: number): Candidate | null => {
    let found: Candidate | null = null;
    for (const dropped of subsetsOf(dimensions)) {
      const sums = subsetsOf(dropped).filter((each) => each.length > 0);
      // Nothing has to outweigh a move in these, if their sums are withheld.
      const over = sums.map(
        (each) => target - each.reduce((sum, dimension) => parentOf(cube, sum, dimension), target),
      );
      if (over.some((less) => states[target - less] === 'GIVEN')) continue;
      const across = dimensions.filter((dimension) => !dropped.includes(dimension));
      const moves = across.map((dimension) => movesIn(target, dimension));
      const rest = leastCosts(target, moves);
      const follow = (part: Part, depth: number): void => {
        if (isWorse(part, rest[depth] as number, target, found)) return;
        const next = moves[depth];
        if (next === undefined) {
          const candidate = judge(target, [...corners.subarray(0, 1 << depth)], part);
          if (isBetter(candidate, found)) found = candidate;
          return;
        }
        for (const move of next) {
          const grown = grow(part, depth, move, over);
          if (grown) follow(grown, depth + 1);
        }
      };
      corners[0] = target;
      follow({ cost: costOf(target), up: Number.POSITIVE_INFINITY, down: persons(target) }, 0);
      // TypeScript does not see what `follow` assigns.
      const cheapest = found as Candidate | null;
      if (cheapest?.isEnough && cheapest.cost === 0) return cheapest;
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
