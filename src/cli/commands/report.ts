import { createHmac } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Command, Option } from 'commander';
import { type ProcessingTexts, readProcessingTexts } from '../../access/processing-files.ts';
import { findBreaches } from '../../audit/find-breaches.ts';
import { readLogPages } from '../../audit/read-log-pages.ts';
import { ConfigurationError } from '../../domain/configuration-error.ts';
import { type Jurisdiction, jurisdictions } from '../../domain/legal-basis.ts';
import { localDateOf } from '../../domain/local-date.ts';
import { projectFile } from '../../server/configuration.ts';
import type { Core } from '../../server/open-core.ts';
import { agreementsAtOf, agreementsOf } from '../agreements-of.ts';
import { CommandFailure } from '../command-failure.ts';
import { dataOption } from '../data-option.ts';
import { dayOf } from '../day-of.ts';
import { printLine } from '../print-line.ts';
import {
  type LogFindings,
  type ProcessingDocuments,
  type ProcessingFile,
  processingDocuments,
} from '../report/processing-documents.ts';
import { type VerifiedLog, verifiedLog } from '../verified-log.ts';
import { withCore } from '../with-core.ts';
import { addPlanningCommand } from './planning.ts';

interface ReportOptions {
  readonly jurisdiction?: Jurisdiction;
  readonly agency?: string;
  readonly day?: string;
  readonly texts: string;
  readonly out?: string;
  readonly data?: string;
}

const textsIn = (folder: string): ProcessingTexts =>
  readProcessingTexts((name) => {
    try {
      return readFileSync(join(folder, name), 'utf8');
    } catch {
      throw new ConfigurationError(`--texts: the file ${join(folder, name)} cannot be read.`);
    }
  });

const sentenceOf = ({ verification, headsFile, hasHeadsFile }: VerifiedLog): string => {
  if (!verification.ok) return '**The log does not hold**: see the first entry.';
  if (verification.sealedTo > 0 && verification.heads === 0) {
    const missing = hasHeadsFile ? `no head in ${headsFile}` : `no ${headsFile}`;
    return `The chain of the log is whole to place ${verification.sealedTo}, but nothing vouches for it: there is ${missing}.`;
  }
  const gone = verification.restores.map(
    ({ by, at, from, to }) =>
      ` **A backup was restored**: places ${to.position + 1} to ${from.position} of what was sealed are gone, as ${by} put on record at ${at}.`,
  );
  return `The log holds: it is sealed to place ${verification.sealedTo}, and ${verification.heads} signed heads agree.${gone.join('')}`;
};

const findingsOf = async (core: Core): Promise<LogFindings> => {
  const { registry, graph, database, secrets } = core;
  const agreements = await agreementsOf(core);
  const log = await verifiedLog(core);
  const search = {
    agreements,
    agreementsAt: agreementsAtOf(core),
    catalogue: graph.catalogue,
    sources: [...registry.sources.values()],
    personPurposes: new Set(registry.persons.registrations.keys()),
    timeZone: registry.timeZone,
    // Keyed, so that nobody finds an actor by trying names; the same in every report, so that two can be compared.
    referenceOf: (agency: string | null, actor: string): string =>
      createHmac('sha256', secrets.hashing)
        .update(JSON.stringify(['actor', agency, actor]))
        .digest('hex')
        .slice(0, 12),
  };
  return {
    breaches: await findBreaches(readLogPages(database), search, log.verification),
    sentence: sentenceOf(log),
  };
};

const documentsOf = async (
  core: Core,
  texts: ProcessingTexts,
  options: ReportOptions,
): Promise<ProcessingDocuments> => {
  const { registry, graph } = core;
  const agreements = await agreementsOf(core);
  if (options.agency !== undefined && !registry.agencies.has(options.agency)) {
    const known = [...registry.agencies.keys()].join(', ');
    throw new CommandFailure(`No agency is called ${options.agency}. Known: ${known}.`);
  }
  const input = {
    agencies: registry.agencies,
    sources: [...registry.sources.values()],
    operator: registry.operator,
    agreements,
    catalogue: graph.catalogue,
    ...texts,
    today: options.day ?? localDateOf(new Date(), registry.timeZone),
  };
  return processingDocuments(input, await findingsOf(core), options);
};

const write = (folder: string, files: readonly ProcessingFile[]): void => {
  for (const { path, text } of files) {
    const file = join(folder, ...path.split('/'));
    mkdirSync(dirname(file), { recursive: true });
    // It names no person, but it says where the house has gaps: for its owner alone.
    writeFileSync(file, text, { mode: 0o600 });
    printLine(file);
  }
};

const report = async (options: ReportOptions): Promise<void> => {
  const texts = textsIn(options.texts);
  const { register, files, breaches } = await withCore(
    options.data,
    async (core) => await documentsOf(core, texts, options),
  );
  if (register.registers.length === 0)
    throw new CommandFailure('No agency of the registry is under this jurisdiction.');
  if (options.out === undefined) process.stdout.write(files.map(({ text }) => text).join('\n---\n\n'));
  else write(options.out, files);
  for (const { name, what } of register.missing) process.stderr.write(`MISSING: ${name}: ${what}\n`);
  // A report that tells of breaches has done its work: it ends with 0, and says so where somebody watches.
  if (breaches.length > 0)
    process.stderr.write(`BREACH: rules were found broken: ${breaches.length}. See breaches.md.\n`);
};

/** `report`: `processing`, the register of processing for data protection officers, and `planning`, counts for a council. */
export const addReportCommand = (program: Command): void => {
  const reports = program
    .command('report')
    .description('Writes reports for people who answer for the data, and for those who plan by it.');
  addPlanningCommand(reports);
  reports
    .command('processing')
    .description(
      "Writes the register of processing: records of each agency and of the operator, the impact assessment's annex, the joint controllers' table, and a breach entry where a rule was found broken.",
    )
    .addOption(
      new Option('--jurisdiction <code>', 'only agencies under this law').choices([...jurisdictions]),
    )
    .option('--agency <id>', 'only this agency, such as berane.centre')
    .option('--day <date>', 'agreements as of this day, yyyy-mm-dd (default: today)', dayOf)
    .option(
      '--texts <folder>',
      "the words, safeguards and laws it is written with: a controller's lawyer completes a copy",
      projectFile('config', 'processing'),
    )
    .option('--out <folder>', 'writes files into this folder; without it everything goes to stdout')
    .addOption(dataOption())
    .addHelpText(
      'after',
      '\nWhat is missing and what was found broken is told on stderr as well. Exit code 0 all the same: a report that\n' +
        'tells of a breach has done its work.',
    )
    .action(async (options: ReportOptions) => await report(options));
};
