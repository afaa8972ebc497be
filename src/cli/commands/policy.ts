import type { Command } from 'commander';
import { readAgreements } from '../../access/agreement-file.ts';
import { localDateOf } from '../../domain/local-date.ts';
import { policyDiff, printAccessChange } from '../../policy/policy-diff.ts';
import { processEnvironment, readConfiguration, readSetting } from '../../server/configuration.ts';
import { dayOf } from '../day-of.ts';
import { loadComposition } from '../load-composition.ts';
import { printLine } from '../print-line.ts';

const print = async (
  files: readonly [string, string | undefined],
  day: string | undefined,
): Promise<void> => {
  const configuration = readConfiguration(processEnvironment());
  const { loadGraph, loadLegalBases, loadRegistry } = await loadComposition();
  const { catalogue } = loadGraph();
  const { registry } = loadRegistry(configuration);
  const legalBases = loadLegalBases(configuration);
  const read = (file: string) =>
    readAgreements(
      readSetting('HUB_AGREEMENTS', file),
      file,
      registry,
      legalBases,
      (coordinate) => catalogue.governed.get(coordinate)?.category,
    );
  const [one, other] = files;
  const changes = policyDiff({
    before: read(other === undefined ? configuration.agreementsFile : one),
    after: read(other ?? one),
    agencies: [...registry.agencies.values()],
    sources: [...registry.sources.values()],
    catalogue,
    day: day ?? localDateOf(new Date(), registry.timeZone),
  });
  for (const change of changes) printLine(printAccessChange(change));
};

/** `policy diff`: what a change of the agreements opens and closes. It opens no store: it is decided before any data is read. */
export const addPolicyCommand = (program: Command): void => {
  program
    .command('policy')
    .description('Looks at what agreements say.')
    .command('diff')
    .description(
      'Prints each agency, purpose, role and field that a second file of agreements WIDENS, NARROWS or CHANGES; nothing where both say the same.',
    )
    .argument('<file>', 'a file of agreements')
    .argument(
      '[other]',
      'the file that comes after it; without it, the first is compared with HUB_AGREEMENTS',
    )
    .option('--day <date>', 'as of this day, yyyy-mm-dd (default: today)', dayOf)
    .action(
      async (file: string, other: string | undefined, options: { day?: string }) =>
        await print([file, other], options.day),
    );
};
