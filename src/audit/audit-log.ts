import { HubError } from '../domain/hub-error.ts';
import type { Database, Transaction } from '../store/database.ts';
import type { AuditEntry } from './audit-entry.ts';
import { auditRowOf } from './audit-row.ts';

/** The log's front door. */
export interface AuditLog {
  /**
   * Resolves once the entries are durable: the answer they speak of must wait for it (THREATS.md A1).
   *
   * @throws HubError AUDIT_UNAVAILABLE where they are not. After a lost connection they may be in the log all the same:
   *   it then tells of an answer that was not given, never the other way round.
   */
  readonly append: (entries: readonly AuditEntry[]) => Promise<void>;
}

interface Waiting {
  readonly rows: readonly string[];
  readonly resolve: () => void;
  readonly reject: (reason: HubError) => void;
}

/** Rows of one statement; beyond it the next group begins, so that no commit takes long. */
const rowsPerGroup = 1000;

// One statement is one transaction and one round trip, and has one parameter however many rows it carries.
// It counts what it wrote: PGlite 0.5 answers a statement that failed on its stack's depth with no row and no error.
const insertRows = `
with written as (
  insert into audit_entry (kind, at, agency, through, body)
  select kind, at, agency, through, body
  from jsonb_to_recordset(?::jsonb) as entry (kind text, at timestamptz, agency text, through uuid, body jsonb)
  returning 1)
select count(*)::int as written from written`;

const unavailable = (cause: unknown): HubError =>
  new HubError('AUDIT_UNAVAILABLE', {
    cause,
    internal: cause instanceof Error ? cause.name : typeof cause,
    retryAfterSeconds: 5,
  });

const writeRows = async (
  database: Pick<Database, 'query'> | Pick<Transaction, 'query'>,
  rows: readonly string[],
): Promise<void> => {
  const [answer] = await database.query<{ written: number }>(insertRows, [`[${rows.join(',')}]`]);
  if (answer?.written !== rows.length) throw new Error('the database took other rows than it was given');
};

/**
 * Writes entries together with what they tell of: both are there once the transaction is committed, or neither.
 *
 * @throws whatever the driver throws: the transaction must not go on.
 */
export const appendWithin = async (
  transaction: Pick<Transaction, 'query'>,
  entries: readonly AuditEntry[],
): Promise<void> => await writeRows(transaction, entries.map(auditRowOf));

/**
 * The log as plain rows, committed in groups: what arrives while a commit is under way goes together in the next one.
 * The chain is the sealer's work; a chain head in the write path costs five times the throughput (DESIGN.md).
 */
export const createAuditLog = (database: Pick<Database, 'query'>): AuditLog => {
  const waiting: Waiting[] = [];
  let committing = false;

  // A caller's rows stay together, even where they alone are more than a group.
  const takeGroup = (): readonly Waiting[] => {
    let callers = 0;
    let rows = 0;
    for (const next of waiting) {
      if (callers > 0 && rows + next.rows.length > rowsPerGroup) break;
      callers += 1;
      rows += next.rows.length;
    }
    return waiting.splice(0, callers);
  };

  const commitWaiting = async (): Promise<void> => {
    while (waiting.length > 0) {
      const group = takeGroup();
      try {
        await writeRows(
          database,
          group.flatMap((caller) => caller.rows),
        );
      } catch (cause) {
        for (const caller of group) caller.reject(unavailable(cause));
        continue;
      }
      for (const caller of group) caller.resolve();
    }
    committing = false;
  };

  return {
    append: async (entries) => {
      if (entries.length === 0) return;
      let rows: readonly string[];
      try {
        rows = entries.map(auditRowOf);
      } catch (cause) {
        throw unavailable(cause);
      }
      await new Promise<void>((resolve, reject) => {
        waiting.push({ rows, resolve, reject });
        if (committing) return;
        committing = true;
        // Not at once: the answers of one batch of loaders are ready in the same turn and belong to one group.
        queueMicrotask(() => void commitWaiting());
      });
    },
  };
};
