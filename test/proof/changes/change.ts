import type { Edit, Facts } from '../oracle/facts.ts';
import type { Random } from '../random.ts';

/** A way in which two worlds can differ: rows that belong together, or null where the draw found nothing to change. */
export type Change = (
  random: Random,
  facts: Facts,
  /** Given to what is new, so that two changes never make the same row. */
  name: string,
  /** Records of which the caller sees something: what is beside that is where it would show. */
  near: ReadonlySet<string>,
) => readonly Edit[] | null;
