import type { Database } from '../../../src/store/database.ts';

/** Sets a store back to what it held, table by table, so that every round begins with the same town. */
export interface Snapshot {
  readonly take: () => Promise<void>;
  readonly restore: () => Promise<void>;
  /** The tables that are set back. */
  readonly tables: () => Promise<readonly string[]>;
}

/**
 * The log grows through a whole campaign, as it does in a hub, less what was read: in a person's own file would stand what
 * somebody else read of them in an earlier round, in one world alone. The rest says what the store itself is.
 */
const kept: readonly string[] = ['audit_entry', 'installation', 'reach', 'mikro_orm_migrations'];

/** Numbers left free for the rows that a round adds: they come before whatever the hub then writes, in both worlds alike. */
const leftFree = 1000;

interface TableColumns {
  readonly name: string;
  readonly columns: string;
  /** The serial column, or null. */
  readonly serial: string | null;
}

const statement = `
  select table_name as name,
    string_agg(quote_ident(column_name), ', ' order by ordinal_position) as columns,
    max(column_name) filter (where column_default like 'nextval(%') as serial
  from information_schema.columns
  where table_schema = 'public' and is_generated = 'NEVER'
    and table_name in (select tablename from pg_tables where schemaname = 'public')
  group by table_name order by table_name`;

export const createSnapshot = (database: Database): Snapshot => {
  let known: readonly TableColumns[] | null = null;
  const all = async (): Promise<readonly TableColumns[]> => {
    known ??= (await database.query<TableColumns>(statement)).filter(({ name }) => !kept.includes(name));
    return known;
  };
  return {
    tables: async () => (await all()).map(({ name }) => name),
    take: async () => {
      const tables = await all();
      await database.transaction(async ({ query }) => {
        await query('create schema if not exists snapshot');
        for (const { name } of tables) {
          await query(`drop table if exists snapshot.${name}`);
          await query(`create table snapshot.${name} as table public.${name}`);
        }
      });
    },
    restore: async () => {
      const tables = await all();
      await database.transaction(async ({ query }) => {
        await query('set local session_replication_role = replica');
        await query(`truncate ${tables.map(({ name }) => `public.${name}`).join(', ')} cascade`);
        for (const { name, columns } of tables) {
          await query(`insert into public.${name} (${columns}) select ${columns} from snapshot.${name}`);
        }
        await query(`delete from public.audit_entry where kind = 'DISCLOSURE'`);
        for (const { name, serial } of tables.filter((each) => each.serial !== null)) {
          await query(
            `select setval(pg_get_serial_sequence('public.${name}', '${serial}'), coalesce(max(${serial}), 0) + ${leftFree}) from public.${name}`,
          );
        }
      });
    },
  };
};
