import { afterAll, beforeAll, expect, test } from 'vitest';
import { audience, createForge, now, otherIssuer } from '../access/token-forge.ts';
import { type KeyServer, openKeyServer } from '../harness/key-server.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { agencyIn, type EditedConfiguration, editConfiguration } from './edited-configuration.ts';

const forge = createForge('ES256');
let server: KeyServer;
let configuration: EditedConfiguration;
let hub: TestHub;

beforeAll(async () => {
  server = await openKeyServer();
  server.behave({ kind: 'RESET' });
  configuration = editConfiguration((edited) => {
    agencyIn(edited, 'berane.centre').keys = { url: server.url };
    agencyIn(edited, 'berane.municipality').keys = { jwks: { keys: [forge.key.publicJwk] } };
  });
  hub = await openTestHub({
    registers: null,
    now: now.toISOString(),
    configuration: { ...configuration.files, audience },
  });
});
afterAll(async () => {
  await hub?.close();
  await server.close();
  configuration.remove();
});

const statusOf = async (token: string): Promise<number> => (await hub.ask(token, '{ __typename }')).status;
const centre = (): string =>
  forge.token({
    key: forge.otherKey,
    claims: { iss: otherIssuer, purpose: 'ps:SocialWelfareProvision', jti: crypto.randomUUID() },
  });

test('an address that is down at the start keeps nobody else out; its agency comes in when it answers (T8)', async () => {
  expect([await statusOf(centre()), await statusOf(forge.token())]).toEqual([401, 200]);
  server.behave({ kind: 'KEYS', keys: [forge.otherKey.publicJwk] });
  const fetched = server.count();
  // Within the cooldown nothing is asked of it.
  expect([await statusOf(centre()), server.count()]).toEqual([401, fetched]);
  hub.clock.advance(30_000);
  expect(await statusOf(centre())).toBe(200);
  // The key is known now, and is that issuer's alone, though another's token names its kid (T3).
  expect(await statusOf(forge.token({ key: forge.otherKey }))).toBe(401);
});
