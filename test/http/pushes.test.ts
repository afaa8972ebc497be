import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { agencyIn, editConfiguration } from './edited-configuration.ts';
import { canary, type Exchanged, graphqlResponse, plainJson, sameBytes, send } from './exchange.ts';
import { rowsIn } from './inside.ts';

// A second agency may push to the Centre's source, and the Centre pushes under a second class of purposes.
const configuration = editConfiguration((edited) => {
  const municipality = agencyIn(edited, 'berane.municipality').purposes['housing-welfare-management'];
  municipality?.operations.push('pushCentreRecords');
  agencyIn(edited, 'petnjica.municipality').purposes['housing-welfare-management']?.operations.push(
    'pushCentreRecords',
  );
  const eligibility = agencyIn(edited, 'berane.centre').purposes['social-welfare-eligibility-assessment'];
  if (eligibility) {
    eligibility.class = 'project:eligibility';
    eligibility.operations.push('pushCentreRecords');
  }
  edited.agencies.sources.find(({ id }) => id === 'centre')?.pushers.push('petnjica.municipality');
});
let hub: TestHub;
const tokens = { centre: '', eligibility: '', municipality: '', neighbour: '' };

beforeAll(async () => {
  hub = await openTestHub({ registers: null, configuration: configuration.files });
  const welfare = { agency: 'berane.centre', actor: 'Nada Worker', minutes: 60 };
  tokens.centre = await hub.agencyToken({ ...welfare, purpose: 'social-welfare-provision' });
  tokens.eligibility = await hub.agencyToken({
    ...welfare,
    purpose: 'social-welfare-eligibility-assessment',
  });
  const housing = { purpose: 'housing-welfare-management', actor: 'Milena Clerk', minutes: 60 };
  tokens.municipality = await hub.agencyToken({ agency: 'berane.municipality', ...housing });
  tokens.neighbour = await hub.agencyToken({ agency: 'petnjica.municipality', ...housing });
});
afterAll(async () => {
  await hub?.close();
  configuration.remove();
});

const mutation =
  'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { id localId outcome problems { row column reason } } }';

const caseOf = (caseNumber: string, change: object = {}): object => ({
  caseNumber,
  version: 1,
  recordedAt: '2026-11-20T08:00:00Z',
  address: 'Polimska 1',
  localCommunity: 'Park',
  members: [{ localId: `${caseNumber}/1`, givenName: 'Nina', familyName: 'Proba', relation: 'nosilac' }],
  ...change,
});

const push = async (
  key: string | null,
  records: readonly object[],
  token = tokens.centre,
  headers: Record<string, string> = {},
): Promise<Exchanged> =>
  await send(hub, token, {
    headers: { ...(key === null ? {} : { 'idempotency-key': key }), ...headers },
    body: { query: mutation, variables: { records } },
  });

interface Receipt {
  readonly id: string | null;
  readonly localId: string;
  readonly outcome: string;
  readonly problems: readonly { row: number; column: string; reason: string }[];
}
const receiptsOf = (answer: Exchanged): readonly Receipt[] =>
  (answer.body.data as { pushCentreRecords: Receipt[] }).pushCentreRecords;

const outcomes = (answer: Exchanged): readonly string[] => receiptsOf(answer).map(({ outcome }) => outcome);

describe('the key of a push', () => {
  test.each([
    ['is missing', {}, 400, 'IDEMPOTENCY_KEY_REQUIRED', 'A push needs an Idempotency-Key header.'],
    [
      'is empty',
      { 'idempotency-key': '' },
      400,
      'IDEMPOTENCY_KEY_REQUIRED',
      'A push needs an Idempotency-Key header.',
    ],
    [
      'is too long',
      { 'idempotency-key': canary.repeat(20) },
      400,
      'BAD_USER_INPUT',
      'The Idempotency-Key is too long.',
    ],
  ])('%s', async (_when, headers, status, code, message) => {
    for (const accept of [graphqlResponse, plainJson]) {
      const before = await rowsIn(hub, 'record');
      const answer = await push(null, [caseOf('K-0')], tokens.centre, { ...headers, accept });
      expect(answer.status).toBe(status);
      expect(answer.body).toEqual({
        data: { pushCentreRecords: null },
        errors: [{ message, path: ['pushCentreRecords'], extensions: { code } }],
      });
      expect(answer.text).not.toContain(canary);
      expect(await rowsIn(hub, 'record')).toBe(before);
    }
  });

  test('comes again with the same push: the same bytes, and one effect', async () => {
    const records = [caseOf('K-1'), caseOf('K-2', { members: [] })];
    const first = await push('again-1', records);
    expect(first.status).toBe(200);
    expect(outcomes(first)).toEqual(['CREATED', 'QUARANTINED']);
    const stored = await rowsIn(hub, 'record');
    hub.clock.advance(1_200_000);
    for (let again = 0; again < 3; again += 1) {
      // The order of fields is not a difference.
      const repeated = records.map((each) => Object.fromEntries(Object.entries(each).reverse()));
      expect(sameBytes(await push('again-1', repeated))).toEqual(sameBytes(await push('again-1', records)));
      expect(
        sameBytes(
          await push(
            'again-1',
            repeated,
            await hub.agencyToken({
              agency: 'berane.centre',
              purpose: 'social-welfare-provision',
              actor: 'Somebody Else',
            }),
          ),
        ),
      ).toEqual(sameBytes(first));
    }
    expect(await rowsIn(hub, 'record')).toBe(stored);
  });

  test('comes again with another push: 422, and no effect', async () => {
    await push('other-1', [caseOf('K-3')]);
    const stored = await rowsIn(hub, 'record');
    for (const records of [[caseOf('K-3', { version: 2 })], [caseOf('K-3'), caseOf('K-4')], []]) {
      const answer = await push('other-1', records);
      expect([answer.status, answer.body]).toEqual([
        422,
        {
          data: { pushCentreRecords: null },
          errors: [
            {
              message: 'This key was used for another push.',
              path: ['pushCentreRecords'],
              extensions: { code: 'IDEMPOTENCY_KEY_MISMATCH' },
            },
          ],
        },
      ]);
    }
    expect(await rowsIn(hub, 'record')).toBe(stored);
  });

  test('is an agency’s own: another’s push under it is a push of its own', async () => {
    await push('shared-1', [caseOf('K-5')]);
    const foreign = await push('shared-1', [caseOf('K-6')], tokens.neighbour);
    expect([foreign.status, outcomes(foreign)]).toEqual([200, ['CREATED']]);
    // Nor does the other agency's key tell it what was pushed under it.
    expect(foreign.text).not.toContain('K-5');
  });

  test('comes again under another class of purposes: the same receipt under ids of today', async () => {
    const first = await push('today-1', [caseOf('K-7')]);
    const later = await push('today-1', [caseOf('K-7')], tokens.eligibility);
    const [one, other] = [receiptsOf(first)[0], receiptsOf(later)[0]];
    expect([other?.localId, other?.outcome]).toEqual([one?.localId, one?.outcome]);
    expect(one?.id).toMatch(/^[\w-]+$/);
    expect(other?.id).toMatch(/^[\w-]+$/);
    expect(other?.id).not.toBe(one?.id);
  });
});

