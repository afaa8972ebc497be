import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { lstat, mkdir, rename, writeFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { ConfigurationError } from '../../domain/configuration-error.ts';

/** Where a file stands on its way through a drop folder. */
const dropPlaces = ['in', 'work', 'done', 'failed'] as const;

/** Whether something is there, a link that leads nowhere among it. */
const isThere = async (path: string): Promise<boolean> => {
  try {
    await lstat(path);
    return true;
  } catch {
    return false;
  }
};

/** Makes the places of a folder where they are not there yet. @throws ConfigurationError where one of them is something else. */
export const makePlaces = async (folder: string): Promise<void> => {
  if (!isAbsolute(folder)) throw new ConfigurationError('A drop folder is named by an absolute path.');
  for (const place of dropPlaces) {
    const path = join(folder, place);
    try {
      await mkdir(path, { recursive: true });
      // A link would lead out of the folder.
      if ((await lstat(path)).isDirectory()) continue;
    } catch {}
    throw new ConfigurationError(`The drop folder ${folder} has no folder "${place}" that can be used.`);
  }
};

const hashOf = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  for await (const bytes of createReadStream(path)) hash.update(bytes as Uint8Array);
  return hash.digest('hex').slice(0, 12);
};

/** The names that a file may have where its own is taken: by what is in it, and then numbered. */
async function* namesFor(name: string, path: string): AsyncGenerator<string> {
  yield name;
  const stat = await lstat(path);
  // What is too large to be read is too large to be hashed, and what a link leads to is nobody's here.
  const isHashed = stat.isFile() && stat.size <= mostHashed;
  const mark = isHashed ? await hashOf(path) : `${stat.size}-${Math.trunc(stat.mtimeMs)}`;
  const dot = name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [name.slice(0, dot), name.slice(dot)] : [name, ''];
  yield `${stem}.${mark}${ending}`;
  for (let number = 2; ; number += 1) yield `${stem}.${mark}-${number}${ending}`;
}

const mostHashed = 1024 ** 3;

/**
 * Puts a file that was taken where it stays, with its report beside it. Nothing is ever written over: the report, which is made
 * only where there is none yet, keeps the name for both.
 *
 * @returns the file's name there.
 */
export const putAway = async (
  path: string,
  { folder, place, name, report }: { folder: string; place: 'done' | 'failed'; name: string; report: string },
): Promise<string> => {
  for await (const free of namesFor(name, path)) {
    const target = join(folder, place, free);
    if (await isThere(target)) continue;
    try {
      await writeFile(`${target}.report.csv`, report, { flag: 'wx' });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'EEXIST') continue;
      throw error;
    }
    await rename(path, target);
    return free;
  }
  throw new Error('names never end');
};
