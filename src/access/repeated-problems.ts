import type { ConfigurationProblem } from './configuration-file.ts';

/** A problem for each value that stands before it already, at the path of its place. */
export const repeatedProblems = (
  values: readonly string[],
  path: (index: number) => PropertyKey[],
): ConfigurationProblem[] =>
  values.flatMap((value, index) =>
    values.indexOf(value) < index ? [{ path: path(index), message: `${value} is named twice` }] : [],
  );
