import type { Command } from 'commander';
import pino from 'pino';
import { SourceFault } from '../../domain/source-fault.ts';
import type { Synchronised } from '../../records/synchronise.ts';
import { createPulling } from '../../server/pulling.ts';
import { checkSource } from '../check-source.ts';
import { CommandFailure } from '../command-failure.ts';
import { dataOption } from '../data-option.ts';
import { printLine } from '../print-line.ts';
import { withCore } from '../with-core.ts';

const pullSource = async (source: string, data: string | undefined): Promise<void> => {
  await checkSource(source, data);
  const came = await withCore(data, async (core): Promise<Synchronised | null> => {
    const pulling = createPulling(core, { clock: () => new Date(), logger: pino({ level: 'silent' }) });
    try {
      return await pulling.pull(source);
    } catch (error) {
      if (!(error instanceof SourceFault)) throw error;
      const detail = error.detail === null ? '' : ` (${error.detail})`;
      throw new CommandFailure(`The source ${source} gave nothing: ${error.kind}${detail}. ${error.message}`);
    } finally {
      await pulling.stop();
    }
  });
  if (came === null)
    throw new CommandFailure(`The source ${source} is not fetched: the registry gives it no connection.`);
  printLine(`source: ${source}`);
  for (const [outcome, count] of Object.entries(came)) printLine(`${outcome}: ${count}`);
  if ((came.QUARANTINED ?? 0) + (came.CONFLICT ?? 0) > 0) process.exitCode = 1;
};

/** `pull`: what is new in a source that the hub asks itself. */
export const addPullCommand = (program: Command): void => {
  program
    .command('pull')
    .description(
      'Fetches what is new in a source that has a connection, and prints how many items of each outcome came.',
    )
    .argument('<source>', 'the source, as the registry of agencies calls it')
    .addOption(dataOption())
    .addHelpText(
      'after',
      '\nA running hub fetches each source in its own turns (`every`); this is for the first time, and for finding out what is wrong.\n' +
        'Exit code 1 if an item waits in quarantine now, or the source gave nothing: the line says why.',
    )
    .action(async (source: string, options: { data?: string }) => await pullSource(source, options.data));
};
