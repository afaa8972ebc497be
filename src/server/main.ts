import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { SingleBar } from 'cli-progress';
import { Command } from 'commander';
import pino from 'pino';
import { ConfigurationError } from '../domain/configuration-error.ts';
import { type Configuration, processEnvironment, projectFile, readConfiguration } from './configuration.ts';
import { runProcess } from './run-process.ts';
import { type RunningHub, startHub } from './start-hub.ts';
import { systemTimer } from './system-timer.ts';
import { describeTrial } from './trial.ts';

const print = (text: string): void => {
  process.stdout.write(`${text}\n`);
};

const options = new Command('komsiluk')
  .description('Starts the hub.')
  .option('--registers <directory>', 'registers to load into a new store, instead of the samples')
  .option('--data <directory>', 'where the demo keeps its store and keys')
  .option('--only <part>', 'one part of the graph, behind a router: core, or an adapter (docs/split.md)')
  .parse()
  .opts<{ registers?: string; data?: string; only?: string }>();

const registersOf = (configuration: Configuration): string | null => {
  if (options.registers !== undefined && !existsSync(options.registers)) {
    throw new ConfigurationError(`--registers: there is no directory ${options.registers}.`);
  }
  return options.registers ?? (configuration.profile === 'demo' ? projectFile('samples', 'registers') : null);
};

const start = async (): Promise<RunningHub> => {
  const configuration = readConfiguration(processEnvironment(), { data: options.data, only: options.only });
  const logger = pino({ level: configuration.logLevel });
  const world = {
    clock: () => new Date(),
    timer: systemTimer,
    createId: randomUUID,
    logger,
    pid: process.pid,
  };
  const bar = new SingleBar({
    format: '{source} {value} rows',
    clearOnComplete: false,
    forceRedraw: true,
  });
  let shown = '';
  const running = await startHub(configuration, world, {
    registers: registersOf(configuration),
    onProgress: (source, done) => {
      if (source !== shown) bar.stop();
      // Of how many is known when the last is read.
      if (source !== shown) bar.start(0, 0, { source: source.padEnd(18) });
      shown = source;
      bar.update(done);
    },
  });
  bar.stop();
  for (const summary of running.loaded) {
    print(
      `${summary.source}: ${summary.read} read, ${summary.accepted} accepted, ${summary.unchanged} unchanged, ` +
        `${summary.valueProblems.length} values and ${summary.rowProblems.length} rows quarantined`,
    );
  }
  const repeated = Object.entries(running.hub.repeated).map(([kind, count]) => `${kind} ${count}`);
  if (repeated.length > 0) print(`Done again, because the store is an older one: ${repeated.join(', ')}`);
  print(
    configuration.profile === 'demo'
      ? await describeTrial(running, world.clock())
      : `The hub listens on ${running.address}`,
  );
  return running;
};

await runProcess('hub', start);
