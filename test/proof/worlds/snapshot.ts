import type { Database } from '../../../src/store/database.ts';

/** Sets a store back to what it held, table by table, so that every round begins with the same town. */
export interface Snapshot {
  readonly take: () => Promise<void>;
  /** Goes on with the snapshot that was taken before the store was closed; where it is set back first, that is in every table. */
  readonly resume: () => Promise<void>;
  readonly restore: () => Promise<void>;
  /** The tables that are set back. */
  readonly tables: () => Promise<readonly string[]>;
}

/**
 * The log grows through a whole campaign, as it does in a hub, less what was read since the town's past: in a person's own file
 * would stand what somebody else read of them in an earlier round, in one world alone. What was done in matters goes with it: officers are shown those lines under their number in the log, which
 * the readings of others in one world alone have moved on. The rest says what the store itself is.
 */
const kept: readonly string[] = ['audit_entry', 'installation', 'mikro_orm_migrations'];

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

interface Reference {
  readonly name: string;
  /** The table that it refers to. */
  readonly to: string;
}

const references = `
  select conrelid::regclass::text as name, confrelid::regclass::text as to from pg_constraint where contype = 'f'`;

/** Some tables with all that refer to them: nothing less can be emptied at once. */
const withReferring = (names: ReadonlySet<string>, all: readonly Reference[]): ReadonlySet<string> => {
  const found = new Set(names);
  for (const name of found) for (const each of all) if (each.to === name) found.add(each.name);
  return found;
};

/** The tables in which a row was written since a transaction, or is gone. */
const changedSince = (tables: readonly TableColumns[]): string =>
  tables
    .map(
      ({ name }) =>
        `select '${name}' as name where exists (select from public.${name} where xmin::text::bigint > ?)
           or (select count(*) from public.${name}) <> (select count(*) from snapshot.${name})`,
    )
    .join(' union all ');

export const createSnapshot = (database: Database): Snapshot => {
  let known: readonly TableColumns[] | null = null;
  let referring: readonly Reference[] | null = null;
  /** The last line of the log when the snapshot was taken. */
  let lastLine = '0';
  /** The transaction of the last restoring; null before the first, which is of every table. */
  let last: number | null = null;
  const all = async (): Promise<readonly TableColumns[]> => {
    known ??= (await database.query<TableColumns>(statement)).filter(({ name }) => !kept.includes(name));
    return known;
  };
  const endsAt = async ({ query }: Pick<Database, 'query'>): Promise<string> => {
    const [line] = await query<{ id: string }>('select coalesce(max(id), 0)::text as id from audit_entry');
    return line?.id ?? '0';
  };
  return {
    tables: async () => (await all()).map(({ name }) => name),
    take: async () => {
      const tables = await all();
      last = null;
      await database.transaction(async ({ query }) => {
        lastLine = await endsAt({ query });
        await query('create schema if not exists snapshot');
        for (const { name } of tables) {
          await query(`drop table if exists snapshot.${name}`);
          await query(`create table snapshot.${name} as table public.${name}`);
        }
      });
    },
    resume: async () => {
      lastLine = await endsAt(database);
      last = null;
    },
    restore: async () => {
      const tables = await all();
      const since = last;
      await database.transaction(async ({ query }) => {
        await query('set local session_replication_role = replica');
        // Most tables are as they were: setting them all back would be most of what a round takes.
        referring ??= await query<Reference>(references);
        const changed = new Set(
          since === null
            ? tables.map(({ name }) => name)
            : (
                await query<{ name: string }>(
                  changedSince(tables),
                  tables.map(() => since),
                )
              ).map(({ name }) => name),
        );
        const names = withReferring(changed, referring);
        const emptied = tables.filter(({ name }) => names.has(name));
        if (emptied.length > 0)
          await query(`truncate ${emptied.map(({ name }) => `public.${name}`).join(', ')}`);
        for (const { name, columns } of emptied) {
          await query(
            `insert into public.${name} (${columns}) overriding system value select ${columns} from snapshot.${name}`,
          );
        }
        await query(`delete from public.audit_entry where kind in ('DISCLOSURE', 'MATTER') and id > ?`, [
          lastLine,
        ]);
        const serials = tables.filter((each) => each.serial !== null);
        await query(
          `select ${serials
            .map(
              ({ name, serial }) =>
                `setval(pg_get_serial_sequence('public.${name}', '${serial}'), (select coalesce(max(${serial}), 0) + ${leftFree} from public.${name}))`,
            )
            .join(', ')}`,
        );
        const [now] = await query<{ id: string }>('select pg_current_xact_id()::text as id');
        last = Number(now?.id);
      });
    },
  };
};
