import { GraphQLError } from 'graphql';
import { describe, expect, test } from 'vitest';
import { failedPart, settleAnswer } from '../../src/server/gateway/settle-answer.ts';

/** What a part that answers a request as a whole with this code makes of a field of its. */
const failing = (code: string, ...path: string[]): GraphQLError =>
  new GraphQLError(code, { path, extensions: { code, [failedPart]: 'housing' } });
const said = (code: string, ...path: string[]): GraphQLError =>
  new GraphQLError(code, { path, extensions: { code } });
const nothing = { needed: new Set<string>(), judged: [], told: [] };
const home = { household: { address: 'Park 1', tenancies: null } };
const codesOf = ({ body }: ReturnType<typeof settleAnswer>) =>
  body.errors?.map(({ extensions, path }) => [extensions['code'], path]);

describe('what a part failed with becomes of the whole answer', () => {
  test.each(['UNAUTHENTICATED', 'FORBIDDEN', 'FIELD_NOT_IN_PURPOSE', 'RATE_LIMITED'])(
    'the refusal of all of it, with its own status: %s',
    (code) => {
      const settled = settleAnswer(
        { data: home, errors: [failing(code, 'household', 'tenancies')] },
        nothing,
      );
      expect(settled.status).toBe({ UNAUTHENTICATED: 401, RATE_LIMITED: 429 }[code] ?? 403);
      expect(settled.body.data).toBeUndefined();
      expect(codesOf(settled)).toEqual([[code, undefined]]);
    },
  );

  test.each(['AUDIT_UNAVAILABLE', 'STORAGE_UNAVAILABLE', 'SOURCE_UNAVAILABLE'])(
    'an error of its fields, told once, beside what others gave: %s',
    (code) => {
      const errors = [failing(code, 'household', 'tenancies'), failing(code, 'household', 'leases')];
      const settled = settleAnswer({ data: home, errors }, nothing);
      expect([settled.status, settled.body.data]).toEqual([200, home]);
      expect(codesOf(settled)).toEqual([[code, ['household', 'tenancies']]]);
    },
  );

  test.each([
    ['AUDIT_UNAVAILABLE', 503],
    ['STORAGE_UNAVAILABLE', 503],
    ['SOURCE_UNAVAILABLE', 503],
    ['IDEMPOTENCY_KEY_MISMATCH', 422],
  ])('all of the answer where nothing else was asked for: %s', (code, status) => {
    const settled = settleAnswer({ data: { push: null }, errors: [failing(code, 'push')] }, nothing);
    expect([settled.status, settled.body.data, codesOf(settled)]).toEqual([
      status,
      undefined,
      [[code, undefined]],
    ]);
  });
});

test('an error of a field of its own stays one, at its place; a fault of the hub takes all data with it', () => {
  const own = settleAnswer(
    { data: home, errors: [said('CONSENT_REQUIRED', 'household', 'tenancies')] },
    nothing,
  );
  expect([own.status, own.body.data]).toEqual([200, home]);
  const fault = settleAnswer({ data: home, errors: [said('INTERNAL', 'household', 'tenancies')] }, nothing);
  expect([fault.status, fault.body.data]).toEqual([500, null]);
});

test('what the gateway says by itself is not shown, and what is withheld is said once, in the order of the whole', () => {
  const settled = settleAnswer(
    { data: home, errors: [new GraphQLError('Cannot return null', { path: ['household'] })] },
    {
      ...nothing,
      judged: [{ coordinate: 'B.b', reason: 'PROHIBITED' }],
      told: [
        { coordinate: 'A.a', reason: 'PROHIBITED' },
        { coordinate: 'B.b', reason: 'PROHIBITED' },
      ],
    },
  );
  expect(settled.body.errors).toBeUndefined();
  expect(settled.body.extensions?.withheld.map(({ coordinate }) => coordinate)).toEqual(['B.b', 'A.a']);
});
