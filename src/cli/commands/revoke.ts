import { randomUUID } from 'node:crypto';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { TokenRevocation } from '../../records/token-revocation.ts';
import { CommandFailure } from '../command-failure.ts';
import { dataOption } from '../data-option.ts';
import { printLine } from '../print-line.ts';
import { withCore } from '../with-core.ts';

interface RevokeOptions {
  readonly agency: string;
  readonly token?: string;
  readonly until?: Date;
  readonly reason?: string;
  readonly lift?: true;
  readonly data?: string;
}

const instantOf = (text: string): Date => {
  const instant = new Date(text);
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(instant.getTime())) {
    return instant;
  }
  throw new InvalidArgumentError('An instant with its zone is expected, such as 2026-11-02T18:00:00Z.');
};

/** A mistake of the command line, told before anything is opened. */
const checkUsage = ({ lift, reason, until }: RevokeOptions, command: Command): void => {
  if (!lift && reason === undefined) command.error('error: revoking needs --reason');
  if (until !== undefined && until <= new Date()) command.error('error: --until is over already');
};

const act = async (revocation: TokenRevocation, options: RevokeOptions): Promise<string> => {
  const { agency, token, until, reason = '', lift } = options;
  const tokenId = token ?? null;
  const what = tokenId === null ? `every token of ${agency}` : `that token of ${agency}`;
  if (lift) {
    const lifted = await revocation.lift(agency, tokenId);
    return lifted === 0 ? `Nothing was revoked: ${what} is as before.` : `Lifted: ${what} is accepted again.`;
  }
  await revocation.byOperator({ agency, tokenId, reason }, until ?? null);
  const end = until === undefined ? 'until it is lifted' : `until ${until.toISOString()}`;
  return `Revoked: ${what} is refused ${end}. Running hubs know it within five seconds.`;
};

const revoke = async (options: RevokeOptions, command: Command): Promise<void> => {
  checkUsage(options, command);
  // Loaded late like the composition, of which they are parts.
  const { createRevocations } = await import('../../access/revocations.ts');
  const { issuerOf } = await import('../../access/registry.ts');
  const { createAuditLog } = await import('../../audit/audit-log.ts');
  const { createTokenRevocation } = await import('../../records/token-revocation.ts');
  const said = await withCore(options.data, async ({ registry, database }) => {
    if (!registry.agencies.has(options.agency))
      throw new CommandFailure(
        `No agency is called ${options.agency}. Known: ${[...registry.agencies.keys()].join(', ')}.`,
      );
    const clock = (): Date => new Date();
    const revocation = createTokenRevocation({
      revocations: createRevocations({ database, clock }),
      audit: createAuditLog(database),
      issuerOf: (agency) => issuerOf(registry, agency),
      clock,
      createId: randomUUID,
    });
    return await act(revocation, options);
  });
  printLine(said);
};

/** `revoke`: one token of an agency, or the whole agency, until it is lifted. */
export const addRevokeCommand = (program: Command): void => {
  program
    .command('revoke')
    .description('Refuses one token of an agency, or suspends the whole agency. Each act is in the log.')
    .requiredOption('--agency <id>', 'whose tokens, such as berane.centre')
    .option('--token <jti>', 'the one token, by its jti; without it the whole agency')
    .option('--until <instant>', 'when it ends by itself; without it when it is lifted', instantOf)
    .option('--reason <text>', 'why, in one line: kept with it')
    .addOption(new Option('--lift', 'takes it back').conflicts(['until', 'reason']))
    .addOption(dataOption())
    .addHelpText(
      'after',
      '\nLifting the whole agency also lifts what its officers revoked of it, but not what was said of one token.',
    )
    .action(async (options: RevokeOptions, command: Command) => await revoke(options, command));
};
