import { createHash } from 'node:crypto';

/** One statement as SQL keeps it for a connection (PostgreSQL's manual, PREPARE); values stand as `?`. */
export interface KeptPlan {
  readonly name: string;
  readonly prepare: string;
  readonly execute: string;
}

/** What a transaction does with a kept statement. */
export interface KeptRun<Row> {
  /** Runs it, where the connection knows it. */
  readonly execute: (plan: KeptPlan) => Promise<Row[]>;
  /** Makes the connection know it, in one transaction with the run, so that both are the same connection's. */
  readonly tellAndExecute: (plan: KeptPlan) => Promise<Row[]>;
  /** Runs it as any other statement. */
  readonly plainly: () => Promise<Row[]>;
}

export interface KeptPlans {
  readonly run: <Row>(sql: string, run: KeptRun<Row>) => Promise<Row[]>;
  /** The statement that some SQL stands for: itself, but for a kept one; null for what only keeps one. */
  readonly statementOf: (sql: string) => string | null;
}

/** SQLSTATE: the connection knows no such statement, and it knows it already. */
const strange: ReadonlySet<unknown> = new Set(['26000', '42P05']);
const isStrange = (error: unknown): boolean => strange.has((error as { code?: unknown } | null)?.code);

/** Runs after which a plan's age is looked at: tables that grew want another one. */
const runsBetweenLooks = 500;
/** Of so many runs, on connections that did not know the statement, that keeping it is given up. */
const leastMisses = 50;
const mostMisses = 0.1;

const planOf = (sql: string): KeptPlan => {
  const name = `kept_${createHash('sha256').update(sql).digest('hex').slice(0, 24)}`;
  let number = 0;
  const text = sql.replaceAll('?', () => {
    number += 1;
    return `$${number}`;
  });
  return {
    name,
    prepare: `prepare ${name} as ${text}`,
    execute: `execute ${name} (${Array.from({ length: number }, () => '?').join(', ')})`,
  };
};

/** Whether a connection knows a statement, and whether it has for more than a minute. */
export const askForPlan = `
select prepare_time < clock_timestamp() - interval '1 minute' as old from pg_prepared_statements where name = ?`;

/**
 * Statements that each connection plans once. The driver sends values as a part of the text, so that a long statement would be
 * parsed and planned each time, which is most of what reading a few rows costs.
 *
 * Which connection a transaction gets is the pool's to say, or a pooler's before the server, and either may come with a new
 * one: one that does not know the statement is told. Where that does not hold either, the statement runs as any other does;
 * where connections forget all the time, keeping it is given up.
 */
export const createKeptPlans = (): KeptPlans => {
  const plans = new Map<string, { readonly plan: KeptPlan; isTold: boolean; runs: number; misses: number }>();
  const statements = new Map<string, string | null>([[askForPlan, null]]);
  const keptOf = (sql: string) => {
    const known = plans.get(sql);
    if (known) return known;
    const kept = { plan: planOf(sql), isTold: false, runs: 0, misses: 0 };
    plans.set(sql, kept);
    statements.set(kept.plan.execute, sql);
    statements.set(kept.plan.prepare, null);
    statements.set(`deallocate ${kept.plan.name}`, null);
    return kept;
  };
  return {
    run: async (sql, { execute, tellAndExecute, plainly }) => {
      const kept = keptOf(sql);
      if (kept.misses > leastMisses && kept.misses > kept.runs * mostMisses) return await plainly();
      kept.runs += 1;
      try {
        if (kept.isTold && kept.runs % runsBetweenLooks !== 0) return await execute(kept.plan);
      } catch (error) {
        if (!isStrange(error)) throw error;
        kept.misses += 1;
      }
      try {
        const rows = await tellAndExecute(kept.plan);
        kept.isTold = true;
        return rows;
      } catch (error) {
        if (!isStrange(error)) throw error;
        kept.misses += 1;
        return await plainly();
      }
    },
    statementOf: (sql) => {
      const statement = statements.get(sql);
      return statement === undefined ? sql : statement;
    },
  };
};
