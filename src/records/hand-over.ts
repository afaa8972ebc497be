import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { ConfigurationError } from '../domain/configuration-error.ts';
import type { Transaction } from '../store/database.ts';
import {
  findHeldKinds,
  type HandedLine,
  type HeldKind,
  nextConsents,
  nextRecords,
} from '../store/departure-store.ts';

/** A file of a hand-over. */
export interface HandedFile {
  readonly file: string;
  /** Null where it is of no source: the consents. */
  readonly source: string | null;
  readonly kind: string;
  readonly lines: number;
  /** In hex. */
  readonly sha256: string;
}

/** What a hand-over holds. */
export interface Manifest {
  readonly agency: string;
  readonly to: string;
  /** Local date, and the instant at which it is erased. */
  readonly day: string;
  readonly at: string;
  readonly files: readonly HandedFile[];
}

export const manifestName = 'manifest.json';

const linesAtOnce = 500;
const beforeAll = '00000000-0000-0000-0000-000000000000';

const syncDirectory = async (directory: string): Promise<void> => {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** Writes a file whole and durable. */
export const writeDurably = async (
  path: string,
  chunks: AsyncIterable<string> | Iterable<string>,
): Promise<void> => {
  const file = await open(path, 'wx', 0o600);
  try {
    for await (const chunk of chunks) await file.appendFile(chunk);
    await file.sync();
  } finally {
    await file.close();
  }
  await syncDirectory(dirname(path));
};

const writeLines = async (
  path: string,
  next: (after: string) => Promise<readonly HandedLine[]>,
): Promise<{ readonly lines: number; readonly sha256: string }> => {
  const hash = createHash('sha256');
  let lines = 0;
  const chunks = async function* (): AsyncGenerator<string> {
    let rows = await next(beforeAll);
    while (rows.length > 0) {
      const text = rows.map(({ line }) => `${line}\n`).join('');
      hash.update(text);
      lines += rows.length;
      yield text;
      rows = await next(rows.at(-1)?.id ?? beforeAll);
    }
  };
  await writeDurably(path, chunks());
  return { lines, sha256: hash.digest('hex') };
};

/** What a run that was cut off had begun: nothing was erased then. Anything else under that name is not ours to remove. */
const removeDraft = (draft: string): void => {
  if (!existsSync(draft)) return;
  if (readdirSync(draft).some((name) => name !== manifestName && !name.endsWith('.ndjson')))
    throw new ConfigurationError(`The folder ${draft} is in the way. Move it elsewhere.`);
  rmSync(draft, { recursive: true });
};

const nameOf = ({ source, kind }: Pick<HeldKind, 'source' | 'kind'>): string =>
  `${source.replaceAll(/[^A-Za-z0-9-]/g, '_')}.${kind}.ndjson`;

/**
 * Hands everything of which an agency is controller over to a folder: a file a source and kind, the consents to it, and a
 * manifest. The folder is there under its name once all of it is durable.
 */
export const handOver = async (
  transaction: Transaction,
  folder: string,
  said: Omit<Manifest, 'files'>,
): Promise<Manifest> => {
  const draft = `${resolve(folder)}.partial`;
  removeDraft(draft);
  mkdirSync(draft, { recursive: true, mode: 0o700 });
  const controller = said.agency;
  const files: HandedFile[] = [];
  for (const held of await findHeldKinds(transaction, controller)) {
    const file = nameOf(held);
    const written = await writeLines(
      join(draft, file),
      async (after) => await nextRecords(transaction, { ...held, controller, after, limit: linesAtOnce }),
    );
    files.push({ file, source: held.source, kind: held.kind, ...written });
  }
  const file = 'consents.ndjson';
  const consents = await writeLines(
    join(draft, file),
    async (after) => await nextConsents(transaction, { controller, after, limit: linesAtOnce }),
  );
  files.push({ file, source: null, kind: 'consent', ...consents });
  const manifest = { ...said, files };
  await writeDurably(join(draft, manifestName), [`${JSON.stringify(manifest, null, 2)}\n`]);
  rmSync(folder, { recursive: true, force: true });
  renameSync(draft, folder);
  await syncDirectory(dirname(resolve(folder)));
  return manifest;
};
