import type { Edit, Facts } from '../oracle/facts.ts';
import type { Random } from '../random.ts';

/** A way in which two worlds can differ: rows that belong together, or null where the draw found nothing to change. */
export type Change = (random: Random, facts: Facts, name: string) => readonly Edit[] | null;
