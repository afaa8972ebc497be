// A run that fails must say so to whoever started it, whatever its libraries do when nothing is left to be done.
import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';

test.each([0, 1, 3])(
  'a process that has a PostgreSQL at hand ends with the code that it was to end with: %i',
  (code) => {
    const text = `await import('./test/harness/postgres.ts'); process.exitCode = ${code};`;
    const { status } = spawnSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', text],
      {
        cwd: projectFile(),
        env: { ...process.env, TSX_TSCONFIG_PATH: projectFile('tsconfig.json') },
      },
    );
    expect(status).toBe(code);
  },
);
