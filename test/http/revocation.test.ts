import { decodeJwt } from 'jose';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { createForge, type Forge } from '../access/token-forge.ts';
import { logOf } from '../harness/log.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { agencyIn, editConfiguration } from './edited-configuration.ts';
import { sameBytes, send } from './exchange.ts';

const forge: Forge = createForge('ES256');
const support = 'https://berane.support.example';
const configuration = editConfiguration((edited) => {
  agencyIn(edited, 'berane.support').keys = { jwks: { keys: [forge.key.publicJwk] } };
});

let hub: TestHub;
beforeAll(async () => {
  hub = await openTestHub({ registers: null, configuration: configuration.files });
});
afterAll(async () => {
  await hub?.close();
  configuration.remove();
});
beforeEach(async () => {
  await hub.running.hub.database.query('delete from revocation');
  await hub.running.hub.revocations.refresh();
});

const administration = { purpose: 'enforce-access-control', actor: 'Olga Officer', roles: ['officer'] };
const officerToken = async (agency = 'berane.centre') => await hub.agencyToken({ agency, ...administration });
const workerToken = async (agency = 'berane.centre') =>
  await hub.agencyToken({ agency, purpose: 'social-welfare-provision', actor: 'Nada Worker' });
const statusOf = async (token: string): Promise<number> => (await hub.ask(token, '{ __typename }')).status;
const idOf = (token: string): string => decodeJwt(token).jti ?? '';

const mutation = `mutation ($token: String, $reason: String!) {
  revokeAccess(tokenId: $token, reason: $reason) { at tokenId issuedUntil } }`;
const revoke = async (by: string, token: string | null, reason = 'A lost laptop') =>
  await hub.ask(by, mutation, { token, reason });

describe('an officer revokes', () => {
  test('one token of the own agency: the next request with it is refused, mid-session (T13)', async () => {
    const [officer, worker, other] = [await officerToken(), await workerToken(), await workerToken()];
    expect([await statusOf(worker), await statusOf(other)]).toEqual([200, 200]);
    const answer = await revoke(officer, idOf(worker));
    expect(answer.body).toEqual({
      data: { revokeAccess: { at: expect.any(String), tokenId: idOf(worker), issuedUntil: null } },
    });
    const body = { query: '{ __typename }' };
    const [refused, none] = [await send(hub, worker, { body }), await send(hub, null, { body })];
    expect(refused.status).toBe(401);
    expect(sameBytes(refused)).toEqual(sameBytes(none));
    expect([await statusOf(other), await statusOf(officer)]).toEqual([200, 200]);
  });

  test('it by its jti, whatever text the token has (T11)', async () => {
    const seconds = Math.floor(hub.clock.now().getTime() / 1000);
    const claims = {
      iss: support,
      aud: hub.running.hub.configuration.audience,
      purpose: 'ps:SocialWelfareProvision',
      iat: seconds,
      exp: seconds + 300,
      jti: 'one-of-two',
    };
    const [one, two] = [forge.token({ claims }), forge.token({ claims: { ...claims, scope: 'other' } })];
    const officer = forge.token({
      claims: { ...claims, jti: 'officer', purpose: 'dpv:EnforceAccessControl', roles: ['officer'] },
    });
    expect([await statusOf(one), await statusOf(two)]).toEqual([200, 200]);
    expect((await revoke(officer, 'one-of-two')).status).toBe(200);
    expect([await statusOf(one), await statusOf(two)]).toEqual([401, 401]);
  });

  test('every token of the own agency that was issued before now, the own one too', async () => {
    const [officer, worker, neighbour] = [
      await officerToken(),
      await workerToken(),
      await workerToken('berane.community'),
    ];
    const answer = await revoke(officer, null);
    const at = hub.clock.now().getTime();
    expect(answer.body.data?.['revokeAccess']).toEqual({
      at: new Date(at).toISOString(),
      tokenId: null,
      issuedUntil: new Date(at + 10_000).toISOString(),
    });
    expect([await statusOf(officer), await statusOf(worker), await statusOf(neighbour)]).toEqual([
      401, 401, 200,
    ]);
    expect(await statusOf(await workerToken())).toBe(401);
    hub.clock.advance(11_000);
    expect([await statusOf(await workerToken()), await statusOf(worker)]).toEqual([200, 401]);
  });

  test('nothing of another agency: a jti is its issuer’s own', async () => {
    const [officer, neighbour] = [await officerToken(), await workerToken('berane.community')];
    expect((await revoke(officer, idOf(neighbour))).status).toBe(200);
    expect(await statusOf(neighbour)).toBe(200);
  });

  test('and each act is one line of the log, without the reason', async () => {
    const officer = await officerToken();
    await revoke(officer, 'some-token', 'Because of Ana Anić');
    const line = (await logOf(hub)).at(-1);
    expect(line).toMatchObject({
      kind: 'REVOCATION',
      agency: 'berane.centre',
      actor: 'Olga Officer',
      act: 'REVOKE',
      issuer: 'https://berane.centre.example',
      tokenId: 'some-token',
      issuedUntil: null,
      token: { issuer: 'https://berane.centre.example', id: idOf(officer) },
    });
    expect(JSON.stringify(await logOf(hub))).not.toContain('Anić');
    const rows = await hub.running.hub.database.query('select by, reason from revocation');
    expect(rows).toEqual([{ by: 'Olga Officer', reason: 'Because of Ana Anić' }]);
  });
});

