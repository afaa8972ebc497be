import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, inject, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { builtFile } from '../harness/built-commands.ts';
import { openPostgres } from '../harness/postgres.ts';
import { killHub } from './kill-hub.ts';

/** `npm run prove -- --kills` kills at every failpoint and 200 times. */
const kills = 20;

const postgres = await openPostgres();
const directory = mkdtempSync(join(tmpdir(), 'hub-kills-'));
afterAll(async () => {
  if (postgres.kind === 'READY') await postgres.close();
  rmSync(directory, { recursive: true, force: true });
});

const seed = Date.now() % 2 ** 31;
const reason = postgres.kind === 'MISSING' ? `: a real PostgreSQL is missing, ${postgres.reason}` : '';

test.skipIf(postgres.kind === 'MISSING')(
  `a hub that is killed ${kills} times while it takes pushes loses nothing that it acknowledged, and does nothing twice; seed ${seed}${reason}`,
  { timeout: 240_000 },
  async () => {
    if (postgres.kind === 'MISSING') return;
    const url = await postgres.createDatabase();
    const result = await killHub({
      ...{ kills, seed },
      command: [process.execPath, builtFile(inject('commands'), 'test/kills/child.ts')],
      settings: {
        HUB_PROFILE: 'demo',
        DATABASE_URL: url,
        HUB_DATA: directory,
        NODE_COMPILE_CACHE: join(inject('commands'), 'compiled'),
      },
      ask: async (sql) => {
        const database = await openDatabase({ kind: 'POSTGRESQL', url, connections: 1 });
        try {
          return await database.query(sql);
        } finally {
          await database.close();
        }
      },
    });
    expect(result.faults).toEqual([]);
    // A test in which nothing was killed on its way, or nothing was taken, would prove nothing.
    expect(result.reached.size).toBeGreaterThan(8);
    expect(result.acknowledged).toBeGreaterThan(kills);
    expect(result.repeated).toBeGreaterThan(kills / 2);
  },
);
