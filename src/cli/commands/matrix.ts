import type { Command } from 'commander';
import { readAgreements } from '../../access/agreement-file.ts';
import { localDateOf } from '../../domain/local-date.ts';
import { accessMatrix, printAccessMatrix } from '../../policy/access-matrix.ts';
import { processEnvironment, readConfiguration, readSetting } from '../../server/configuration.ts';
import { dayOf } from '../day-of.ts';
import { loadComposition } from '../load-composition.ts';

const print = async (day: string | undefined): Promise<void> => {
  const configuration = readConfiguration(processEnvironment());
  const { loadGraph, loadLegalBases, loadRegistry } = await loadComposition();
  const { catalogue } = loadGraph();
  const { registry } = loadRegistry(configuration);
  const agreements = readAgreements(
    readSetting('HUB_AGREEMENTS', configuration.agreementsFile),
    configuration.agreementsFile,
    registry,
    loadLegalBases(configuration),
    (coordinate) => catalogue.governed.get(coordinate)?.category,
  );
  const matrix = accessMatrix({
    agencies: [...registry.agencies.values()],
    sources: [...registry.sources.values()],
    agreements,
    catalogue,
    today: day ?? localDateOf(new Date(), registry.timeZone),
  });
  process.stdout.write(printAccessMatrix(matrix));
};

/** `matrix`: who may read what, for those who review agreements. It opens no store: it is decided before any data is read. */
export const addMatrixCommand = (program: Command): void => {
  program
    .command('matrix')
    .description(
      'Prints who may read what: every field for every agency, purpose and role, and by which agreement.',
    )
    .option('--day <date>', 'as of this day, yyyy-mm-dd (default: today)', dayOf)
    .action(async (options: { day?: string }) => await print(options.day));
};
