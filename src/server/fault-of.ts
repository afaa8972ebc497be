/** The internal half of a fault, for the log: the error's kind and place, and the hub's own internal text. */
export const faultOf = (error: unknown): Record<string, unknown> => {
  if (!(error instanceof Error)) return { kind: typeof error };
  // INVARIANT: a driver's message can hold the values of a statement, so it is not logged, not as the internal half of the
  // error that it caused either; the stack's places are.
  const internal = error.cause === undefined ? (error as { internal?: string }).internal : undefined;
  const places = (error.stack ?? '')
    .split('\n')
    .filter((line) => line.trimStart().startsWith('at '))
    .slice(0, 8);
  return { kind: error.name, ...(internal ? { internal } : {}), places };
};
