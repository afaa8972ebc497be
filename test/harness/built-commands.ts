import { readFile, symlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { projectFile } from '../../src/server/configuration.ts';

/** The commands that tests start as processes, by the file that npm's scripts start them with. */
export const commandFiles = {
  'src/cli/main.ts': 'hub',
  'src/cli/tour/main.ts': 'tour',
  'src/server/main.ts': 'server',
  'src/server/gateway/main.ts': 'gateway',
  'test/kills/child.ts': 'killed',
} as const;

/** The file that a command was built into, in the directory of the built ones. */
export const builtFile = (directory: string, file: keyof typeof commandFiles): string =>
  join(directory, `${commandFiles[file]}.mjs`);

/**
 * Translates the project's own sources once, for every process that a run of the tests starts: each would translate some
 * hundred files anew, which takes longer than what most of them do. Packages stay what they are, and a file finds its place in
 * the project as before.
 *
 * @param directory exists and is empty; packages are found from there as from the project.
 */
export const buildCommands = async (directory: string): Promise<void> => {
  await symlink(projectFile('node_modules'), join(directory, 'node_modules'), 'dir');
  await build({
    entryPoints: Object.entries(commandFiles).map(([file, out]) => ({ in: projectFile(file), out })),
    outdir: directory,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    splitting: true,
    packages: 'external',
    // A part stands before the file whose first import this is, and decorators need it.
    banner: { js: "import 'reflect-metadata';" },
    platform: 'node',
    format: 'esm',
    target: 'node22.18',
    tsconfig: projectFile('tsconfig.json'),
    logLevel: 'error',
    plugins: [
      {
        name: 'its-place-in-the-project',
        setup: ({ onLoad }) => {
          onLoad({ filter: /\.ts$/ }, async ({ path }) => {
            const source = await readFile(path, 'utf8');
            const placed = source.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
            if (/\bimport\.meta\b/.test(placed))
              throw new Error(`${basename(path)} asks for another place than import.meta.url`);
            return { contents: placed, loader: 'ts' };
          });
        },
      },
    ],
  });
};
