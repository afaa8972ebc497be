import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTripwire } from '../../src/audit/tripwire.ts';
import { openTestStore, type TestStore } from '../records/open-store.ts';

// R16: within sixty seconds, however much else is in the log. One refusal stands behind more lines than one batch holds.
describe('what the log must tell somebody', () => {
  let store: TestStore;
  const batch = 10;
  beforeAll(async () => {
    store = await openTestStore();
    await store.rows(
      `insert into audit_entry (kind, at, agency, body, position, hash)
        select 'DISCLOSURE', now(), 'berane.centre', '{}', number, 'hash' from generate_series(1, 95) number`,
    );
    await store.rows(
      `insert into audit_entry (kind, at, agency, body, position, hash) values ('DENIAL', now(), 'berane.centre', ?, 96, 'hash')`,
      [JSON.stringify({ code: 'FORBIDDEN', actor: 'Nada', purpose: 'ps:SocialWelfareProvision' })],
    );
  });
  afterAll(async () => await store.close());

  const tripwire = () =>
    createTripwire({
      database: store.database,
      createId: () => crypto.randomUUID(),
      controllersFor: () => ['berane.municipality'],
      onFault: (error) => {
        throw error;
      },
      batch,
    });
  const told = async (): Promise<unknown> =>
    await store.rows('select recipient, kind, objects from alert order by recipient');

  test('is told in the same run, whatever lines stand before it', async () => {
    await tripwire().catchUp();
    expect(await told()).toEqual(
      ['berane.centre', 'berane.municipality'].map((recipient) => ({
        recipient,
        kind: 'PURPOSE',
        objects: 1,
      })),
    );
  });

  test('is told once, by however many processes', async () => {
    const before = await told();
    await Promise.all([tripwire().catchUp(), tripwire().catchUp()]);
    expect(await told()).toEqual(before);
  });

  test('is told by the timer', async () => {
    await store.rows('update alert_progress set position = 0');
    const watching = tripwire();
    watching.start(5);
    await expect.poll(async () => JSON.stringify(await told()), { timeout: 20_000 }).toContain('"objects":2');
    await watching.stop();
  });
});
