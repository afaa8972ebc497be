// A source that is asked at query time: what it is asked for, what of it stays, and what its failures say.

import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';
import { describeConformance } from '../adapters/conformance.ts';
import { type Answering, type HttpServer, json, openHttpServer } from '../harness/http-server.ts';
import { answeringCases, contractsWithLiveCentre, liveCentre } from '../harness/live-centre.ts';
import { logOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { type CaseLine, openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { type EditedConfiguration, editConfiguration } from '../http/edited-configuration.ts';
import { homeOf } from '../http/inside.ts';

const [first, second] = sampleCases('CSR-00001', 'CSR-00002') as [CaseLine, CaseLine];
const live = liveCentre;
const keys = live.live?.keyColumns ?? [];

describeConformance(live, {
  contract: readFileSync(projectFile('schema', 'centre.graphql'), 'utf8'),
  file: Buffer.from([first, second].map((line) => `${JSON.stringify(line)}\n`).join('')),
  keys: ['caseNumber', 'version', 'members.localId'],
});
let source: HttpServer;
let configuration: EditedConfiguration;
/** A hub begins with its breakers closed, so each failure has one of its own. */
let hub: TestHub;
let clerk: string;
let worker: string;
let homes: Readonly<Record<'clerk' | 'worker', string>>;

const open = async (): Promise<void> => {
  honest();
  hub = await openSmallHub(
    { housing: sampleTenants('1', '2', '3') },
    { configuration: configuration.files, contracts: contractsWithLiveCentre(), split: false },
  );
  expect(await hub.running.hub.pulling.pull('centre')).toEqual({ CREATED: 2 });
  clerk = await hub.agencyToken({
    ...{ agency: 'berane.municipality', purpose: 'housing-welfare-management', actor: 'Milena Clerk' },
  });
  worker = await hub.agencyToken({
    ...{ agency: 'berane.centre', purpose: 'social-welfare-provision', actor: 'Nada Worker' },
  });
  const homeFor = async (token: string) => (await homeOf(hub, token, ana.nationalId)).household;
  homes = { clerk: await homeFor(clerk), worker: await homeFor(worker) };
  honest();
};

const honest = (): void => source.answer(answeringCases([first, second]));
const asked = () =>
  source.came.flatMap(({ url }) => {
    const [ids, fields] = [url.searchParams.get('ids'), url.searchParams.get('fields')];
    return ids === null ? [] : [{ ids: ids.split(','), fields: fields?.split(',').sort() }];
  });
const query = `query ($id: ID!) { household(id: $id) { members { caseEntries { health relation } } tenancies { status } } }`;
const ask = async (token: string, id: string, text = query): Promise<Answer> =>
  await hub.ask(token, text, { id });
const entriesOf = ({ body }: Answer): unknown[] => {
  const household = body.data?.['household'] as { members: { caseEntries: object[] }[] };
  return household.members.flatMap(({ caseEntries }) => caseEntries);
};
const unavailable = [
  {
    message: 'A source of this answer cannot be reached.',
    extensions: { code: 'SOURCE_UNAVAILABLE', source: 'centre' },
  },
];

beforeAll(async () => {
  source = await openHttpServer();
  configuration = editConfiguration(({ agencies }) => {
    const centre = agencies.sources.find(({ id }) => id === 'centre');
    if (centre)
      Object.assign(centre, {
        connection: {
          ...{ kind: 'REST', url: source.url, internal: true, every: 'PT1H', deadlineMilliseconds: 300 },
        },
      });
  });
});
afterAll(async () => {
  await source?.close();
  configuration?.remove();
});

describe('a live source that answers', () => {
  beforeAll(open);
  afterAll(async () => await hub?.close());
  beforeEach(() => honest());

  test('leaves no value in the store: no table holds one', async () => {
    const rows = await hub.running.hub.database.query<{ payload: object }>(
      `select payload from record where source = 'centre'`,
    );
    expect(rows.length).toBeGreaterThan(4);
    expect(rows.filter(({ payload }) => Object.keys(payload).length > 0)).toEqual([]);
    const everything = await hub.running.hub.database.query<{ text: string }>(
      `select coalesce(query_to_xml('select * from ' || quote_ident(relname), false, false, '')::text, '') as text from pg_class
        where relkind = 'r' and relnamespace = 'public'::regnamespace`,
    );
    const text = everything.map((each) => each.text).join();
    expect(text).toContain('CSR-00001');
    const [member] = first.members as { health: string }[];
    for (const value of ['CHRONIC_ILLNESS', `>${member?.health}<`, `"${member?.health}"`])
      expect(text).not.toContain(value);
  });

  test('is asked for the fields that are open to each caller and that the operation wants, and gives those', async () => {
    const given = await ask(worker, homes.worker);
    expect(given.body.errors).toBeUndefined();
    expect(entriesOf(given)).toContainEqual({ health: 'CHRONIC_ILLNESS', relation: 'HOLDER' });
    expect(asked()).toEqual([
      { ids: ['CSR-00001'], fields: [...keys, 'members[].health', 'members[].relation'].sort() },
    ]);
    honest();
    const less = await ask(clerk, homes.clerk);
    expect(entriesOf(less)).toContainEqual({ health: null, relation: 'HOLDER' });
    expect(asked()).toEqual([{ ids: ['CSR-00001'], fields: [...keys, 'members[].relation'].sort() }]);
  });

  test('what was given is in the log, by its fields', async () => {
    await ask(worker, homes.worker);
    const fields = (await logOf(hub)).flatMap((line) =>
      line['source'] === 'centre' ? (line['fields'] as string[]) : [],
    );
    expect(fields).toEqual(expect.arrayContaining(['CaseEntry.health', 'CaseEntry.relation']));
  });

  test('is not asked where nothing that it has is wanted', async () => {
    await ask(worker, homes.worker, 'query ($id: ID!) { household(id: $id) { id tenancies { status } } }');
    expect(asked()).toEqual([]);
  });

  test('is asked all the same where nobody is there, for a unit that nobody has: it is called whoever is meant', async () => {
    const answer = await ask(worker, 'none');
    expect(answer.body.data).toEqual({ household: null });
    const [heartbeat, ...more] = asked();
    expect(more).toEqual([]);
    expect(heartbeat?.ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(heartbeat?.fields).toEqual([...keys, 'members[].health', 'members[].relation'].sort());
  });

  test('that knows a unit no more has nothing to say of it, and that is no failure', async () => {
    source.answer(answeringCases([second]));
    const answer = await ask(worker, homes.worker);
    expect(answer.body.errors).toBeUndefined();
    expect(entriesOf(answer)).toContainEqual({ health: null, relation: null });
  });

  test('shows a person what it holds of them, all of it, and nothing of others', async () => {
    const person = await hub.personToken(ana.nationalId, ana.birthDate);
    const own = '{ me { held { values { coordinate value } } } }';
    const answer = await hub.ask(person, own);
    expect(answer.text).toContain('"CaseEntry.health","value":"CHRONIC_ILLNESS"');
    expect(answer.text).not.toContain('"CaseEntry.health","value":"GOOD"');
    // A file with holes in it would tell her that nothing else is held.
    source.answer((_came, response) => response.writeHead(503).end());
    const down = await hub.ask(person, own);
    expect([down.body.data, down.body.errors?.map(({ extensions }) => extensions.code)]).toEqual([
      { me: null },
      ['SOURCE_UNAVAILABLE'],
    ]);
  });

  test('what a matter seals by now is shown to nobody by what the index still has', async () => {
    source.answer(answeringCases([{ ...first, matter: 'BC-1/2026', version: 9 }]));
    const answer = await ask(worker, homes.worker);
    expect(entriesOf(answer)).toContainEqual({ health: null, relation: null });
    expect(answer.text).not.toContain('CHRONIC_ILLNESS');
  });
});

const [holder, ...others] = first.members as { nationalId: string | null; localId: string }[];
const stranger = { ...first, members: [{ ...holder, nationalId: '0101990210005' }, ...others] };

/** What a service does instead of answering, and what of the breaker's is known at once. */
const failures: readonly [string, Answering][] = [
  ['hangs', () => undefined],
  ['fails', (_came, response) => response.writeHead(503).end()],
  ['breaks off', (_came, response) => response.writeHead(200, { 'content-length': '999' }).destroy()],
  ['sends no JSON', (_came, response) => json(response, '{')],
  ['sends another form', (_came, response) => json(response, { files: [] })],
  ['floods', (_came, response) => json(response, { cases: [{ caseNumber: 'x'.repeat(5_000_000) }] })],
  ['answers about another person', answeringCases([stranger])],
  ['answers about another unit', (_came, response) => json(response, { cases: [second] })],
];

describe.each(failures)('a live source that %s', (what, failure) => {
  beforeAll(open);
  afterAll(async () => await hub?.close());

  test('costs its own fields, and the answer says so in the same words whoever is meant', async () => {
    source.answer(failure);
    const answer = await ask(worker, homes.worker);
    expect([answer.status, answer.body.errors]).toEqual([200, unavailable]);
    expect(entriesOf(answer)).toContainEqual({ health: null, relation: null });
    expect(answer.body.data?.['household']).toMatchObject({ tenancies: [{ status: 'ACTIVE' }] });
    // Nobody was told a value: nobody is in the log with one.
    const fields = (await logOf(hub)).flatMap((line) => line['fields'] as string[]);
    expect(fields).not.toContain('CaseEntry.health');
    const nobody = await ask(worker, 'none');
    expect([nobody.status, nobody.body]).toEqual([200, { data: { household: null }, errors: unavailable }]);
    // Who may see nothing of it, a support service without a consent, is told no more and no less.
    const support = await hub.agencyToken({
      ...{ agency: 'berane.support', purpose: 'social-welfare-provision', actor: 'Vesna' },
    });
    const refused = await ask(support, homes.worker);
    expect([refused.status, refused.body.data, refused.body.errors]).toEqual([
      200,
      { household: null },
      unavailable,
    ]);
  });

  test('is not asked again once its breaker is open, and is then told of at once', async () => {
    for (let calls = 0; calls < 6; calls += 1) await ask(worker, 'none');
    source.answer(failure);
    const answer = await ask(worker, homes.worker);
    expect(answer.body.errors).toEqual(unavailable);
    expect(asked()).toEqual([]);
    if (what.startsWith('answers about')) return;
    // Others are served all the same.
    const plain = 'query ($id: ID!) { household(id: $id) { tenancies { status } } }';
    expect((await ask(clerk, homes.clerk, plain)).body.errors).toBeUndefined();
  });
});

test('one that is caught answering about somebody else is trusted by nobody until it is tried again', async () => {
  await open();
  source.answer(answeringCases([stranger]));
  await ask(worker, homes.worker);
  honest();
  expect((await ask(worker, homes.worker)).body.errors).toEqual(unavailable);
  expect(asked()).toEqual([]);
  await hub.close();
});
