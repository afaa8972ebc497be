// S13 (R7), the open subscription and the queued webhook; G13: consent withdrawn between receive and publish.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giveConsent, idOf, withdrawOwnConsent } from '../harness/consents.ts';
import { type EventStream, openStream, settle, toldOf } from '../harness/event-streams.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openReceiver, type Receiver } from '../harness/receiver.ts';
import { importTenants, openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { agencyIn, editConfiguration } from '../http/edited-configuration.ts';

const rows = sampleTenants('1', '2', '3');
let hub: TestHub;
let receiver: Receiver;
let configuration: ReturnType<typeof editConfiguration>;
let changes: EventStream;
let endings: EventStream;
let rooms = 3;

const vesna = async (): Promise<string> =>
  await hub.agencyToken({ agency: 'berane.support', actor: 'Vesna', purpose: 'social-welfare-provision' });
const own = async (): Promise<string> => await hub.personToken(ana.nationalId, ana.birthDate);
const change = async (): Promise<void> => {
  rooms += 1;
  await importTenants(
    hub,
    rows.map((row) => ({ ...row, broj_soba: String(rooms) })),
  );
};
const turn = async (): Promise<void> => {
  await hub.running.hub.webhooks.turn();
  await settle(hub);
};
const rung = () => receiver.received.map(({ event }) => [event.type, event.data.ask]);

beforeAll(async () => {
  receiver = await openReceiver();
  configuration = editConfiguration((edited) => {
    (agencyIn(edited, 'berane.support') as unknown as Record<string, unknown>)['webhooks'] = [
      { name: 'main', url: receiver.url, purpose: 'social-welfare-provision' },
    ];
  });
  hub = await openSmallHub(
    { housing: rows, centre: sampleCases('CSR-00001') },
    { configuration: { ...configuration.files } },
  );
  await turn();
  const terms = { categories: ['IDENTITY', 'HOUSEHOLD', 'HOUSING'], until: '2027-02-21' };
  expect((await giveConsent(hub, await own(), terms)).status).toBe(200);
  changes = await openStream(
    hub,
    await vesna(),
    'subscription { recordChanged { id household { tenancies { rooms } } } }',
  );
  endings = await openStream(
    hub,
    await vesna(),
    'subscription { consentEnded { id person purpose fields endedAt confirmBy } }',
  );
});
afterAll(async () => {
  changes.close();
  endings.close();
  await hub.close();
  await receiver.close();
  configuration.remove();
});

describe('S13 a withdrawal with a subscription open and a webhook queued', () => {
  it('while it holds, the subscription tells and the webhook rings', async () => {
    await change();
    await turn();
    expect(toldOf(changes, 'recordChanged')).toEqual([
      { id: expect.any(String), household: { tenancies: [{ rooms }] } },
    ]);
    expect(rung()).toEqual([['hub.record.changed', 'recordChange']]);
    expect(endings.events).toEqual([]);
  });

  it('but not of a change in a field that the consent does not reach: its time would tell of it (S9)', async () => {
    const before = [changes.events.length, receiver.received.length];
    await importTenants(
      hub,
      rows.map((row) => ({ ...row, broj_soba: String(rooms), dug_eur: '999' })),
    );
    await turn();
    expect([changes.events.length, receiver.received.length]).toEqual(before);
  });

  it('a change that waits when she withdraws is dropped: the webhook is silent of it, and the subscription', async () => {
    receiver.answer = 503;
    await change();
    await hub.running.hub.webhooks.turn();
    receiver.received.length = 0;
    receiver.answer = 204;
    // It lies in the outbox, and she withdraws before it is sent (G13).
    expect((await withdrawOwnConsent(hub, await own())).status).toBe(200);
    hub.clock.advance(60_000);
    await turn();
    const [first] = toldOf<{ id: string }>(changes, 'recordChanged');
    const since = await openStream(
      hub,
      await vesna(),
      'subscription ($since: ID) { recordChanged(since: $since) { id } }',
      { since: first?.id },
    );
    expect(since.events).toEqual([]);
    since.close();
    expect(rung()).toEqual([['hub.consent.ended', 'endedConsents']]);
    expect(
      await hub.running.hub.database.query(`select 1 from webhook_delivery where kind = 'RECORD'`),
    ).toEqual([]);
  });

  it('the recipient is told that the consent has ended, and of what: once', async () => {
    await turn();
    const [told, ...more] = toldOf<{ person: string; fields: readonly string[] }>(endings, 'consentEnded');
    expect(more).toEqual([]);
    expect(told).toMatchObject({ purpose: 'social-welfare-provision', confirmBy: '2026-12-21' });
    expect(told?.person).toBe(await idOf(hub, await vesna(), ana.nationalId));
    expect(told?.fields).toContain('Tenancy.rooms');
    expect(receiver.received).toHaveLength(1);
  });

  it('and nothing that comes afterwards is told of', async () => {
    receiver.received.length = 0;
    const before = changes.events.length;
    await change();
    await turn();
    expect([changes.events.length, receiver.received]).toEqual([before, []]);
  });
});
