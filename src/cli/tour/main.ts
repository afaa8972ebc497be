import 'reflect-metadata';
import { Command } from 'commander';
import { signDemoToken } from '../../access/demo-token.ts';
import { ConfigurationError } from '../../domain/configuration-error.ts';
import { localDateOf } from '../../domain/local-date.ts';
import {
  type Configuration,
  processEnvironment,
  projectFile,
  readConfiguration,
} from '../../server/configuration.ts';
import { loadRegistry } from '../../server/load-registry.ts';
import { demoKeysOf } from '../../server/open-core.ts';
import { CommandFailure } from '../command-failure.ts';
import { dataOption } from '../data-option.ts';
import { printLine } from '../print-line.ts';
import { endWithReader, runProgram } from '../run-program.ts';
import { centreWorker, runCentreSoftware } from './centre-software.ts';
import { runCommunityPortal } from './community-portal.ts';
import { chooseFamily } from './family.ts';
import { connectClient } from './hub-client.ts';
import { municipalClerk, runMunicipalSystem } from './municipal-system.ts';
import { createNarration } from './narration.ts';
import type { Stage } from './stage.ts';
import { runStatisticsClient } from './statistics-client.ts';

interface TourOptions {
  readonly data?: string;
  readonly url?: string;
  readonly registers: string;
}

const tokenMinutes = 10;

const checkReady = async (url: string): Promise<void> => {
  const answer = await fetch(new URL('/health/ready', url)).catch(() => null);
  if (answer === null)
    throw new CommandFailure(`Nobody answers at ${url}. Start the hub in another shell with: npm start`);
  if (!answer.ok)
    throw new CommandFailure(
      `The hub at ${url} is not ready (status ${answer.status}). Try again in a moment.`,
    );
};

const addressOf = (options: TourOptions, { host, port }: Configuration): string => {
  const url = options.url ?? `http://${host.includes(':') ? `[${host}]` : host}:${port}/graphql`;
  if (!URL.canParse(url))
    throw new ConfigurationError('--url: an address such as http://127.0.0.1:4000/graphql is expected.');
  return url;
};

const stageOf = (options: TourOptions, configuration: Configuration, url: string): Stage => {
  const keys = demoKeysOf(configuration);
  if (!keys)
    throw new ConfigurationError("The tour signs with the demo's keys: it runs in the demo profile alone.");
  const { registry } = loadRegistry(configuration);
  const now = new Date();
  return {
    narration: createNarration(printLine),
    now,
    today: localDateOf(now, registry.timeZone),
    registers: options.registers,
    connect: async ({ agency, purpose, actor, roles = [], area = [] }) => {
      const request = { kind: 'AGENCY', agency, purpose, actor, roles, area, minutes: tokenMinutes } as const;
      const context = { registry, keys, audience: configuration.audience, now: new Date() };
      return connectClient(url, await signDemoToken(request, context));
    },
  };
};

const run = async (options: TourOptions): Promise<void> => {
  const configuration = readConfiguration(processEnvironment(), { data: options.data });
  const url = addressOf(options, configuration);
  await checkReady(url);
  const stage = stageOf(options, configuration, url);
  const family = await chooseFamily(await stage.connect(municipalClerk), await stage.connect(centreWorker));
  const known = await runMunicipalSystem(stage, family);
  await runCentreSoftware(stage, family, known.household);
  await runCommunityPortal(stage, family, known);
  await runStatisticsClient(stage, known.household);
};

const program = new Command('tour')
  .description('Shows the four uses of a running hub, each as the client that an agency would write.')
  .addOption(dataOption())
  .option('--url <address>', "the hub's GraphQL address (default: http://127.0.0.1:4000/graphql, or PORT)")
  .option(
    '--registers <directory>',
    "the registers that the hub was started with: the Centre's software takes national numbers from its own file",
    projectFile('samples', 'registers'),
  )
  .exitOverride()
  .showHelpAfterError('(--help says how it is used)')
  .action(run);

endWithReader(process.stdout);
await runProgram(program, process.argv);
