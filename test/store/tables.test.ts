import { MikroORM } from '@mikro-orm/pglite';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { tables } from '../../src/store/tables.ts';

interface Column {
  readonly table: string;
  readonly column: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly primary: boolean;
}

/** PostgreSQL's own names for the types that tables.ts writes. */
const typeNames: Readonly<Record<string, string>> = {
  int: 'int4',
  boolean: 'bool',
  bigint: 'int8',
  bigserial: 'int8',
  'text[]': '_text',
};

/** Tables that are read and written by statements alone. */
const withoutEntity = [
  'alert',
  'alert_progress',
  'assisted_session',
  'assisted_session_tries',
  'conflict_of_interest',
  'consent_end',
  'emergency_access',
  'emergency_person',
  'extract',
  'extract_approval',
  'extract_download',
  'extract_row',
  'guardian_withdrawal',
  'household_gone',
  'in_person_session',
  'intake_finding',
  'journal',
  'link_confirmation',
  'link_decision',
  'link_decision_line',
  'link_model',
  'local_community',
  'matter',
  'matter_basis',
  'matter_closing',
  'matter_party',
  'matter_unsealing',
  'outbox',
  'policy_change',
  'protective_flag',
  'quarantine',
  'reach',
  'register_file',
  'rights_lifting',
  'sealed_copy_mark',
  'sealed_review',
  'source_cursor',
  'statistics_household',
  'statistics_observation',
  'statistics_person',
  'statistics_release',
  'statistics_right',
  'statistics_table',
  'untriaged_warning',
  'webhook_delivery',
  'webhook_progress',
];

let database: Database;
let stored: readonly Column[];
let described: readonly Column[];
beforeAll(async () => {
  database = await openDatabase({ kind: 'PGLITE', directory: null });
  stored = await database.query<Column>(
    `select cls.relname as table, att.attname as column, typ.typname as type, not att.attnotnull as nullable,
        exists (select from pg_index where indrelid = cls.oid and indisprimary and att.attnum = any (indkey)) as primary
      from pg_class cls join pg_attribute att on att.attrelid = cls.oid join pg_type typ on typ.oid = att.atttypid
      where cls.relkind = 'r' and cls.relnamespace = 'public'::regnamespace and att.attnum > 0 and not att.attisdropped
        and att.attgenerated = ''
        and cls.relname <> 'mikro_orm_migrations' order by 1, 2`,
  );
  const orm = new MikroORM({ entities: tables, dbName: 'memory://' } as never);
  described = [...orm.getMetadata().getAll().values()]
    .flatMap((meta) =>
      meta.props.map((property) => ({
        table: meta.tableName,
        column: property.fieldNames[0] ?? '',
        type: typeNames[property.columnTypes[0] ?? ''] ?? property.columnTypes[0] ?? '',
        nullable: property.nullable === true,
        primary: property.primary === true,
      })),
    )
    .sort((one, other) => (`${one.table} ${one.column}` < `${other.table} ${other.column}` ? -1 : 1));
});
afterAll(async () => await database.close());

describe('the tables', () => {
  test('are described as the migration makes them: every column, its type, whether it can be empty', () => {
    expect(described.length).toBeGreaterThan(60);
    expect(described).toEqual(stored.filter((column) => !withoutEntity.includes(column.table)));
  });

  test('are these, and none is forgotten', () => {
    const names = [...new Set(stored.map((column) => column.table))].sort();
    expect(names).toEqual([...new Set(described.map((column) => column.table)), ...withoutEntity].sort());
  });

  test('that hold what sources and people say are under row-level security', async () => {
    const secured = await database.query(
      `select relname as table from pg_class where relrowsecurity and relnamespace = 'public'::regnamespace order by 1`,
    );
    expect(secured).toEqual(
      [
        'consent',
        'consent_event',
        'emergency_access',
        'emergency_person',
        'intake_finding',
        'prohibition',
        'quarantine',
        'record',
        'referral',
        'register_file',
        'rights_decision',
        'rights_lifting',
        'rights_request',
      ].map((table) => ({ table })),
    );
    const [policy] = await database.query<{ text: string }>(
      `select qual as text from pg_policies where tablename = 'record' and 'hub_reader' = any (roles)`,
    );
    expect(policy?.text).toContain('compartment');
  });

  test('let the reader read these, and write nothing', async () => {
    const grants = await database.query<{ grant: string }>(
      `select table_name || ' ' || privilege_type as grant from information_schema.role_table_grants
        where grantee = 'hub_reader' order by 1`,
    );
    expect(grants.map((each) => each.grant)).toEqual(
      [
        'consent_event',
        'emergency_person',
        'intake_finding',
        'link',
        'local_community',
        'person_link',
        'prohibition',
        'reach',
        'record',
        'referral',
        'register_file',
        'rights_decision',
        'rights_request',
      ].map((table) => `${table} SELECT`),
    );
  });

  test('let the reader read of these no more than some columns: neither evidence nor reasons', async () => {
    const grants = await database.query<{ table: string; columns: string }>(
      `select table_name as table, string_agg(column_name, ' ' order by column_name) as columns
        from information_schema.role_column_grants where grantee = 'hub_reader' and table_name in ('consent', 'emergency_access', 'quarantine', 'rights_lifting')
        group by 1 order by 1`,
    );
    expect(grants).toEqual([
      {
        table: 'consent',
        columns:
          'binding categories controller created_at fields given_as id person_id purpose recipient sealed valid_until',
      },
      { table: 'emergency_access', columns: 'actor agency granted_at id until' },
      {
        table: 'quarantine',
        columns:
          'attempts closed_as closed_at closed_because closed_by controller id problems reason received_at sealed source tried_at unit version',
      },
      { table: 'rights_lifting', columns: 'effective_at request_id' },
    ]);
  });

  test('show the reader of a mention no more than whether it makes a link certain', async () => {
    const columns = await database.query<{ column: string }>(
      `select column_name as column from information_schema.columns where table_name = 'person_link' order by 1`,
    );
    const link = stored.filter(({ table }) => table === 'link').map(({ column }) => column);
    expect(columns.map(({ column }) => column)).toEqual([...link, 'certain'].sort());
  });
});
