import type { Random } from '../random.ts';
import type { SchemaMap } from './schema-map.ts';

/**
 * The field that a question is meant to reach: one that these roots lead to, or any where they lead to none. As often a field
 * of a small type as one of a large one.
 */
export const drawWish = (random: Random, map: SchemaMap, roots: SchemaMap['roots']): string => {
  const types = roots.flatMap((root) => root.types);
  const led = map.coordinates.filter((each) =>
    types.some((type) => map.distance(type, each.split('.')[0] ?? '') !== undefined),
  );
  const wishes = led.length > 0 ? led : map.coordinates;
  const type = random.pick([...new Set(wishes.map((each) => each.split('.')[0] ?? ''))]);
  return random.pick(wishes.filter((each) => each.startsWith(`${type}.`)));
};
