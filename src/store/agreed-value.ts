import type { CountedInput } from '../domain/counted-input.ts';

/** What all statements agree in; null where there is none, or where they differ: nothing is guessed. */
export const agreed = (input: CountedInput): string =>
  `case when min(value) filter (where counted = '${input}') = max(value) filter (where counted = '${input}')
     then min(value) filter (where counted = '${input}') end`;
