import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestHub } from '../harness/open-hub.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { canary, type Exchanged, graphqlResponse, plainJson, sameBytes, send } from './exchange.ts';
import { rowsIn } from './inside.ts';
import { quarantined, undeclared } from './spoiled-pushes.ts';

let hub: TestHub;
const tokens = { centre: '', community: '', park: '' };
let keys = 0;

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  const worker = { purpose: 'social-welfare-provision', actor: 'Nada Worker' };
  tokens.centre = await hub.agencyToken({ agency: 'berane.centre', ...worker });
  tokens.community = await hub.agencyToken({ agency: 'berane.community', ...worker });
  tokens.park = await hub.agencyToken({ agency: 'berane.community', ...worker, area: ['Park'] });
});
afterAll(async () => await hub?.close());

const newKey = (): string => {
  keys += 1;
  return `key-${keys}`;
};

const mutation =
  'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { id localId outcome problems { row column reason } } }';
const push = async (records: readonly unknown[], accept = graphqlResponse): Promise<Exchanged> =>
  await send(hub, tokens.centre, {
    headers: { accept, 'idempotency-key': newKey() },
    body: { query: mutation, variables: { records } },
  });
const receiptsOf = (answer: Exchanged) =>
  (
    answer.body.data as {
      pushCentreRecords: { id: string | null; localId: string; outcome: string; problems: object[] }[];
    }
  ).pushCentreRecords;

const caseOf = (caseNumber: string, version: number, address: string): object => ({
  caseNumber,
  version,
  recordedAt: '2026-11-20T08:00:00Z',
  address,
  localCommunity: 'Park',
  members: [{ localId: `${caseNumber}/1`, givenName: 'Nina', familyName: 'Proba', relation: 'nosilac' }],
});

describe('a receipt says what became of each version', () => {
  test.each<[string, number, string, string, boolean]>([
    ['CREATED', 3, 'Polimska 1', 'a first version', true],
    ['UNCHANGED', 3, 'Polimska 1', 'the same again', false],
    ['CONFLICT', 3, 'Polimska 2', 'the same version with another content', false],
    ['STALE_IGNORED', 2, 'Polimska 3', 'an older version', false],
    ['UPDATED', 5, 'Polimska 4', 'a newer one, after a gap', true],
    ['STALE_IGNORED', 4, 'Polimska 5', 'the one that was left out', false],
    ['STALE_IGNORED', 3, 'Polimska 1', 'the first one again', false],
  ])('%s for version %i at %s: %s', async (outcome, version, address, _what, stored) => {
    const before = await rowsIn(hub, 'record');
    const answer = await push([caseOf('V-1', version, address)]);
    expect(answer.status).toBe(200);
    expect(receiptsOf(answer)).toEqual([
      { id: stored ? expect.stringMatching(/^[\w-]{20,}$/) : null, localId: 'V-1', outcome, problems: [] },
    ]);
    expect((await rowsIn(hub, 'record')) > before).toBe(stored);
    const [current] = await hub.running.hub.database.query<{ address: string; version: number }>(
      `select payload ->> 'address' as address, version from record where local_id = 'V-1' and superseded_at is null`,
    );
    expect(current).toEqual(
      version >= 5 || (outcome === 'STALE_IGNORED' && address !== 'Polimska 3')
        ? { address: 'Polimska 4', version: 5 }
        : { address: 'Polimska 1', version: 3 },
    );
  });

  test('one push of many versions, late and repeated ones among them: one receipt each, in the order of the push', async () => {
    const sent = [
      ['W-1', 2, 'a'],
      ['W-2', 1, 'b'],
      ['W-1', 1, 'c'],
      ['W-1', 2, 'a'],
      ['W-1', 3, 'd'],
      ['W-2', 1, 'e'],
    ] as const;
    const answer = await push(sent.map(([number, version, address]) => caseOf(number, version, address)));
    expect(receiptsOf(answer).map(({ localId, outcome }) => [localId, outcome])).toEqual([
      ['W-1', 'CREATED'],
      ['W-2', 'CREATED'],
      ['W-1', 'STALE_IGNORED'],
      ['W-1', 'UNCHANGED'],
      ['W-1', 'UPDATED'],
      ['W-2', 'CONFLICT'],
    ]);
  });
});

