import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Command, InvalidArgumentError, Option } from 'commander';
import { signDemoToken } from '../../access/demo-token.ts';
import { ConfigurationError } from '../../domain/configuration-error.ts';
import { projectFile } from '../../server/configuration.ts';
import { dataOption } from '../data-option.ts';
import { demoSigning } from '../demo-signing.ts';
import { readToken, usualHub } from '../hub-connection.ts';
import { askerOf, chooseAnalyst } from '../planning/analyst.ts';
import { askPlanningTables } from '../planning/planning-tables.ts';
import {
  type PlanningLanguage,
  type PlanningWords,
  planningLanguages,
  readPlanningWords,
} from '../planning/planning-words.ts';
import { printPlanningReport } from '../planning/print-report.ts';
import { printLine } from '../print-line.ts';

interface PlanningOptions {
  readonly area: readonly string[];
  readonly agency?: string;
  readonly tokenFile?: string;
  readonly hub: string;
  readonly language: readonly PlanningLanguage[];
  readonly texts: string;
  readonly out: string;
  readonly data?: string;
}

/** Municipalities as they are typed: one after the other, or with commas between them. */
const areasOf = (text: string, before: readonly string[] | undefined): readonly string[] => {
  const areas = text.split(',').filter((area) => area !== '');
  // It names a file, too.
  if (areas.length === 0 || areas.some((area) => !/^[a-z0-9][a-z0-9.-]*$/.test(area)))
    throw new InvalidArgumentError('A municipality such as berane is expected, or several with commas.');
  return [...new Set([...(before ?? []), ...areas])];
};

/** With which token it is asked, and what people call a municipality. */
interface Asking {
  readonly token: string;
  readonly nameOf: (area: string) => string;
}

const withCapital = (area: string): string => `${area.charAt(0).toUpperCase()}${area.slice(1)}`;

const askingOf = async (options: PlanningOptions): Promise<Asking> => {
  if (options.tokenFile !== undefined) return { token: readToken(options.tokenFile), nameOf: withCapital };
  const refusal =
    "--token-file is missing: a report is asked for with an analyst's token. The demo alone signs one by itself.";
  const signing = await demoSigning(options.data, refusal);
  const { registry } = signing;
  const analyst = chooseAnalyst(registry, { areas: options.area, agency: options.agency ?? null });
  const token = await signDemoToken(
    { kind: 'AGENCY', ...analyst, actor: 'Analyst', roles: [], area: [], minutes: 10 },
    { ...signing, now: new Date() },
  );
  return { token, nameOf: (area) => registry.municipalityNames.get(area) ?? withCapital(area) };
};

const wordsIn = (folder: string, language: PlanningLanguage): PlanningWords =>
  readPlanningWords((name) => {
    try {
      return readFileSync(join(folder, name), 'utf8');
    } catch {
      throw new ConfigurationError(`--texts: the file ${join(folder, name)} cannot be read.`);
    }
  }, language);

const report = async (options: PlanningOptions): Promise<void> => {
  const { area: areas, hub, out } = options;
  const languages = options.language.map((language) => wordsIn(options.texts, language));
  const { token, nameOf } = await askingOf(options);
  const asker = askerOf(token);
  const files: { readonly name: string; readonly text: string }[] = [];
  for (const area of areas) {
    const tables = await askPlanningTables({ hub, token }, area);
    for (const words of languages) {
      const text = await printPlanningReport(tables, { words, municipalityName: nameOf(area), asker });
      files.push({ name: `${area}.${words.language}.html`, text });
    }
  }
  // Written when everything was given: a folder with half of what was asked for would be taken for all of it.
  mkdirSync(out, { recursive: true });
  for (const { name, text } of files) {
    const file = join(out, name);
    writeFileSync(file, text);
    printLine(file);
  }
};

/** `report planning`: counts as pages for a council, asked of a hub as an analyst asks. */
export const addPlanningCommand = (reports: Command): void => {
  reports
    .command('planning', { isDefault: true })
    .description(
      "Writes a planning report of municipalities as HTML: people by age and sex, households, housing, rights and overcrowding, with the query of each number. It asks a running hub, with an analyst's rights.",
    )
    .requiredOption('--area <municipality...>', 'which, such as berane; several with commas', areasOf)
    .addOption(
      new Option(
        '--agency <id>',
        "for which agency the demo signs an analyst's token (default: the one of these municipalities that plans)",
      ).conflicts('tokenFile'),
    )
    .option('--token-file <file>', "a file that holds an analyst's token; outside the demo it is needed")
    .option('--hub <url>', 'the hub', usualHub)
    .addOption(
      new Option('--language <tag...>', 'in which languages')
        .choices([...planningLanguages])
        .default([...planningLanguages]),
    )
    .option('--texts <folder>', 'the words it is written with', projectFile('config', 'planning'))
    .requiredOption('--out <folder>', 'where a file for each municipality and language is written')
    .addOption(dataOption())
    .addHelpText(
      'after',
      '\nEvery number is given by a query of the hub, which is in its log and stands at the end of the report. What the agency\n' +
        'may not count is not shown, and said.',
    )
    .action(async (options: PlanningOptions) => await report(options));
};
