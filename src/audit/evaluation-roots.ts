/**
 * What the log calls an evaluation that was asked at an address beside the graph. It names purpose and roles of its own, and
 * the log holds the token's: what was refused there is not explained by these.
 */
export const evaluationRoots = { one: 'evaluation', several: 'evaluations' } as const;
