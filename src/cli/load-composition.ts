/**
 * The hub's composition, loaded when a command needs it: it brings every library of the hub along, so without it `--help` and
 * a mistake in the command line are answered at once.
 */
export const loadComposition = async (): Promise<typeof import('../server/open-core.ts')> =>
  await import('../server/open-core.ts');
