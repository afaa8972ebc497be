import { ConfigurationError } from '../domain/configuration-error.ts';

/** Starts what this process is for, and ends it when it is told to. A wrong configuration is said in its own words, and no more than that. */
export const runProcess = async (
  name: string,
  start: () => Promise<{ readonly stop: () => Promise<void> }>,
): Promise<void> => {
  try {
    const running = await start();
    let stopping = false;
    const stop = (): void => {
      if (stopping) return;
      stopping = true;
      running.stop().then(
        () => process.exit(0),
        () => process.exit(1),
      );
    };
    process.on('SIGTERM', stop);
    process.on('SIGINT', stop);
  } catch (error) {
    const text =
      error instanceof ConfigurationError
        ? error.message
        : `The ${name} did not start (${error instanceof Error ? error.name : typeof error} ${(error as { code?: string }).code ?? ''}).`;
    process.stderr.write(`${text}\n`);
    process.exit(1);
  }
};
