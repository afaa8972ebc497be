import type { Edit, Facts } from '../oracle/facts.ts';
import type { Random } from '../random.ts';

/** Records by id, each with the fields of it that a caller sees. */
export type Near = ReadonlyMap<string, ReadonlySet<string>>;

/** A way in which two worlds can differ: rows that belong together, or null where the draw found nothing to change. */
export type Change = (
  random: Random,
  facts: Facts,
  /** Given to what is new, so that two changes never make the same row. */
  name: string,
  /** Records of which the caller sees something, with the fields it sees: what is beside that is where it would show. */
  near: Near,
) => readonly Edit[] | null;
