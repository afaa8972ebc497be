import { type Command, CommanderError } from 'commander';
import { describeFault } from './describe-fault.ts';

const fail = (error: unknown): void => {
  process.stderr.write(`${describeFault(error)}\n`);
  process.exitCode = 1;
};

/** A reader who has seen enough, such as `head`, closes the pipe: the process ends, and that is no fault of anybody. */
export const endWithReader = (stdout: NodeJS.WriteStream): void => {
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') fail(error);
    // By now every command has closed what it opened: results are printed last.
    process.exit();
  });
};

/**
 * Runs a command line. Exit codes: 0, 1 where the command failed or was refused, 2 for a mistake in the command line, so that
 * a script can tell them apart. Whatever happens, nobody is shown a stack.
 *
 * @param line as the process has it: Node and the file come before the words that somebody typed.
 */
export const runProgram = async (program: Command, line: readonly string[]): Promise<void> => {
  try {
    await program.parseAsync(line);
  } catch (error) {
    // commander has said already what was wrong.
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 2;
    else fail(error);
  }
};