describe('nobody else does', () => {
  const centre = { agency: 'berane.centre', ...administration };
  test.each([
    ['without the role', { ...centre, roles: [] }],
    ['with another role', { ...centre, roles: ['dpo', 'lead', 'Officer'] }],
    ['as a machine', { ...centre, actor: 'service:nightly' }],
    ['under an operational purpose', { ...centre, purpose: 'social-welfare-provision' }],
  ])('%s: 403, and nothing is revoked', async (_name, by) => {
    const worker = await workerToken();
    const answer = await revoke(await hub.agencyToken(by), idOf(worker));
    expect(answer.body.errors?.map(({ extensions }) => extensions.code)).toEqual(['FORBIDDEN']);
    expect(await statusOf(worker)).toBe(200);
    expect(await hub.running.hub.database.query('select 1 from revocation')).toEqual([]);
  });

  test.each([
    ['no reason', 't', ''],
    ['blanks for a reason', 't', '   '],
    ['a reason of two lines', 't', 'one\ntwo'],
    ['a reason of 501 characters', 't', 'x'.repeat(501)],
    ['an empty jti', '', 'A lost laptop'],
    ['a jti that no token can have', 'x'.repeat(201), 'A lost laptop'],
  ])('with %s: 400, and no line of the log', async (_name, token, reason) => {
    const before = (await logOf(hub)).length;
    const answer = await revoke(await officerToken(), token, reason);
    expect(answer.body.errors?.map(({ extensions }) => extensions.code)).toEqual(['BAD_USER_INPUT']);
    expect((await logOf(hub)).length).toBe(before);
  });
});

describe('where the store cannot say what is revoked', () => {
  test('nothing is trusted: 503 with Retry-After, for good tokens alone, and it mends itself', async () => {
    const { database } = hub.running.hub;
    const worker = await workerToken();
    await database.query('alter table revocation rename to gone');
    hub.clock.advance(5_001);
    const answer = await hub.ask(worker, '{ __typename }');
    const bad = await hub.ask(`${worker}x`, '{ __typename }');
    await database.query('alter table gone rename to revocation');
    expect([answer.status, answer.body]).toEqual([
      503,
      {
        errors: [{ message: 'The store cannot be reached.', extensions: { code: 'STORAGE_UNAVAILABLE' } }],
      },
    ]);
    expect(answer.headers.get('retry-after')).toBe('5');
    expect(bad.status).toBe(401);
    expect(await statusOf(worker)).toBe(200);
  });
});

test('the log with such lines is whole', async () => {
  await revoke(await officerToken(), 'another-token');
  await hub.running.hub.seal();
  const rows = await hub.running.hub.database.query<{ kind: string }>(
    `select distinct kind from audit_entry where kind = 'REVOCATION' and position is not null`,
  );
  expect(rows).toEqual([{ kind: 'REVOCATION' }]);
});
