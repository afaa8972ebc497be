type Composition = typeof import('../server/open-core.ts') &
  typeof import('../server/load-contracts.ts') &
  typeof import('../server/load-registry.ts');

/**
 * The hub's composition, loaded when a command needs it: it brings every library of the hub along, so without it `--help` and
 * a mistake in the command line are answered at once.
 */
export const loadComposition = async (): Promise<Composition> => ({
  ...(await import('../server/open-core.ts')),
  ...(await import('../server/load-contracts.ts')),
  ...(await import('../server/load-registry.ts')),
});
