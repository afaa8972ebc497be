import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ImportSummary, importRegister } from '../records/register-import.ts';
import { contentOfBytes } from '../sources/file/file-content.ts';
import { readRegisterFile } from '../sources/file/read-register-file.ts';
import type { Core, World } from './open-core.ts';

/** Told how far a register is. */
export type LoadProgress = (source: string, rowsDone: number) => void;

/** A load runs to its end, or with the process. */
const neverEnded = new AbortController().signal;

/**
 * Loads the registers of a directory: the files that the registry names for its sources. A source whose file is not there is
 * left out.
 */
export const loadRegisters = async (
  core: Core,
  world: Pick<World, 'clock'>,
  directory: string,
  onProgress: LoadProgress,
): Promise<readonly ImportSummary[]> => {
  const summaries: ImportSummary[] = [];
  for (const source of core.registry.sources.values()) {
    const file = source.file === null ? null : join(directory, source.file);
    const adapter = core.adapters.get(source.adapter);
    if (file === null || !adapter || !existsSync(file)) continue;
    summaries.push(
      await importRegister({
        source,
        adapter,
        pages: readRegisterFile(adapter, contentOfBytes(readFileSync(file)), neverEnded),
        database: core.database,
        reception: core.reception,
        timeZone: core.registry.timeZone,
        clock: world.clock,
        onFault: core.onItemFault,
        onProgress: (done) => onProgress(source.id, done),
      }),
    );
  }
  if (summaries.length > 0) await core.database.analyze();
  return summaries;
};
