import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ImportSummary, importRegister } from '../records/register-import.ts';
import type { Core, World } from './open-core.ts';

/** Told how far a register is. */
export type LoadProgress = (source: string, done: number, total: number) => void;

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
        content: readFileSync(file),
        database: core.database,
        reception: core.reception,
        timeZone: core.registry.timeZone,
        clock: world.clock,
        onProgress: (done, total) => onProgress(source.id, done, total),
      }),
    );
  }
  if (summaries.length > 0) await core.database.analyze();
  return summaries;
};