describe('a value that cannot be read is set aside, and nothing is guessed', () => {
  test.each(quarantined)('$when', async ({ change, outcome, problems, stored }) => {
    const number = `Q-${keys}`;
    const good = caseOf(`${number}-good`, 1, 'Polimska 1');
    const answer = await push([good, { ...caseOf(number, 1, 'Polimska 1'), ...change }]);
    expect(answer.status).toBe(200);
    const [whole, spoiled] = receiptsOf(answer);
    expect([whole?.outcome, whole?.problems]).toEqual(['CREATED', []]);
    expect([spoiled?.outcome, spoiled?.problems]).toEqual([outcome, problems]);
    expect(answer.text).not.toContain(canary);
    expect(answer.text).not.toMatch(/1405987275475|2026-02-30|1800-13-01/);
    const rows = await hub.running.hub.database.query<{ payload: object }>(
      'select payload from record where unit = ? order by kind, local_id',
      [number],
    );
    expect(rows.map(({ payload }) => payload)).toEqual(stored.map((each) => expect.objectContaining(each)));
    expect(JSON.stringify(rows)).not.toContain(canary);
  });

  test.each(undeclared)('a push is refused where $when', async ({ query, variables, code }) => {
    const before = [await rowsIn(hub, 'record'), await rowsIn(hub, 'push')];
    for (const [accept, status] of [
      [graphqlResponse, 400],
      [plainJson, 200],
    ] as const) {
      const answer = await send(hub, tokens.centre, {
        headers: { accept, 'idempotency-key': newKey() },
        body: { query, variables },
      });
      expect([
        answer.status,
        answer.body.data,
        answer.body.errors?.map(({ extensions }) => extensions.code),
      ]).toEqual([status, undefined, [code]]);
      expect(answer.text).not.toContain(canary);
    }
    expect([await rowsIn(hub, 'record'), await rowsIn(hub, 'push')]).toEqual(before);
  });

  test('a push of more than a thousand is refused, one of none is taken', async () => {
    const many = await push(Array.from({ length: 1001 }, (_, index) => caseOf(`M-${index}`, 1, 'x')));
    expect([many.status, many.body.errors?.[0]]).toEqual([
      400,
      {
        message: 'A push holds 1000 items at most.',
        path: ['pushCentreRecords'],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ]);
    expect(receiptsOf(await push([]))).toEqual([]);
  });
});

describe('an observation', () => {
  const submission =
    'mutation ($observation: ObservationInput!) { submitObservation(observation: $observation) { id state receivedAt } }';
  const submit = async (token: string, observation: object, key = newKey()): Promise<Exchanged> =>
    await send(hub, token, {
      headers: { 'idempotency-key': key },
      body: { query: submission, variables: { observation } },
    });
  const known = {
    localId: 'O-1',
    localCommunity: 'Park',
    householdHead: 'Ana Rosuljić',
    address: 'Lipov drvored 12',
    needsHelp: true,
  };
  const unknown = {
    localId: 'O-2',
    localCommunity: 'Park',
    householdHead: `Niko ${canary}`,
    address: 'Nepoznata 99',
    needsHelp: false,
  };

  test('has one form of receipt, whether the family is known or not', async () => {
    const forms = [];
    for (const observation of [
      known,
      unknown,
      { ...known, localId: 'O-3' },
      // The same again, and again with a change: under keys of their own.
      known,
      { ...known, memberCount: 4 },
      { ...unknown, localId: 'O-4', observedOn: '2026-02-30' },
    ]) {
      const answer = await submit(tokens.park, observation);
      const receipt = (answer.body.data as { submitObservation: { id: string } }).submitObservation;
      expect(receipt.id).toMatch(/^[\w-]{20,}$/);
      forms.push(JSON.stringify(sameBytes(answer)).replace(receipt.id, 'x'.repeat(receipt.id.length)));
    }
    expect(new Set(forms).size).toBe(1);
    expect(forms[0]).toContain('RECEIVED');
    expect(forms[0]).not.toContain(canary);
  });

  test('has the same receipt when it comes again', async () => {
    const first = await submit(tokens.park, known, 'observed');
    hub.clock.advance(86_400_000);
    const token = await hub.agencyToken({
      agency: 'berane.community',
      purpose: 'social-welfare-provision',
      actor: 'Nada Worker',
      area: ['Park'],
    });
    expect(sameBytes(await submit(token, known, 'observed'))).toEqual(sameBytes(first));
    tokens.park = token;
  });

  test.each([
    ['of another community', { ...known, localCommunity: 'Hareme' }],
    ['of a community nobody knows', { ...known, localCommunity: canary }],
    ['of no community', { ...known, localCommunity: '' }],
  ])('%s is refused to a token whose area it is not', async (_where, observation) => {
    const before = await rowsIn(hub, 'record');
    const answer = await submit(tokens.park, observation);
    expect([answer.status, answer.body]).toEqual([
      403,
      {
        data: { submitObservation: null },
        errors: [
          {
            message: 'This purpose cannot run this operation.',
            path: ['submitObservation'],
            extensions: { code: 'FORBIDDEN' },
          },
        ],
      },
    ]);
    expect(await rowsIn(hub, 'record')).toBe(before);
  });

  test('is not answered under a key whose area is the token’s no more', async () => {
    const anywhere = await hub.agencyToken({
      agency: 'berane.community',
      purpose: 'social-welfare-provision',
      actor: 'Nada Worker',
    });
    const elsewhere = { ...known, localId: 'O-5', localCommunity: 'Hareme' };
    expect((await submit(anywhere, elsewhere, 'area')).status).toBe(200);
    expect((await submit(tokens.park, elsewhere, 'area')).status).toBe(403);
  });

  test('in another script is of the same community', async () => {
    expect((await submit(tokens.park, { ...known, localId: 'O-6', localCommunity: 'Парк' })).status).toBe(
      200,
    );
  });
});
