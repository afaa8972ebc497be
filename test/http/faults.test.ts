import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { canary, type Exchanged, graphqlResponse, plainJson, send } from './exchange.ts';
import { homeOf, rowsIn } from './inside.ts';

let hub: TestHub;
let token: string;
let centre: string;
let household: string;

const sql = async (statement: string): Promise<void> => {
  await hub.running.hub.database.query(statement);
};

/** Does something while a table has another name, and gives it back its own. */
const without = async (table: string, work: () => Promise<void>): Promise<void> => {
  await sql(`alter table ${table} rename to ${table}_away`);
  try {
    await work();
  } finally {
    await sql(`alter table ${table}_away rename to ${table}`);
  }
};

const read = {
  query: `query ${canary}($id: ID!) { home: household(id: $id) { address members { givenName } } }`,
};
const ask = async (accept = graphqlResponse): Promise<Exchanged> =>
  await send(hub, token, { headers: { accept }, body: { ...read, variables: { id: household } } });

const pushed = {
  query:
    'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { localId outcome } }',
  variables: {
    records: [
      {
        caseNumber: `CSR-${canary}`,
        version: 1,
        recordedAt: '2026-11-20T08:00:00Z',
        localCommunity: 'Park',
        members: [{ localId: `${canary}/1`, givenName: canary }],
      },
    ],
  },
};
const push = async (key: string): Promise<Exchanged> =>
  await send(hub, centre, { headers: { 'idempotency-key': key }, body: pushed });

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  token = await hub.agencyToken({
    agency: 'berane.municipality',
    purpose: 'housing-welfare-management',
    actor: 'Milena Clerk',
  });
  centre = await hub.agencyToken({
    agency: 'berane.centre',
    purpose: 'social-welfare-provision',
    actor: 'Nada Worker',
  });
  ({ household } = await homeOf(hub, token, ana.nationalId));
});
afterAll(async () => await hub?.close());
beforeEach(() => {
  hub.faults.length = 0;
});

const expectWhole = async (): Promise<void> => {
  const answer = await ask();
  expect([answer.status, answer.body.errors]).toEqual([200, undefined]);
  expect(answer.body.data).toMatchObject({ home: { address: 'Lipov drvored 12' } });
};

const expectNothing = (answer: Exchanged): void => {
  const whole = `${answer.text} ${[...answer.headers].join(' ')}`;
  expect(whole).not.toMatch(/Lipov|Ana|Rosulji|relation|link|audit_entry|select|insert|pglite|node:|\bat /i);
  expect(whole).not.toContain(canary);
  expect(whole).not.toContain(household);
  expect(answer.body.extensions).toBeUndefined();
};

describe('a fault in the hub', () => {
  test.each([graphqlResponse, plainJson])('is 500 with a reference and nothing else (%s)', async (accept) => {
    await without('link', async () => {
      const answer = await ask(accept);
      expect(answer.status).toBe(500);
      expect(answer.body.data ?? null).toBeNull();
      expect(answer.body.errors?.length).toBeGreaterThan(0);
      for (const error of answer.body.errors ?? []) {
        expect(error).toEqual({
          message: 'Something failed in the hub.',
          extensions: { code: 'INTERNAL', reference: expect.stringMatching(/^[0-9a-f-]{36}$/) },
        });
      }
      expectNothing(answer);
      // The log knows more, under the same reference, and still no value.
      const reference = answer.body.errors?.[0]?.extensions.reference;
      expect(hub.faults).toContainEqual(expect.objectContaining({ reference }));
      expect(JSON.stringify(hub.faults)).not.toMatch(/Lipov|Rosulji|Kanarinac|select /);
    });
    await expectWhole();
  });

  test('has a new reference each time', async () => {
    await without('link', async () => {
      const [one, other] = [await ask(), await ask()];
      const references = [one, other].map((each) => each.body.errors?.[0]?.extensions.reference);
      expect(new Set(references).size).toBe(2);
    });
  });

  test('takes what other fields gave with it', async () => {
    const both = {
      query:
        'query ($id: ID!) { household(id: $id) { address } found: findPerson(nationalId: "1405987275476") { givenName } }',
      variables: { id: household },
    };
    expect((await send(hub, token, { body: both })).text).toContain('Lipov');
    await without('mention', async () => {
      const answer = await send(hub, token, { body: both });
      expect([answer.status, answer.body.data ?? null]).toEqual([500, null]);
      expectNothing(answer);
    });
  });
});

