import fc from 'fast-check';
import { mark } from './expect-sound.ts';

/** Where a value stands in an item: the keys that lead to it. */
export type ValuePath = readonly (string | number)[];

/** Where all texts, numbers and flags of a value stand. */
export const pathsOf = (value: unknown, path: ValuePath = []): readonly ValuePath[] => {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return entries.flatMap(([key, each]) => pathsOf(each, [...path, key]));
};

/** A value with another one in one place of it. */
export const exchanged = (value: unknown, [key, ...rest]: ValuePath, by: unknown): unknown => {
  if (key === undefined) return by;
  if (Array.isArray(value))
    return value.map((each, index) => (index === key ? exchanged(each, rest, by) : each));
  const object = value as Readonly<Record<string, unknown>>;
  return { ...object, [key]: exchanged(object[key], rest, by) };
};

/** Freezes a value with everything in it, so that whoever changes it breaks. */
export const frozen = <Value>(value: Value): Value => {
  if (typeof value !== 'object' || value === null) return value;
  for (const each of Object.values(value)) frozen(each);
  return Object.freeze(value);
};

/**
 * Texts that a careless pattern runs over again and again, the short ones first: a pattern that doubles its steps with each sign is
 * found at thirty and would not come back from fifty thousand.
 */
export const tiresome: readonly string[] = [20, 26, 30, 1000, 50_000].flatMap((length) =>
  [' ', '1', '1.', 'a ', '"'].flatMap((signs) => {
    const text = signs.repeat(length / signs.length);
    return [text, `${text}\n!`];
  }),
);

/** What is no item of any register. */
export const noItems: readonly unknown[] = [null, undefined, true, 0, '', mark, [], [[]], {}, [null], 12n];

/** What stands where a value should be: of all that a machine or a hand can put there. */
export const anyValue: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 4, arbitrary: fc.string({ unit: 'binary' }) },
  {
    weight: 4,
    arbitrary: fc.constantFrom<unknown>(
      ...['', ' ', '__proto__', 'constructor', '\0', '\ud800', '1110991270055', '11 10 991 270055', mark],
      ...['1.598,52', '1e400', '2026-02-30', '31.12.2026.', '2026-06-01T11:55:00Z', 'x'.repeat(3000)],
      ...[null, undefined, true, -1, 1.5, Number.POSITIVE_INFINITY, Number.NaN, [], {}, [[]], [null], 12n],
    ),
  },
  fc.string().map((text) => `${mark}${text}`),
  fc.anything({ maxDepth: 2, withNullPrototype: true }),
);
