import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createRevocations, type Revocations } from '../../src/access/revocations.ts';
import { HubError } from '../../src/domain/hub-error.ts';
import { type Database, openDatabase } from '../../src/store/database.ts';
import type { Revocation } from '../../src/store/revocation-store.ts';
import { type Clock, createClock } from '../harness/clock.ts';
import { memoryStore } from '../harness/memory-store.ts';
import { agencyIssuer, now, nowSeconds, otherIssuer } from './token-forge.ts';

let database: Database;
beforeAll(async () => {
  database = await openDatabase(memoryStore('empty'));
});
afterAll(async () => await database.close());

let clock: Clock;
let statements: number;
let failing: 'NO' | 'FAILS' | 'HANGS';
/** Two processes of one hub on one store. */
let here: Revocations;
let there: Revocations;

beforeEach(async () => {
  await database.query('delete from revocation');
  clock = createClock(now.toISOString());
  statements = 0;
  failing = 'NO';
  const observed: Database = {
    ...database,
    query: async (sql, parameters) => {
      statements += 1;
      if (failing === 'HANGS') return await new Promise(() => undefined);
      if (failing === 'FAILS') throw new Error('0101006500006 is in the text of the driver');
      return await database.query(sql, parameters);
    },
  };
  here = createRevocations({ database: observed, clock: clock.now, deadlineMilliseconds: 200 });
  there = createRevocations({ database, clock: clock.now });
  await Promise.all([here.refresh(), there.refresh()]);
});

let ids = 0;
const revocation = (change: Partial<Revocation> = {}): Revocation => {
  ids += 1;
  return {
    id: `00000000-0000-4000-8000-${String(ids).padStart(12, '0')}`,
    issuer: agencyIssuer,
    tokenId: null,
    issuedUntil: null,
    agency: 'berane.municipality',
    at: clock.now(),
    by: 'vesna.k',
    reason: 'a lost laptop',
    until: null,
    ...change,
  };
};
const asked = async (of: Revocations, tokenId = 'token-1', issuer = agencyIssuer, issuedAt = nowSeconds) =>
  await of.isRevoked(issuer, tokenId, issuedAt);

describe('what is revoked', () => {
  test('is one token of one issuer, and no other', async () => {
    await here.revoke(revocation({ tokenId: 'token-1' }));
    expect(await asked(here)).toBe(true);
    expect(await asked(here, 'token-2')).toBe(false);
    expect(await asked(here, 'token-1', otherIssuer)).toBe(false);
    // Whatever the parts are made of, together they name one token.
    expect(await asked(here, '","token-1', agencyIssuer.slice(0, -1))).toBe(false);
  });

  test('is all of an issuer that was issued up to an instant, and nothing after', async () => {
    await here.revoke(revocation({ issuedUntil: new Date((nowSeconds + 10) * 1000) }));
    expect(await asked(here, 'any', agencyIssuer, nowSeconds + 10)).toBe(true);
    expect(await asked(here, 'any', agencyIssuer, nowSeconds + 11)).toBe(false);
    expect(await asked(here, 'any', otherIssuer)).toBe(false);
  });

  test('is an issuer altogether, until it is lifted', async () => {
    await here.revoke(revocation());
    await here.revoke(revocation({ issuedUntil: clock.now() }));
    clock.advance(40 * 86_400_000);
    expect(await asked(here, 'any', agencyIssuer, nowSeconds + 40 * 86_400)).toBe(true);
    expect(await here.lift(agencyIssuer, null)).toBe(2);
    expect(await asked(here, 'any', agencyIssuer)).toBe(false);
    expect(await here.lift(agencyIssuer, null)).toBe(0);
  });

  test('ends by itself where it was said when', async () => {
    await here.revoke(revocation({ until: new Date((nowSeconds + 60) * 1000) }));
    clock.advance(59_000);
    expect(await asked(here)).toBe(true);
    clock.advance(6_000);
    expect(await asked(here)).toBe(false);
  });

  test('of one token is not lifted with the issuer, nor the issuer with it', async () => {
    await here.revoke(revocation({ tokenId: 'token-1' }));
    await here.revoke(revocation());
    expect(await here.lift(agencyIssuer, null)).toBe(1);
    expect([await asked(here), await asked(here, 'token-2')]).toEqual([true, false]);
    await here.revoke(revocation());
    expect(await here.lift(agencyIssuer, 'token-1')).toBe(1);
    expect(await asked(here)).toBe(true);
  });
});

describe('in another process', () => {
  test('it holds with its next reading, and after five seconds whether it read or not (T13)', async () => {
    await there.revoke(revocation({ tokenId: 'token-1' }));
    expect(await asked(there)).toBe(true);
    await here.refresh();
    expect(await asked(here)).toBe(true);

    await there.revoke(revocation({ tokenId: 'token-2' }));
    clock.advance(5_000);
    // Nobody has read meanwhile: this is the longest that a revoked token can live.
    expect(await asked(here, 'token-2')).toBe(false);
    clock.advance(1);
    expect(await asked(here, 'token-2')).toBe(true);
  });

  test('a reading that had begun before a change here does not hide it', async () => {
    const reading = here.refresh();
    await Promise.all([reading, here.revoke(revocation({ tokenId: 'token-1' }))]);
    expect(await asked(here)).toBe(true);
  });

  test('many that ask at once read once', async () => {
    clock.advance(6_000);
    const before = statements;
    await Promise.all(Array.from({ length: 50 }, async () => await asked(here)));
    expect(statements - before).toBe(1);
  });

  test.each(['FAILS', 'HANGS'] as const)(
    'nothing is trusted once the store %s and five seconds are over (T13)',
    async (failure) => {
      failing = failure;
      await expect(here.refresh()).rejects.toThrow();
      clock.advance(5_000);
      expect(await asked(here)).toBe(false);
      clock.advance(1);
      for (let attempt = 0; attempt < 2; attempt += 1) {
        const error = await asked(here).catch((reason: unknown) => reason);
        expect(error).toBeInstanceOf(HubError);
        expect(error).toMatchObject({ code: 'STORAGE_UNAVAILABLE', status: 503, retryAfterSeconds: 5 });
        expect(`${(error as HubError).message}${(error as HubError).internal}`).not.toContain(
          '0101006500006',
        );
      }
      failing = 'NO';
      expect(await asked(here)).toBe(false);
    },
  );

  test('a clock that is set back is no reason to trust what was read', async () => {
    clock.advance(-3_600_000);
    failing = 'FAILS';
    await expect(asked(here)).rejects.toThrow(HubError);
  });
});
