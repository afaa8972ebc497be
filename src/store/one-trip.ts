import pg from 'pg';

/** Asks one statement as the reader's role, in a read-only transaction of its own. */
export interface OneTrip {
  /**
   * @param settings configuration parameters that hold for this transaction alone.
   * @param sql one statement that gives rows; its values stand as `?`, in order.
   * @throws the driver's error as it is; the connection is given back clean, or not at all.
   */
  readonly read: <Row>(
    settings: Readonly<Record<string, string>>,
    sql: string,
    parameters: readonly unknown[],
  ) => Promise<Row[]>;
}

const literalOf = (value: unknown): string =>
  pg.escapeLiteral(value instanceof Date ? value.toISOString() : String(value));

/**
 * The role, the settings, the statement and the transaction's ends in one message of the simple query protocol (PostgreSQL's
 * manual, 55.2.2.1). Sent one by one they are five round trips, which cost the hub more than the answer's rows do.
 */
export const createOneTrip = (pool: pg.Pool, role: string): OneTrip => ({
  read: async <Row>(
    settings: Readonly<Record<string, string>>,
    sql: string,
    parameters: readonly unknown[],
  ): Promise<Row[]> => {
    const set = Object.entries(settings).map(
      ([name, value]) => `set_config(${literalOf(name)}, ${literalOf(value)}, true)`,
    );
    let next = 0;
    const filled = sql.replaceAll('?', () => literalOf(parameters[next++]));
    const message = [
      'begin read only',
      `set local role ${pg.escapeIdentifier(role)}`,
      `select ${set.join(', ')}`,
      filled,
      'commit',
    ].join('; ');
    const client = await pool.connect();
    try {
      // A message of several statements has a result for each, which the driver's types do not know.
      const results = (await client.query(message)) as unknown as readonly pg.QueryResult[];
      client.release();
      return (results.at(-2)?.rows ?? []) as Row[];
    } catch (error) {
      // INVARIANT: nobody gets a connection that is still inside this transaction, with its role and its agencies.
      await client.query('rollback').then(
        () => client.release(),
        () => client.release(true),
      );
      throw error;
    }
  },
});
