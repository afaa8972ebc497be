import { constants, type Stats } from 'node:fs';
import { lstat, open, readdir, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Gather } from '../../domain/adapter.ts';
import type { Page } from '../../domain/delivered.ts';
import type { FileDropConnection, FileOutcome, FileShape } from '../../domain/file-drop.ts';
import { makePlaces, putAway } from './drop-places.ts';
import { reportOf } from './drop-report.ts';
import { contentOfOpenFile } from './file-content.ts';
import { FileRefusal } from './file-refusal.ts';
import { readFile } from './read-file.ts';

/**
 * Takes a file's items over.
 *
 * @throws FileRefusal, as the pages throw it, where nothing of the file may be taken; anything else where taking it broke.
 */
export type TakeFile = (
  name: string,
  pages: AsyncIterable<Page>,
  signal: AbortSignal,
) => Promise<FileOutcome>;

export interface DropFolderInput {
  readonly place: FileDropConnection;
  readonly shape: FileShape;
  /** How rows become items, where several are one. */
  readonly gather: Gather | null;
  readonly take: TakeFile;
  /** Told what broke, and what lies in the folder and is no file that can be taken. */
  readonly onFault: (error: unknown) => void;
}

/** A register's folder, into which another program puts its files. */
export interface DropFolder {
  /** Takes what lay there at the last look already and has not changed since. @throws whatever the folder's machine throws. */
  readonly look: (signal: AbortSignal) => Promise<void>;
}

/** After so many a file goes to `failed`, so that one that breaks the hub is not tried for ever (G8). */
const mostAttempts = 3;

/** Names of what is still being written, by common agreement, or was never meant. */
const NOT_YET = /^\.|^~\$|\.(?:part|partial|tmp|filepart|crdownload)$|~$/i;

/** A name that can be written in a report and on any disk. */
const USABLE_NAME = /^[^\p{Cc}\p{Cs}/\\]{1,150}$/u;

/** Neither follows a link nor waits for whoever writes into a pipe. */
const noLink = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

const isSame = (one: Stats | undefined, other: Stats): boolean =>
  one?.size === other.size && one.mtimeMs === other.mtimeMs;

const statOf = async (path: string): Promise<Stats | null> => {
  try {
    return await lstat(path);
  } catch (error) {
    // Whoever put it there took it away again.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
};

const refused = ({ reason, message, row }: FileRefusal): FileOutcome => ({
  state: 'FAILED',
  counts: {},
  rows: [{ row, outcome: reason, column: '', reason: message }],
});

const broken: FileOutcome = {
  state: 'FAILED',
  counts: {},
  rows: [
    {
      row: 1,
      outcome: 'FAILED',
      column: '',
      reason: 'The hub could not take this file over. Its operator has been told.',
    },
  ],
};

/**
 * Opens a drop folder. A file belongs to whoever renames it to `work`, and stays there until it was taken over: one that lies there
 * at a start was interrupted, and is taken again, which changes nothing of what was taken before.
 *
 * @throws ConfigurationError where the folder cannot be used.
 */
export const openDropFolder = async ({
  place,
  shape,
  gather,
  take,
  onFault,
}: DropFolderInput): Promise<DropFolder> => {
  const { folder, mostBytes } = place;
  await makePlaces(folder);
  const lastLook = new Map<string, Stats>();
  const attempts = new Map<string, number>();
  const pathOf = (where: 'in' | 'work', name: string): string => join(folder, where, name);

  const finish = async (name: string, outcome: FileOutcome): Promise<void> => {
    if (outcome.state === 'AGAIN') return;
    attempts.delete(name);
    const where = outcome.state === 'DONE' ? 'done' : 'failed';
    await putAway(pathOf('work', name), { folder, place: where, name, report: reportOf(outcome) });
  };

  /** INVARIANT: a link is never followed, and what is read is the file that was looked at. */
  const takeOpened = async (name: string, signal: AbortSignal): Promise<FileOutcome> => {
    const file = await open(pathOf('work', name), noLink).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'ELOOP' ? new FileRefusal('STRUCTURE') : error;
    });
    try {
      const before = await file.stat();
      if (!before.isFile()) throw new FileRefusal('STRUCTURE');
      if (before.size > mostBytes) throw new FileRefusal('TOO_LARGE');
      const outcome = await take(
        name,
        readFile(contentOfOpenFile(file, before.size), shape, gather, signal),
        signal,
      );
      if (!isSame(before, await file.stat())) throw new FileRefusal('CHANGED');
      return outcome;
    } finally {
      await file.close();
    }
  };

  const work = async (name: string, signal: AbortSignal): Promise<void> => {
    try {
      await finish(name, await takeOpened(name, signal));
    } catch (error) {
      if (error instanceof FileRefusal) return await finish(name, refused(error));
      // Ended from outside: it lies in `work` and is taken at the next start.
      signal.throwIfAborted();
      onFault(error);
      const tried = (attempts.get(name) ?? 0) + 1;
      attempts.set(name, tried);
      if (tried >= mostAttempts) await finish(name, broken);
    }
  };

  /** What is no file is put away unread, the link itself and not where it leads; folders stay, because others fill them. */
  const refuse = async (name: string): Promise<void> => {
    const usable = USABLE_NAME.test(name) ? name : name.replace(/[\p{Cc}\p{Cs}\\]/gu, '_').slice(0, 150);
    const report = reportOf(refused(new FileRefusal('STRUCTURE')));
    await putAway(pathOf('in', name), { folder, place: 'failed', name: usable, report });
  };

  const settled = async (): Promise<readonly string[]> => {
    const found: (readonly [string, Stats])[] = [];
    const seen = new Set<string>();
    for (const name of await readdir(join(folder, 'in'))) {
      if (NOT_YET.test(name)) continue;
      const stat = await statOf(pathOf('in', name));
      if (stat === null || stat.isDirectory()) continue;
      if (!stat.isFile() || !USABLE_NAME.test(name)) {
        await refuse(name);
        continue;
      }
      seen.add(name);
      if (isSame(lastLook.get(name), stat)) found.push([name, stat]);
      lastLook.set(name, stat);
    }
    for (const name of lastLook.keys()) if (!seen.has(name)) lastLook.delete(name);
    // What was written first is taken first.
    found.sort(([one, first], [other, second]) => first.mtimeMs - second.mtimeMs || (one < other ? -1 : 1));
    return found.map(([name]) => name);
  };

  return {
    look: async (signal) => {
      for (const name of (await readdir(join(folder, 'work'))).sort()) await work(name, signal);
      const waiting = new Set(await readdir(join(folder, 'work')));
      for (const name of await settled()) {
        signal.throwIfAborted();
        // One of the same name that waits to be tried again goes first.
        if (waiting.has(name)) continue;
        lastLook.delete(name);
        await rename(pathOf('in', name), pathOf('work', name));
        await work(name, signal);
      }
    },
  };
};
