// Webhooks to a real receiver: that they name nobody, that they come at least once and in order, and what becomes of what cannot
// be sent (THREATS.md G11).
import { createPublicKey, type JsonWebKey, verify } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { postEvent } from '../../src/access/post-event.ts';
import { issuerOf } from '../../src/access/registry.ts';
import { createRecordedChanges } from '../../src/records/recorded-changes.ts';
import { createWebhooks, delayAfter, mostAttempts } from '../../src/server/webhooks.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { openReceiver, type Receiver } from '../harness/receiver.ts';
import { importTenants, openSmallHub, sampleTenants } from '../harness/registers.ts';
import { agencyIn, editConfiguration } from './edited-configuration.ts';

const rows = sampleTenants('1', '2', '3', '4', '5', '6');
/** Two households, by their rows. */
const [h1, h2] = [rows.slice(0, 3), rows.slice(3)];
let hub: TestHub;
let receiver: Receiver;
let configuration: ReturnType<typeof editConfiguration>;
let arrears = 100;

const change = async (of = rows): Promise<void> => {
  arrears += 1;
  await importTenants(
    hub,
    of.map((row) => ({ ...row, dug_eur: String(arrears) })),
  );
};
const turn = async (): Promise<void> => await hub.running.hub.webhooks.turn();
const clerk = async (roles: string[] = []): Promise<string> =>
  await hub.agencyToken({
    ...{ agency: 'berane.municipality', purpose: 'housing-welfare-management', actor: 'Milica', roles },
  });
const ids = () => receiver.received.map(({ event }) => event.id);

beforeAll(async () => {
  receiver = await openReceiver();
  configuration = editConfiguration((edited) => {
    for (const [agency, purpose] of [
      ['berane.municipality', 'housing-welfare-management'],
      ['berane.support', 'social-welfare-provision'],
    ] as const)
      (agencyIn(edited, agency) as unknown as Record<string, unknown>)['webhooks'] = [
        {
          name: 'main',
          url: agency === 'berane.support' ? `${receiver.url}/support` : receiver.url,
          purpose,
        },
      ];
  });
  hub = await openSmallHub({ housing: rows }, { configuration: { ...configuration.files } });
  await turn();
});
afterAll(async () => {
  await hub.close();
  await receiver.close();
  configuration.remove();
});
beforeEach(() => {
  receiver.received.length = 0;
  receiver.answer = 204;
});

