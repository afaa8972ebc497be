import type { Database, Transaction } from './database.ts';

/** A role that one part of a split graph comes to the store with. */
export interface PartRole {
  /** The part. */
  readonly part: string;
  /** Null where the role is there and keeps the one it has. */
  readonly password: string | null;
  /** The sources whose records it writes; null for the core, which keeps all of them. */
  readonly sources: readonly string[] | null;
}

/** The name of a part's role. */
export const roleOf = (part: string): string => `hub_${part}`;

/** Every part's role is in it: what a part may do besides writing its own records is said once. */
const group = 'hub_part';

/**
 * What a contract's part changes: its own register's intake, with what is linked by it, and the traces of who asked. What a person or an
 * officer decides is changed in the core alone.
 */
const writtenByParts: readonly string[] = [
  'alert',
  'dpop_proof',
  'household_gone',
  'intake_finding',
  'link',
  'link_decision',
  'link_decision_line',
  'local_community',
  'mention',
  'mention_key',
  'object_budget',
  'outbox',
  'protective_flag',
  'push',
  'quarantine',
  'record',
  'sealed_copy_mark',
];

/** INVARIANT: the log grows, and no part takes anything back of it. */
const addedToByParts: readonly string[] = ['audit_entry'];

/**
 * What a contract's part does not even read: sessions at a counter, what is underway to agencies, where pulls have come to, what
 * statistics are counted from, and what is drawn for research.
 */
const closedToParts: readonly string[] = [
  'assisted_session',
  'assisted_session_tries',
  'extract',
  'extract_approval',
  'extract_download',
  'extract_row',
  'in_person_session',
  'register_file',
  'sealed_review',
  'source_cursor',
  'statistics_household',
  'statistics_observation',
  'statistics_person',
  'statistics_release',
  'statistics_right',
  'statistics_table',
  'webhook_delivery',
  'webhook_progress',
];

const namesIn = async (transaction: Transaction, sql: string, values: readonly string[] = []) =>
  (await transaction.query<{ name: string }>(sql, values)).map(({ name }) => name);

/**
 * Runs a statement of a form that takes no parameters.
 *
 * @param form of PostgreSQL's `format`: `%I` becomes an identifier, `%L` a literal (PostgreSQL, 9.4.1).
 */
const run = async (transaction: Transaction, form: string, ...values: readonly string[]): Promise<void> => {
  const places = values.map(() => ', ?::text').join('');
  const [statement] = await namesIn(transaction, `select format(?::text${places}) as name`, [
    form,
    ...values,
  ]);
  if (statement !== undefined) await transaction.query(statement);
};

/** A role belongs to the cluster, and may be there from another database of it. */
const isThere = async (transaction: Transaction, role: string): Promise<boolean> =>
  (await namesIn(transaction, 'select rolname as name from pg_roles where rolname = ?', [role])).length > 0;

const letGroup = async (transaction: Transaction, tables: readonly string[]): Promise<void> => {
  if (!(await isThere(transaction, group))) await run(transaction, 'create role %I nologin', group);
  await run(transaction, 'grant usage on schema public to %I', group);
  await run(transaction, 'grant usage on all sequences in schema public to %I', group);
  await run(transaction, 'grant execute on all functions in schema public to %I', group);
  await run(transaction, 'revoke all on all tables in schema public from %I', group);
  for (const table of tables) {
    if (closedToParts.includes(table)) continue;
    await run(transaction, 'grant select on %I to %I', table, group);
    if (writtenByParts.includes(table))
      await run(transaction, 'grant insert, update, delete on %I to %I', table, group);
    if (addedToByParts.includes(table)) await run(transaction, 'grant insert on %I to %I', table, group);
  }
};

/** What row-level security hides from an agency's reader, a part must see to decide about it. */
const letThrough = async (transaction: Transaction, table: string): Promise<void> => {
  await run(transaction, 'drop policy if exists %I on %I', `${table}_of_parts`, table);
  const how = table === 'record' ? 'for select' : 'for all';
  await run(
    transaction,
    `create policy %I on %I ${how} to %I using (true)`,
    `${table}_of_parts`,
    table,
    group,
  );
};

const letPart = async (transaction: Transaction, { part, password, sources }: PartRole): Promise<void> => {
  const role = roleOf(part);
  if (password !== null) {
    const how = (await isThere(transaction, role)) ? 'alter' : 'create';
    await run(transaction, `${how} role %I login password %L`, role, password);
    for (const into of [group, 'hub_reader']) await run(transaction, 'grant %I to %I', into, role);
  }
  if (sources === null)
    await run(transaction, 'grant select, insert, update, delete on all tables in schema public to %I', role);
  const policy = `record_of_${part}`;
  await run(transaction, 'drop policy if exists %I on record', policy);
  // INVARIANT: a part writes the records of its own register, and nobody else's.
  const own = sources === null ? 'true' : 'source = any (%L::text[])';
  await run(
    transaction,
    `create policy %I on record for all to %I using (${own}) with check (${own})`,
    ...[policy, role],
    ...(sources === null ? [] : [`{${sources.join(',')}}`, `{${sources.join(',')}}`]),
  );
};

/**
 * Makes the roles of a split graph's parts, or brings them up to date: what each may do in the store, whatever is wrong with its process.
 * None of them owns a table or changes one's form.
 *
 * @param database opened by its owner, who may make roles.
 */
export const preparePartRoles = async (database: Database, roles: readonly PartRole[]): Promise<void> =>
  await database.transaction(async (transaction) => {
    const ofPublic = `where relkind = 'r' and relnamespace = 'public'::regnamespace`;
    await letGroup(
      transaction,
      await namesIn(transaction, `select relname as name from pg_class ${ofPublic} order by 1`),
    );
    const secured = await namesIn(
      transaction,
      `select relname as name from pg_class ${ofPublic} and relrowsecurity order by 1`,
    );
    for (const table of secured) await letThrough(transaction, table);
    for (const role of roles) await letPart(transaction, role);
  });
