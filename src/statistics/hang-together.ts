/**
 * Whether tables, each by the names of its dimensions, hang together without a cycle, as the cliques of a decomposable graph do.
 *
 * Method: the reduction of M. Graham (On the universal relation, 1979) and C. Yu and M. Özsoyoğlu (An algorithm for tree-query
 * membership, 1979): a dimension of one table alone is left out, and so is a table that lies in another, until nothing is left or
 * nothing more can be.
 */
export const hangTogether = (tables: readonly ReadonlySet<string>[]): boolean => {
  let left = tables.map((table) => new Set(table));
  for (;;) {
    const times = new Map<string, number>();
    for (const name of left.flatMap((table) => [...table])) times.set(name, (times.get(name) ?? 0) + 1);
    const shared = left.map((table) => new Set([...table].filter((name) => (times.get(name) ?? 0) > 1)));
    const kept = shared.filter(
      (table, place) =>
        !shared.some(
          (other, otherPlace) =>
            otherPlace !== place &&
            [...table].every((name) => other.has(name)) &&
            (other.size > table.size || otherPlace < place),
        ),
    );
    if (kept.length <= 1) return true;
    const size = (each: readonly ReadonlySet<string>[]): number =>
      each.reduce((sum, table) => sum + table.size, each.length);
    if (size(kept) === size(left)) return false;
    left = kept;
  }
};