describe('a log that cannot be written', () => {
  const unavailable = {
    errors: [
      {
        message: 'The log cannot be written, so nothing is answered.',
        extensions: { code: 'AUDIT_UNAVAILABLE' },
      },
    ],
  };

  test.each([graphqlResponse, plainJson])(
    'lets nothing out, and everything again once it can (%s)',
    async (accept) => {
      await without('audit_entry', async () => {
        for (const _again of [1, 2, 3]) {
          const answer = await ask(accept);
          expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([
            503,
            '5',
            unavailable,
          ]);
          expectNothing(answer);
        }
      });
      await expectWhole();
    },
  );

  test('does not even tell of a refusal', async () => {
    const body = { query: '{ statistics(measure: PERSONS, by: []) { period } }' };
    await without('audit_entry', async () => {
      const answer = await send(hub, token, { body });
      expect([answer.status, answer.body]).toEqual([503, unavailable]);
    });
    expect((await send(hub, token, { body })).status).toBe(403);
  });

  test('is full: the same', async () => {
    await sql(
      `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'disk full ${canary}' using errcode = '53100'; end $$`,
    );
    await sql(
      'create trigger full_disk before insert on audit_entry for each statement execute function refuse()',
    );
    try {
      const answer = await ask();
      expect([answer.status, answer.headers.get('retry-after'), answer.body]).toEqual([
        503,
        '5',
        unavailable,
      ]);
      expectNothing(answer);
    } finally {
      await sql('drop trigger full_disk on audit_entry');
      await sql('drop function refuse');
    }
    await expectWhole();
  });
});

describe('a store that is full', () => {
  test('refuses a push whole, and takes it under the same key once it is not', async () => {
    await sql(
      `create function refuse() returns trigger language plpgsql as $$ begin raise exception 'disk full ${canary}' using errcode = '53100'; end $$`,
    );
    await sql(
      'create trigger full_disk before insert on record for each statement execute function refuse()',
    );
    const before = await rowsIn(hub, 'record');
    try {
      const answer = await push('full-1');
      expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
      expect(answer.body).toEqual({
        data: null,
        errors: [
          {
            message: 'The store cannot be reached.',
            path: ['pushCentreRecords'],
            extensions: { code: 'STORAGE_UNAVAILABLE' },
          },
        ],
      });
      expect(answer.text).not.toContain(canary);
      // The driver's own words hold the statement with its values: they are in no log either.
      expect(hub.faults.length).toBeGreaterThan(0);
      expect(JSON.stringify(hub.faults)).not.toContain(canary);
    } finally {
      await sql('drop trigger full_disk on record');
      await sql('drop function refuse');
    }
    expect([await rowsIn(hub, 'record'), await rowsIn(hub, 'push')]).toEqual([before, 0]);
    const answer = await push('full-1');
    expect([answer.status, answer.body.data]).toEqual([
      200,
      { pushCentreRecords: [{ localId: `CSR-${canary}`, outcome: 'CREATED' }] },
    ]);
  });
});

describe('health', () => {
  test('says whether, and nothing else, to anybody', async () => {
    for (const path of ['/health/live', '/health/ready']) {
      const answer = await send(hub, null, { method: 'GET', path });
      expect([answer.status, answer.text]).toEqual([204, '']);
      expect([...answer.headers.keys()].sort()).toEqual(['connection', 'date', 'keep-alive', 'x-request-id']);
    }
  });
});
