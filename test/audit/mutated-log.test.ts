import { generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createAuditLog } from '../../src/audit/audit-log.ts';
import type { Verification } from '../../src/audit/verify-log.ts';
import type { JsonValue } from '../../src/domain/json-value.ts';
import type { Transaction } from '../../src/store/database.ts';
import { Random } from '../proof/random.ts';
import { denial, disclosure, memoryHeads, sealerOf, verifyWith } from './audit-town.ts';
import { bodyMutations } from './mutations/body-mutations.ts';
import { headMutations, replacedLogs } from './mutations/head-mutations.ts';
import type { Finding, LogMutation, MutationKind, SealedLog } from './mutations/log-mutation.ts';
import { openRawStore, type RawStore } from './mutations/raw-store.ts';
import { rowMutations } from './mutations/row-mutations.ts';

const seed = process.env['SEED'] ?? String(Date.now() % 1_000_000);

/** A log of this length is short enough to be verified ten thousand times, and has four heads. */
const short = { length: 20, betweenHeads: 5, page: 22, mutations: 9850 };
/** This one is read in pages, and mutations fall on both sides of their borders. */
const long = { length: 160, betweenHeads: 32, page: 50, mutations: 150 };

const undo = new Error('undo');

class AttackedLog {
  readonly #heads = memoryHeads();
  #bodies: readonly JsonValue[] = [];
  #database: RawStore | null = null;
  readonly #size: typeof short;

  constructor(size: typeof short) {
    this.#size = size;
  }

  get database(): RawStore {
    if (!this.#database) throw new Error('not opened');
    return this.#database;
  }

  get log(): SealedLog & { readonly bodies: readonly JsonValue[] } {
    const { length, betweenHeads } = this.#size;
    return { length, betweenHeads, heads: this.#heads.lines, bodies: this.#bodies };
  }

  async open(): Promise<void> {
    const { length, betweenHeads } = this.#size;
    this.#database = await openRawStore();
    const entries = Array.from({ length }, (_, number) =>
      number % 5 === 4 ? denial(number) : disclosure(number),
    );
    await createAuditLog(this.database).append(entries);
    const sealer = sealerOf(this.database, this.#heads, { batch: betweenHeads });
    while ((await sealer.sealOnce()) > 0);
    // Who owns the database drops what is in the way first.
    await this.database.query('alter table audit_entry drop constraint audit_entry_pkey');
    const indexes = await this.database.query<{ name: string }>(
      `select indexname as name from pg_indexes where tablename = 'audit_entry'`,
    );
    for (const { name } of indexes) await this.database.query(`drop index ${name}`);
    const rows = await this.database.query<{ body: JsonValue }>(
      'select body from audit_entry order by position',
    );
    this.#bodies = rows.map(({ body }) => body);
  }

  /** What verification says after the mutation, which is then taken back, and whether any byte of the log was another. */
  async verifyAfter({
    mutate,
    heads,
  }: LogMutation): Promise<{ verification: Verification; changed: boolean }> {
    const store = heads ? memoryHeads(heads) : this.#heads;
    const verify = async (database: Pick<Transaction, 'query'>): Promise<Verification> =>
      await verifyWith(database, store, { page: this.#size.page });
    if (!mutate) return { verification: await verify(this.database), changed: true };
    let result: { verification: Verification; changed: boolean } | undefined;
    await this.database
      .transaction(async (transaction) => {
        await mutate(transaction);
        const verification = await verify(transaction);
        // A log that does not hold is another one; only of one that holds must be asked whether it is.
        const changed = !verification.ok || (await this.#digest(transaction)) !== (await this.#clean);
        result = { verification, changed };
        throw undo;
      })
      .catch((error: unknown) => {
        if (error !== undo) throw error;
      });
    if (!result) throw new Error('not verified');
    return result;
  }

  async #digest({ query }: Pick<Transaction, 'query'>): Promise<string> {
    const [row] = await query<{ digest: string }>(
      `select md5(string_agg(entry::text, chr(10) order by entry.id, entry::text)) as digest from audit_entry entry`,
    );
    return row?.digest ?? '';
  }

  #clean: Promise<string> = Promise.resolve('');

  async rememberClean(): Promise<void> {
    this.#clean = Promise.resolve(await this.#digest(this.database));
  }

  /** Rows that were rolled back lie in the table until they are swept out. */
  async sweep(): Promise<void> {
    await this.database.query('vacuum audit_entry');
  }
}

const isAsExpected = (verification: Verification, found: Finding): boolean => {
  if ('beyondLastHead' in found)
    return verification.ok && verification.warnings.beyondLastHead === found.beyondLastHead;
  if (verification.ok) return false;
  return 'position' in found
    ? verification.position === found.position
    : verification.position === null && found.heads.test(verification.reason);
};

const [shortLog, longLog] = [new AttackedLog(short), new AttackedLog(long)];
let kinds: readonly MutationKind[] = [];

beforeAll(async () => {
  await shortLog.open();
  await longLog.open();
  await shortLog.rememberClean();
  await longLog.rememberClean();
  const stranger = await generateKeyPair('ES256');
  kinds = [...rowMutations(), ...headMutations(stranger.privateKey), ...replacedLogs];
});
afterAll(async () => {
  await shortLog.database.close();
  await longLog.database.close();
});

const attack = async (log: AttackedLog, mutations: number, counted: Map<string, number>): Promise<void> => {
  const random = new Random(seed, log.log.length);
  const weighed = [...kinds, ...bodyMutations(log.log.bodies)].map((kind) => [kind.weight, kind] as const);
  let done = 0;
  for (let drawn = 0; done < mutations; drawn += 1) {
    // Every kind once, whatever the seed says; then as their weights say.
    const kind = weighed[drawn]?.[1] ?? random.weighed(weighed);
    const mutation = await kind.draw(random, log.log);
    if (!mutation) continue;
    const { verification, changed } = await log.verifyAfter(mutation);
    if (!changed) continue;
    if (!isAsExpected(verification, mutation.found)) {
      expect({ seed, mutation: mutation.name, verification }).toEqual({ seed, found: mutation.found });
    }
    done += 1;
    counted.set(kind.kind, (counted.get(kind.kind) ?? 0) + 1);
    if (done % 200 === 0) await log.sweep();
  }
};

test('the logs hold before anything is done to them', async () => {
  for (const log of [shortLog, longLog]) {
    const { length, betweenHeads, heads } = log.log;
    expect(heads).toHaveLength(length / betweenHeads);
    expect(await verifyWith(log.database, memoryHeads(heads))).toMatchObject({
      ...{ ok: true, sealedTo: length, warnings: { beyondLastHead: 0 } },
    });
  }
});

test('10,000 mutations are found, each at its first bad position', async () => {
  const counted = new Map<string, number>();
  const begun = performance.now();
  await attack(longLog, long.mutations, counted);
  await attack(shortLog, short.mutations, counted);
  const total = [...counted.values()].reduce((sum, each) => sum + each, 0);
  expect(total).toBe(10_000);
  expect(counted.size).toBeGreaterThanOrEqual(kinds.length);
  const rows = [...counted]
    .sort(([, one], [, other]) => other - one)
    .map(([kind, count]) => `${count}\t${kind}`);
  const seconds = Math.round((performance.now() - begun) / 1000);
  console.log(`10,000 mutations of ${counted.size} kinds, seed ${seed}, ${seconds} s\n${rows.join('\n')}`);
}, 300_000);
