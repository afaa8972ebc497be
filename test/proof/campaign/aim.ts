import type { SchemaMap } from '../operations/schema-map.ts';
import { Random } from '../random.ts';

/** A root field, and that nothing is asked for as often as it in a round. */
export type Aim = SchemaMap['roots'][number];

/**
 * The root that a round aims at: three rounds of four at one, all of them in turn, so that what few may ask is asked in a short
 * campaign too. The order is the seed's; a round's aim depends on nothing but its number.
 */
export const aimOf = ({ roots }: SchemaMap, seed: number, round: number): Aim | null => {
  if (round % 4 === 3) return null;
  const turn = round - Math.floor(round / 4);
  const order = new Random(seed, 'aims', Math.floor(turn / roots.length)).some(roots, roots.length);
  return order[turn % roots.length] ?? null;
};
