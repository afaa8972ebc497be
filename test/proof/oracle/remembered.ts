import type { Facts, Row } from './facts.ts';

const none: readonly Row[] = [];

interface Known<Derived> {
  readonly next: WeakMap<readonly Row[], Known<Derived>>;
  derived?: { readonly value: Derived };
}

const unknown = <Derived>(): Known<Derived> => ({ next: new WeakMap() });

/**
 * Derives something from some tables, once for each state of them: edits of one table leave the others as they were
 * (`applied`), and of hundreds of worlds that a round draws most share nearly all of theirs.
 *
 * @param derive reads no other table than those named.
 */
export const remembered = <Derived>(
  tables: readonly string[],
  derive: (facts: Facts) => Derived,
): ((facts: Facts) => Derived) => {
  const root = unknown<Derived>();
  return (facts) => {
    let known = root;
    for (const table of tables) {
      const rows = facts[table] ?? none;
      const next = known.next.get(rows) ?? unknown<Derived>();
      known.next.set(rows, next);
      known = next;
    }
    known.derived ??= { value: derive(facts) };
    return known.derived.value;
  };
};
