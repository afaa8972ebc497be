/**
 * How well two samples can be told apart by their size alone: the area under the ROC curve, which is Mann and Whitney's U
 * over the number of pairs, ties counting half. Folded, so that it does not matter which of the two is the larger.
 *
 * @returns 0.5 where nothing tells them apart, 1 where a threshold always does.
 */
export const areaUnderCurve = (one: readonly number[], other: readonly number[]): number => {
  const all = [...one.map((value) => ({ value, of: 1 })), ...other.map((value) => ({ value, of: 0 }))].sort(
    (a, b) => a.value - b.value,
  );
  let ranks = 0;
  for (let from = 0; from < all.length; ) {
    let to = from;
    while (to < all.length && all[to]?.value === all[from]?.value) to += 1;
    const shared = (from + 1 + to) / 2;
    for (let index = from; index < to; index += 1) ranks += (all[index]?.of ?? 0) * shared;
    from = to;
  }
  const area = (ranks - (one.length * (one.length + 1)) / 2) / (one.length * other.length);
  return Math.max(area, 1 - area);
};
