import type { Database } from './database.ts';

/** What a store remembers of its own installation. */
export type InstallationFact = 'keys' | 'first-load' | `left ${string}`;

/** Remembers a fact, if nothing is remembered under its name; tells what then is. */
export const rememberFact = async (
  database: Database,
  name: InstallationFact,
  value: string,
): Promise<string> =>
  await database.transaction(async (transaction) => {
    await transaction.query('insert into installation (name, value) values (?, ?) on conflict do nothing', [
      name,
      value,
    ]);
    const [row] = await transaction.query<{ value: string }>(
      'select value from installation where name = ?',
      [name],
    );
    return row?.value ?? value;
  });

/** What is remembered under a name, or null. */
export const recallFact = async (
  database: Pick<Database, 'query'>,
  name: InstallationFact,
): Promise<string | null> => {
  const [row] = await database.query<{ value: string }>('select value from installation where name = ?', [
    name,
  ]);
  return row?.value ?? null;
};

/** Changes a fact. */
export const changeFact = async (
  database: Database,
  name: InstallationFact,
  value: string,
): Promise<void> => {
  await database.query('update installation set value = ? where name = ?', [value, name]);
};