describe('two pushes at once under one key', () => {
  /** Lets no transaction of a push begin its effect until it is opened. */
  const holdEffects = (): { reached: Promise<void>; open: () => void; restore: () => void } => {
    const database = hub.running.hub.database as { transaction: (work: never) => Promise<unknown> };
    const original = database.transaction;
    let [open, reach] = [(): void => undefined, (): void => undefined];
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const reached = new Promise<void>((resolve) => {
      reach = resolve;
    });
    let calls = 0;
    database.transaction = async (work) => {
      calls += 1;
      // The first transaction claims the key, the second is the effect.
      if (calls === 2) {
        reach();
        await opened;
      }
      return await original(work);
    };
    return {
      reached,
      open,
      restore: () => {
        database.transaction = original;
      },
    };
  };

  test('one is worked on and the other told so, whatever it holds; later both have one answer', async () => {
    const held = holdEffects();
    try {
      const slow = push('race-1', [caseOf('K-8')]);
      await held.reached;
      const second = await push('race-1', [caseOf('K-8')]);
      expect([second.status, second.headers.get('retry-after'), second.body.errors?.[0]]).toEqual([
        409,
        '1',
        {
          message: 'A push with this key is still being worked on.',
          path: ['pushCentreRecords'],
          extensions: { code: 'IDEMPOTENCY_KEY_IN_FLIGHT' },
        },
      ]);
      expect((await push('race-1', [caseOf('K-9')])).status).toBe(422);
      held.open();
      const first = await slow;
      expect([first.status, outcomes(first)]).toEqual([200, ['CREATED']]);
      expect(sameBytes(await push('race-1', [caseOf('K-8')]))).toEqual(sameBytes(first));
    } finally {
      held.open();
      held.restore();
    }
  });

  test('twenty of them have one effect', async () => {
    const before = await rowsIn(hub, 'record');
    const answers = await Promise.all(
      Array.from({ length: 20 }, async () => await push('race-2', [caseOf('K-10')])),
    );
    expect(answers.map(({ status }) => status).filter((status) => status !== 200 && status !== 409)).toEqual(
      [],
    );
    const given = answers.filter(({ status }) => status === 200);
    expect(given.length).toBeGreaterThan(0);
    expect(new Set(given.map(({ text }) => text)).size).toBe(1);
    // A case and its one member.
    expect(await rowsIn(hub, 'record')).toBe(before + 2);
  });

  test('a push that died with its process gives its key back after a minute', async () => {
    await push('dead-1', [caseOf('K-11')]);
    await hub.running.hub.database.query(
      `update push set receipts = null, started_at = ? where key = 'dead-1'`,
      [hub.clock.now()],
    );
    expect((await push('dead-1', [caseOf('K-11')])).status).toBe(409);
    hub.clock.advance(59_000);
    expect((await push('dead-1', [caseOf('K-11')])).status).toBe(409);
    hub.clock.advance(2_000);
    const taken = await push('dead-1', [caseOf('K-11')]);
    expect([taken.status, outcomes(taken)]).toEqual([200, ['UNCHANGED']]);
  });
});

describe('who is no pusher', () => {
  test('is refused although the operation is registered, and leaves no key behind', async () => {
    const before = await rowsIn(hub, 'push');
    const answer = await push('none-1', [caseOf('K-12')], tokens.municipality);
    expect([answer.status, answer.body]).toEqual([
      403,
      {
        data: { pushCentreRecords: null },
        errors: [
          {
            message: 'This purpose cannot run this operation.',
            path: ['pushCentreRecords'],
            extensions: { code: 'FORBIDDEN' },
          },
        ],
      },
    ]);
    expect(await rowsIn(hub, 'push')).toBe(before);
  });
});
