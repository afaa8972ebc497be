import type { Command } from 'commander';
import { accessMatrix, printAccessMatrix } from '../../policy/access-matrix.ts';
import { dataOption } from '../data-option.ts';
import { dayOf } from '../day-of.ts';
import { openShownAgreements, storeHelp } from '../shown-agreements.ts';

interface MatrixOptions {
  readonly agreements?: string;
  readonly day?: string;
  readonly data?: string;
}

const print = async (options: MatrixOptions): Promise<void> => {
  const { agencies, sources, catalogue, day, inFile, inStore } = await openShownAgreements(options);
  const agreements = options.agreements === undefined ? await inStore() : inFile(options.agreements);
  process.stdout.write(
    printAccessMatrix(accessMatrix({ agencies, sources, agreements, catalogue, today: day })),
  );
};

/** `matrix`: who may read what, for those who review agreements. It is decided before any data about people is read. */
export const addMatrixCommand = (program: Command): void => {
  program
    .command('matrix')
    .description(
      'Prints who may read what by the agreements in force: every field for every agency, purpose and role, and by which agreement.',
    )
    .option('--agreements <file>', 'by this file of agreements instead; it opens no store')
    .option('--day <date>', 'as of this day, yyyy-mm-dd (default: today)', dayOf)
    .addOption(dataOption())
    .addHelpText('after', storeHelp)
    .action(async (options: MatrixOptions) => await print(options));
};
