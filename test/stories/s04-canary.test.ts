// S04 (R11), the last sentence: where the shelter is stands nowhere. A hub in a process of its own is told the address in every
// way in which a register can tell it; then every file that it wrote, its store's dumps, and all that it printed are read.
import 'reflect-metadata';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { signDemoToken } from '../../src/access/demo-token.ts';
import { readConfiguration } from '../../src/server/configuration.ts';
import { loadRegistry } from '../../src/server/load-registry.ts';
import { demoKeysOf } from '../../src/server/open-core.ts';
import { figure } from '../harness/people.ts';
import { sampleCases } from '../harness/registers.ts';
import { type Child, startChild } from '../http/start-child.ts';

/** In every address of the shelter. */
const shelter = 'KANARINAC';
/** In the address of an ordinary case, and beside the shelter in what is refused: this search must find it. */
const ordinary = 'PJEVAC';

const directory = mkdtempSync(join(tmpdir(), 'hub-canary-'));
// The hub prints where its data are.
const data = join(directory, `data-${ordinary}`);
const registers = join(directory, 'registers');
let child: Child;
/** What was answered, by what was told. */
const answers = new Map<string, string>();

const [sealedLine] = sampleCases('CSR-00900');
const sealed = (changes: object = {}): object => ({
  ...sealedLine,
  ...{ address: `Skrivena ${shelter} 9`, localCommunity: `MZ ${shelter}`, contactThrough: 'berane.support' },
  ...changes,
});

const bodies: readonly (readonly [told: string, records: readonly object[]])[] = [
  ['by its next version', [sealed({ version: 2, recordedAt: '2026-11-05T08:00:00Z' })]],
  ['by another case of the same matter', [sealed({ caseNumber: 'CSR-00902' })]],
  ['by a version that is too old', [sealed({ version: 1, recordedAt: '2026-11-01T08:00:00Z' })]],
  ['with values that cannot be read', [sealed({ caseNumber: 'CSR-00903', closedOn: shelter })]],
  ['in a unit that is refused whole', [sealed({ caseNumber: 'CSR-00904', recordedAt: shelter })]],
  ['without a matter to seal it', [{ ...sampleCases('CSR-00001')[0], address: `Vidljiva ${ordinary} 7` }]],
];

const ask = async (address: string, token: string, body: string, key: string): Promise<string> => {
  const response = await fetch(`${address}/graphql`, {
    method: 'POST',
    headers: {
      ...{ 'content-type': 'application/json', authorization: `Bearer ${token}` },
      'idempotency-key': key,
    },
    body,
  });
  return `${response.status} ${await response.text()}`;
};

/** Every file below a folder, by its path in it. */
const filesOf = (folder: string): ReadonlyMap<string, Buffer> =>
  new Map(
    readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .map((file) => [relative(folder, file), readFileSync(file)]),
  );
/** Capital or not: keys of addresses are folded. */
const holds = (content: Buffer | string, word: string): boolean =>
  content.toString('latin1').toLowerCase().includes(word.toLowerCase());
const withWord = (files: ReadonlyMap<string, Buffer>, word: string): readonly string[] =>
  [...files].filter(([, content]) => holds(content, word)).map(([path]) => path);

/** The store as a backup takes it: the cluster in one archive, and every row of every table in words. */
const dumpStore = async (): Promise<{ readonly archive: Buffer; readonly rows: string }> => {
  const store = await PGlite.create({ dataDir: join(data, 'store') });
  try {
    const tables = await store.query<{ name: string }>(
      `select quote_ident(schemaname) || '.' || quote_ident(tablename) as name from pg_tables
        where schemaname <> 'information_schema'`,
    );
    const rows: string[] = [];
    for (const { name } of tables.rows) {
      const content = await store.query<{ row: string }>(`select each::text as row from ${name} each`);
      rows.push(...content.rows.map(({ row }) => row));
    }
    const archive = await store.dumpDataDir('none');
    return { archive: Buffer.from(await archive.arrayBuffer()), rows: rows.join('\n') };
  } finally {
    await store.close();
  }
};

