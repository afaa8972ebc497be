import { PGlite } from '@electric-sql/pglite';
import { openDatabase } from '../../src/store/database.ts';

/**
 * What makes a store quick to open, and no other in what it answers: buffers for a test's few rows, which are zeroed at each
 * start, and none of the databases from which another one would be made.
 */
const lighter: readonly string[] = [
  "alter system set shared_buffers = '32MB'",
  'update pg_database set datistemplate = false where datistemplate',
  'drop database if exists template0',
  'drop database if exists template1',
];

/** Its write-ahead log in segments of one megabyte and not of sixteen, which every copy would carry. */
const smallSegments: readonly string[] = ['--wal-segsize=1'];

/** Makes a store that holds nothing but its tables, and closes it. */
export const makeStore = async (directory: string): Promise<void> => {
  await (await PGlite.create({ dataDir: directory, initDbStartParams: [...smallSegments] })).close();
  await (await openDatabase({ kind: 'PGLITE', directory })).close();
  await changeStore(directory, lighter);
};

/** Changes a closed store by statements of its owner, and closes it again. */
export const changeStore = async (directory: string, statements: readonly string[]): Promise<void> => {
  const database = await PGlite.create({ dataDir: directory });
  for (const statement of statements) await database.exec(statement);
  await database.close();
};
