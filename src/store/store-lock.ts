import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigurationError } from '../domain/configuration-error.ts';

/** Holds a store's directory until released. */
export interface StoreLock {
  readonly release: () => void;
}

const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
};

const holderOf = (file: string): number | null => {
  try {
    const pid = Number(readFileSync(file, 'utf8').trim());
    return Number.isInteger(pid) && pid > 0 ? pid : null;
  } catch {
    return null;
  }
};

// Linked into its place whole: a lock that is there always names its holder.
const tryCreate = (file: string, pid: number): boolean => {
  const draft = `${file}.${pid}`;
  try {
    writeFileSync(draft, `${pid}\n`, { mode: 0o600 });
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  } finally {
    rmSync(draft, { force: true });
  }
};

/**
 * Takes the exclusive lock of an embedded store. PGlite has none: two processes on one directory lost more than half of
 * their acknowledged rows in silence (THREATS.md V9). A lock whose holder is dead is taken over by renaming it away first,
 * so that of two takers only one can win.
 *
 * @throws ConfigurationError naming the holder's pid.
 */
export const takeStoreLock = (directory: string, pid: number): StoreLock => {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const file = join(directory, 'hub.lock');
  for (let attempt = 0; attempt < 3; attempt += 1) {
    if (tryCreate(file, pid)) return { release: () => rmSync(file, { force: true }) };
    const holder = holderOf(file);
    if (holder !== null && holder !== pid && isAlive(holder)) {
      throw new ConfigurationError(
        `The store in ${directory} is held by the hub with pid ${holder}. Stop it first.`,
      );
    }
    const stale = `${file}.stale-${pid}-${attempt}`;
    try {
      renameSync(file, stale);
      // Another taker may have been quicker: what was moved away is then its fresh lock, which goes back.
      if (holderOf(stale) !== holder) linkSync(stale, file);
      rmSync(stale, { force: true });
    } catch (error) {
      if (
        (error as NodeJS.ErrnoException).code !== 'ENOENT' &&
        (error as NodeJS.ErrnoException).code !== 'EEXIST'
      )
        throw error;
    }
  }
  throw new ConfigurationError(`The store in ${directory} is being opened by another process. Try again.`);
};