describe('a webhook', () => {
  it('says that there is something and what to ask for, and its people are told what they may read', async () => {
    await change(h1);
    await turn();
    expect(receiver.received).toHaveLength(1);
    const [{ event, body, headers }] = receiver.received as [Receiver['received'][0]];
    expect(event).toEqual({
      ...{ specversion: '1.0', id: expect.any(String), source: expect.any(String) },
      ...{ type: 'hub.record.changed', time: hub.clock.now().toISOString() },
      ...{
        datacontenttype: 'application/json',
        data: { ask: 'recordChange', purpose: 'housing-welfare-management' },
      },
    });
    expect(headers['content-type']).toBe('application/cloudevents+json; charset=utf-8');
    expect(body).not.toContain(String(arrears));
    const asked = await hub.ask(
      await clerk(),
      'query ($id: ID!) { recordChange(event: $id) { id change household { tenancies { arrears } } } }',
      { id: event.id },
    );
    expect(asked.body.data).toEqual({
      recordChange: {
        ...{ id: event.id, change: 'UPDATED' },
        household: { tenancies: [{ arrears: String(arrears) }] },
      },
    });
    // It was rung for once, and its agency alone can ask by it.
    await turn();
    expect(receiver.received).toHaveLength(1);
    const other = await hub.agencyToken({
      ...{ agency: 'petnjica.municipality', purpose: 'housing-welfare-management', actor: 'Ivan' },
    });
    const foreign = await hub.ask(other, 'query ($id: ID!) { recordChange(event: $id) { id } }', {
      id: event.id,
    });
    expect(foreign.body.data).toEqual({ recordChange: null });
  });

  it('is signed with the published key, over id, time and body', async () => {
    await change(h1);
    await turn();
    const [{ headers, body }] = receiver.received as [Receiver['received'][0]];
    const published = (await (await fetch(`${hub.running.address}/.well-known/jwks.json`)).json()) as {
      keys: (JsonWebKey & { kid: string })[];
    };
    const jwk = published.keys.find(({ kid }) => kid.startsWith('webhooks-'));
    const [version, signature = ''] = String(headers['webhook-signature']).split(',');
    const signed = (text: string): boolean =>
      verify(
        null,
        Buffer.from(`${headers['webhook-id']}.${headers['webhook-timestamp']}.${text}`),
        createPublicKey({ key: jwk ?? {}, format: 'jwk' }),
        Buffer.from(signature, 'base64'),
      );
    expect([version, signed(body), signed(`${body} `)]).toEqual(['v1a', true, false]);
  });

  it('of an agency that may not see the change is not rung, and nothing of it is kept', async () => {
    await change();
    await turn();
    expect(receiver.received.map(({ headers }) => headers.host)).toHaveLength(2);
    const kept = await hub.running.hub.database.query('select 1 from webhook_delivery');
    expect(kept).toEqual([]);
  });

  it('is rung again under the same id by another process, where the one that sent died before it wrote that down', async () => {
    await change(h1);
    receiver.answer = null;
    const dying = turn();
    while (receiver.received.length === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    // As it stands in the store when a process dies over it: leased, and neither told nor put off.
    const leased = await hub.running.hub.database.query(
      // What is judged for the other agency meanwhile is no part of it.
      `select 1 from webhook_delivery where leased_until > ? and webhook like '%municipality%'`,
      [hub.clock.now()],
    );
    expect(leased).toHaveLength(1);
    receiver.answer = 204;
    hub.clock.advance(61_000);
    const [first] = ids();
    const { database, registry, execute, eventSigner } = hub.running.hub;
    const other = createWebhooks({
      ...{
        database,
        agencies: registry.agencies,
        execute,
        signer: eventSigner,
        publicUrl: 'https://hub.example',
      },
      ...{ changes: createRecordedChanges(database), clock: hub.clock.now, random: () => 0.5 },
      ...{ issuerOf: (agency) => issuerOf(registry, agency), consentActs: async () => 0 },
      ...{ isDisabled: async () => false, onFault: (error) => void hub.faults.push(error) },
      post: async (url, message) =>
        await postEvent(url, message, { allowsLoopback: true, deadlineMilliseconds: 5000 }),
    });
    await other.turn();
    expect(ids()).toEqual([first, first]);
    receiver.drop();
    await dying;
    expect(await database.query('select 1 from webhook_delivery')).toEqual([]);
  });

  it('that is down keeps the order of each household, and holds up no other', async () => {
    receiver.answer = 500;
    await change(h1);
    await turn();
    await change(h1);
    await turn();
    const [first] = ids();
    // The second change of the same household waits for the first.
    expect(new Set(ids())).toEqual(new Set([first]));
    await change(h2);
    await turn();
    const [other] = ids().filter((id) => id !== first);
    expect(new Set(ids())).toEqual(new Set([first, other]));
    receiver.received.length = 0;
    receiver.answer = 204;
    // A day later: everything, once, the first change of the first household before its second.
    hub.clock.advance(86_400_000);
    await turn();
    expect(ids()).toHaveLength(3);
    expect(new Set(ids()).size).toBe(3);
    expect(ids().filter((id) => id !== other)[0]).toBe(first);
  });

  it('that never takes it is given up after its attempts: its steward sees it and replays it', async () => {
    receiver.answer = 409;
    await change(h1);
    for (let attempt = 0; attempt < mostAttempts + 2; attempt += 1) {
      await turn();
      hub.clock.advance(4 * 3_600_000);
    }
    expect(ids()).toHaveLength(mostAttempts);
    expect(new Set(ids()).size).toBe(1);
    const steward = await clerk(['steward']);
    const listed = await hub.ask(steward, '{ undelivered { id webhook type attempts fault } }');
    expect(listed.body.data).toEqual({
      undelivered: [
        {
          ...{ id: ids()[0], webhook: 'berane.municipality/main', type: 'hub.record.changed' },
          ...{ attempts: mostAttempts, fault: 'status 409' },
        },
      ],
    });
    const refused = await hub.ask(await clerk(), '{ undelivered { id } }');
    expect(refused.body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    receiver.answer = 204;
    receiver.received.length = 0;
    const replayed = await hub.ask(steward, 'mutation { replayUndelivered }');
    expect(replayed.body.data).toEqual({ replayUndelivered: 1 });
    await turn();
    expect(ids()).toHaveLength(1);
  });
});

describe('the delay after an attempt', () => {
  it('doubles to three hours, is spread over a half, and outlasts a day', () => {
    expect([1, 2, 3].map((attempts) => delayAfter(attempts, 1))).toEqual([5000, 10_000, 20_000]);
    expect(delayAfter(1, 0)).toBe(2500);
    expect(delayAfter(mostAttempts, 1)).toBe(3 * 3_600_000);
    const shortest = Array.from({ length: mostAttempts - 1 }, (_, index) => delayAfter(index + 1, 0));
    expect(shortest.reduce((sum, each) => sum + each, 0)).toBeGreaterThan(86_400_000);
  });
});