beforeAll(async () => {
  mkdirSync(registers);
  const lines = [...sampleCases('CSR-00002'), sealed()].map((line) => `${JSON.stringify(line)}\n`);
  writeFileSync(join(registers, 'centre.ndjson'), lines.join(''));
  child = startChild({ LOG_LEVEL: 'trace' }, '--data', data, '--registers', registers);
  const address = await child.address;
  const configuration = readConfiguration({}, { data });
  const keys = demoKeysOf(configuration);
  if (!keys) throw new Error('the demo has keys');
  const { registry } = loadRegistry(configuration);
  const signing = { registry, keys, audience: configuration.audience, now: new Date() };
  const tokenOf = async (purpose: string, roles: readonly string[] = []): Promise<string> =>
    await signDemoToken(
      {
        kind: 'AGENCY',
        agency: 'berane.centre',
        purpose,
        actor: 'Nada',
        roles: [...roles],
        area: [],
        minutes: 10,
      },
      signing,
    );
  const nada = await tokenOf('social-welfare-provision');
  const query =
    'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome problems { column } } }';
  for (const [told, records] of bodies)
    answers.set(told, await ask(address, nada, JSON.stringify({ query, variables: { records } }), told));
  const wrong = { records: [{ ...sealed(), version: shelter }] };
  answers.set(
    'in a request of the wrong form',
    await ask(address, nada, JSON.stringify({ query, variables: wrong }), 'wrong'),
  );
  answers.set('in a request that is no JSON', await ask(address, nada, `{"${shelter}`, 'broken'));
  answers.set(
    'in a token',
    await ask(address, shelter, JSON.stringify({ query: '{ __typename }' }), 'token'),
  );
  const lead = await tokenOf('domestic-violence-protection', ['lead']);
  const take = { query: 'mutation { takeMatter(reference: "M-2026-001") { matter } }' };
  answers.set('taken', await ask(address, lead, JSON.stringify(take), 'taken'));
  const read = { query: '{ matters { reference units { jwe } } }' };
  answers.set('read', await ask(address, lead, JSON.stringify(read), 'read'));
  // A withdrawal stands in the journal.
  const { nationalId, birthDate } = figure('CSR-00002/000005');
  const own = await signDemoToken({ kind: 'PERSON', nationalId, birthDate, minutes: 10 }, signing);
  const end = { query: 'mutation { prohibitSharing(recipient: "berane.municipality") { state } }' };
  answers.set('ended', await ask(address, own, JSON.stringify(end), 'ended'));
  child.process.kill('SIGTERM');
  expect(await child.ended).toBe(0);
}, 120_000);

afterAll(async () => {
  if (child?.process.exitCode === null) child.process.kill('SIGKILL');
  await child?.ended;
  rmSync(directory, { recursive: true, force: true });
});

describe('S04 where the shelter is', () => {
  it('was told, and taken in or refused, in every one of these ways', () => {
    const outcomes = Object.fromEntries([...answers].map(([told, text]) => [told, text.slice(0, 3)]));
    expect(Object.values(outcomes)).toEqual([...Array(7).fill('200'), '400', '401', '200', '200', '200']);
    const said = [...answers.values()].join();
    for (const outcome of ['CREATED', 'UPDATED', 'STALE_IGNORED', '"closedOn"', '"recordedAt"', 'M-2026-001'])
      expect(said).toContain(outcome);
    // Not even back to who said it.
    expect(said).not.toContain(shelter);
  });

  it('is in no file of the data, the signed heads and the journal; an ordinary address is in the data', () => {
    const files = filesOf(data);
    const folders = new Set([...files.keys()].map((path) => path.split('/')[0]));
    expect([...folders].sort()).toEqual(['heads', 'keys', 'store']);
    expect([...files.keys()]).toEqual(expect.arrayContaining(['heads/heads.jsonl', 'heads/journal.jsonl']));
    expect(withWord(files, shelter)).toEqual([]);
    const found = withWord(files, ordinary);
    expect(found.filter((path) => path.startsWith('store/base/'))).not.toEqual([]);
    expect(found.filter((path) => path.startsWith('store/pg_wal/'))).not.toEqual([]);
  });

  it('is in no dump of the store; an ordinary address is in both', async () => {
    const { archive, rows } = await dumpStore();
    expect([holds(archive, ordinary), holds(rows, ordinary)]).toEqual([true, true]);
    expect([holds(archive, shelter), holds(rows, shelter)]).toEqual([false, false]);
  });

  it('is in nothing that the process printed, down to the finest level of its log', () => {
    const printed = child.output.stdout + child.output.stderr;
    expect(printed).toContain('"msg":"token refused"');
    expect(holds(printed, ordinary)).toBe(true);
    expect(holds(printed, shelter)).toBe(false);
  });
});
