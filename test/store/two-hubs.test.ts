import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { createProofForge, type ProofForge } from '../access/proof-forge.ts';
import { patience, runHubProcess } from '../cli/run-command.ts';
import { logOf } from '../harness/log.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { openPostgres } from '../harness/postgres.ts';
import { agencyIn, editConfiguration } from '../http/edited-configuration.ts';

const postgres = await openPostgres();
afterAll(async () => {
  if (postgres.kind === 'READY') await postgres.close();
});

const client: ProofForge = await createProofForge('ES256');
const publicUrl = 'https://hub.example';
const configuration = editConfiguration((edited) => {
  const agency = agencyIn(edited, 'berane.support');
  agency.keys = { jwks: { keys: [client.forge.key.publicJwk] } };
  agency.senderConstrained = true;
});
afterAll(() => configuration.remove());

if (postgres.kind === 'MISSING') {
  test.skip(`a real PostgreSQL is missing: ${postgres.reason}`, () => undefined);
} else {
  describe('two hubs on one PostgreSQL', () => {
    const directory = mkdtempSync(join(tmpdir(), 'hub-two-'));
    const hubs: TestHub[] = [];
    let url = '';
    beforeAll(async () => {
      url = await postgres.createDatabase();
      for (const name of ['one', 'other']) {
        hubs.push(
          await openTestHub({
            registers: null,
            // The commands read the real clock.
            now: new Date().toISOString(),
            configuration: {
              ...configuration.files,
              publicUrl,
              dataDirectory: directory,
              headsDirectory: join(directory, name),
              secretsFile: inject('images').secrets,
              database: { kind: 'POSTGRESQL', url, connections: 4 },
            },
          }),
        );
      }
    }, patience);
    afterAll(async () => {
      for (const hub of hubs) await hub.close();
      rmSync(directory, { recursive: true, force: true });
    });

    const both = (): [TestHub, TestHub] => hubs as [TestHub, TestHub];
    const statusesOf = async (token: string): Promise<readonly number[]> =>
      await Promise.all(both().map(async (hub) => (await hub.ask(token, '{ __typename }')).status));
    const setClocks = (milliseconds: number): void => {
      const instant = new Date(Date.now() + milliseconds).toISOString();
      for (const hub of hubs) hub.clock.set(instant);
    };
    const tokenOf = async (agency: string, purpose: string, roles: readonly string[] = []) =>
      await both()[0].agencyToken({ agency, purpose, actor: 'Nada', roles });

    test('a token that is revoked in one is refused there at once, and in the other within five seconds (T13)', async () => {
      const [one, other] = both();
      const worker = await tokenOf('berane.centre', 'social-welfare-provision');
      const officer = await tokenOf('berane.centre', 'enforce-access-control', ['officer']);
      expect(await statusesOf(worker)).toEqual([200, 200]);
      const answer = await one.ask(
        officer,
        'mutation ($token: String) { revokeAccess(tokenId: $token, reason: "Lost") { tokenId } }',
        { token: decodeJwt(worker).jti },
      );
      expect(answer.body.errors).toBeUndefined();
      expect((await one.ask(worker, '{ __typename }')).status).toBe(401);
      await other.running.hub.revocations.refresh();
      expect(await statusesOf(worker)).toEqual([401, 401]);
    });

    test('a proof that was used in one is a repetition in the other (T10)', async () => {
      const seconds = Math.floor(both()[0].clock.now().getTime() / 1000);
      const token = client.token({
        iss: 'https://berane.support.example',
        aud: both()[0].running.hub.configuration.audience,
        purpose: 'ps:SocialWelfareProvision',
        iat: seconds,
        exp: seconds + 300,
      });
      const headersOf = (): Record<string, string> => ({
        authorization: `DPoP ${token}`,
        dpop: client.proof(token, { claims: { iat: seconds } }),
      });
      const used = headersOf();
      const [one, other] = both();
      expect((await one.ask(null, '{ __typename }', {}, used)).status).toBe(200);
      expect((await other.ask(null, '{ __typename }', {}, used)).status).toBe(401);
      expect((await other.ask(null, '{ __typename }', {}, headersOf())).status).toBe(200);
    });

    test('an operator suspends an agency, and lifts it, beside running hubs (T13)', {
      timeout: patience,
    }, async () => {
      const environment = {
        HUB_PROFILE: 'demo',
        DATABASE_URL: url,
        HUB_SECRETS: inject('images').secrets,
        HUB_DATA: directory,
        HUB_AGENCIES: configuration.files.agenciesFile,
      };
      const run = async (...values: string[]) => await runHubProcess(['revoke', ...values], environment);
      const centre = await tokenOf('berane.centre', 'social-welfare-provision');
      const neighbour = await tokenOf('berane.municipality', 'housing-welfare-management');

      expect(await run('--agency', 'berane.centre', '--reason', 'An incident')).toEqual({
        code: 0,
        stdout:
          'Revoked: every token of berane.centre is refused until it is lifted. Running hubs know it within five seconds.\n',
        stderr: '',
      });
      setClocks(5_001);
      expect(await statusesOf(centre)).toEqual([401, 401]);
      expect(await statusesOf(neighbour)).toEqual([200, 200]);
      // New ones too: it is the agency that is suspended.
      expect(await statusesOf(await tokenOf('berane.centre', 'social-welfare-provision'))).toEqual([
        401, 401,
      ]);

      expect((await run('--agency', 'berane.centre', '--lift')).stdout).toBe(
        'Lifted: every token of berane.centre is accepted again.\n',
      );
      setClocks(11_000);
      expect(await statusesOf(centre)).toEqual([200, 200]);
      expect((await run('--agency', 'berane.centre', '--lift')).stdout).toMatch(/^Nothing was revoked/);

      const lines = (await logOf(both()[0])).filter(({ kind }) => kind === 'REVOCATION');
      expect(lines.slice(-3).map(({ actor, act }) => [actor, act])).toEqual([
        ['operator', 'REVOKE'],
        ['operator', 'LIFT'],
        ['operator', 'LIFT'],
      ]);

      expect(await run('--agency', 'berane.center', '--reason', 'x')).toMatchObject({
        code: 1,
        stderr: expect.stringContaining('No agency is called berane.center.'),
      });
      expect((await run('--agency', 'berane.centre')).code).toBe(2);
      expect(
        (await run('--agency', 'berane.centre', '--reason', 'x', '--until', '2020-01-01T00:00:00Z')).code,
      ).toBe(2);
      expect((await run('--agency', 'berane.centre', '--reason', 'x', '--until', 'tomorrow')).code).toBe(2);
      expect((await run('--agency', 'berane.centre', '--lift', '--reason', 'x')).code).toBe(2);
    });
  });
}
