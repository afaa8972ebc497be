import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { failpoints } from '../../src/domain/failpoint.ts';
import { type DatabaseLocation, openDatabase } from '../../src/store/database.ts';
import { buildCommands, builtFile } from '../harness/built-commands.ts';
import { openPostgres } from '../harness/postgres.ts';
import { killHub } from './kill-hub.ts';

const enoughForEach = 200;

/** A store for the killing, by what it is called. */
interface Store {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly location: DatabaseLocation;
}

/**
 * Kills hubs on both stores, each so many times, at every failpoint in turn and by chance.
 *
 * @returns whether nothing was lost and nothing done twice.
 */
export const proveKills = async (
  kills: number,
  seed: number,
  say: (line: string) => void,
): Promise<boolean> => {
  const directory = mkdtempSync(join(tmpdir(), 'hub-kills-'));
  const postgres = await openPostgres();
  try {
    const built = join(directory, 'built');
    mkdirSync(built);
    await buildCommands(built);
    const embedded = join(directory, 'embedded');
    const stores: Store[] = [
      {
        name: 'PGlite',
        settings: { HUB_DATA: embedded },
        location: { kind: 'PGLITE', directory: join(embedded, 'store') },
      },
    ];
    if (postgres.kind === 'MISSING') say(`PostgreSQL is left out: ${postgres.reason}`);
    else {
      const url = await postgres.createDatabase();
      stores.push({
        name: 'PostgreSQL',
        settings: { HUB_DATA: join(directory, 'server'), DATABASE_URL: url },
        location: { kind: 'POSTGRESQL', url, connections: 1 },
      });
    }
    let holds = true;
    for (const { name, settings, location } of stores) {
      const { faults, reached, acknowledged, repeated } = await killHub({
        ...{ kills, seed, command: [process.execPath, builtFile(built, 'test/kills/child.ts')] },
        settings: {
          ...{ HUB_PROFILE: 'demo', NODE_COMPILE_CACHE: join(directory, 'compiled') },
          ...settings,
        },
        ask: async (sql) => {
          const database = await openDatabase(location);
          try {
            return await database.query(sql);
          } finally {
            await database.close();
          }
        },
      });
      say(
        `${name}: ${kills} kills, died at ${reached.size} of ${failpoints.length} failpoints, ${acknowledged} pushes acknowledged, ` +
          `${repeated} sent again; ${faults.length === 0 ? 'nothing lost, nothing twice' : 'FAULTS:'}`,
      );
      for (const fault of faults) say(`  ${fault}`);
      const missed = failpoints.filter((at) => !reached.has(at));
      if (missed.length > 0) say(`  not died at: ${missed.join(', ')}`);
      // Fewer kills than that come to each failpoint once or not at all, and may miss it.
      holds &&= faults.length === 0 && (kills < enoughForEach || missed.length === 0);
    }
    return holds;
  } finally {
    if (postgres.kind === 'READY') await postgres.close();
    rmSync(directory, { recursive: true, force: true });
  }
};
