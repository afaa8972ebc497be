/** The seed of this run's property tests, printed so that a failure can be run again with `FC_SEED`. */
export const propertySeed = Number(process.env['FC_SEED'] ?? Date.now() % 2 ** 31);

process.stdout.write(`fast-check seed: ${propertySeed}\n`);
