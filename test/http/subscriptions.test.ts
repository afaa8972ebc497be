// Streams over real sockets, by the clients that agencies use: what one is told, in what order, and when a stream ends.
import { connect } from 'node:net';
import { ApolloClient, gql, InMemoryCache } from '@apollo/client';
import { GraphQLWsLink } from '@apollo/client/link/subscriptions';
import { createClient } from 'graphql-ws';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { openStream, settle, toldOf } from '../harness/event-streams.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { importTenants, openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';

interface Told {
  readonly id: string;
  readonly at: string;
  readonly change: string;
  readonly kinds: readonly string[];
  readonly household: { readonly id: string; readonly tenancies?: readonly { readonly arrears: string }[] };
}

const rows = sampleTenants('1', '2', '3', '4', '5', '6');
let hub: TestHub;
let arrears = 100;

beforeAll(async () => {
  hub = await openSmallHub({ housing: rows, centre: sampleCases('CSR-00001', 'CSR-00002') });
});
afterAll(async () => await hub.close());

const tokenOf = async (agency: string, purpose: string, minutes = 10): Promise<string> =>
  await hub.agencyToken({ agency, purpose, actor: `${agency} clerk`, minutes });
const secretariat = async () => await tokenOf('berane.municipality', 'housing-welfare-management');
/** Every household of the register gets other arrears. */
const change = async (): Promise<string> => {
  arrears += 1;
  await importTenants(
    hub,
    rows.map((row) => ({ ...row, dug_eur: String(arrears) })),
  );
  await settle(hub);
  return String(arrears);
};
const changed = 'recordChanged { id at change kinds household { id tenancies { arrears } } }';
const socketClient = (token: string) =>
  createClient({
    url: `${hub.running.address.replace('http', 'ws')}/graphql/ws`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });

describe('what a subscriber is told', () => {
  it('each household that changed, once, with what the projection gives at that moment, and after its last event the rest', async () => {
    const stream = await openStream(hub, await secretariat(), `subscription { ${changed} }`);
    expect(stream.events).toEqual([]);
    const first = await change();
    const second = await change();
    const told = toldOf<Told>(stream, 'recordChanged');
    expect(told.map(({ change, kinds }) => [change, kinds])).toEqual(
      Array.from({ length: 4 }, () => ['UPDATED', ['tenancy']]),
    );
    expect(told.map(({ household }) => household.tenancies?.[0]?.arrears)).toEqual([
      ...[first, first],
      ...[second, second],
    ]);
    expect(new Set(told.map(({ id }) => id)).size).toBe(4);
    expect(new Set(told.map(({ household }) => household.id)).size).toBe(2);
    stream.close();

    // A day later it goes on after the last that it had, and is told the same under the same ids.
    hub.clock.advance(86_400_000);
    const again = await openStream(
      hub,
      await secretariat(),
      `subscription ($since: ID) { recordChanged(since: $since) { id household { id } } }`,
      { since: told[1]?.id },
    );
    expect(toldOf<Told>(again, 'recordChanged').map(({ id }) => id)).toEqual(
      told.slice(2).map(({ id }) => id),
    );
    again.close();
    const lost = await openStream(
      hub,
      await tokenOf('berane.centre', 'social-welfare-provision'),
      'subscription ($since: ID) { recordChanged(since: $since) { id } }',
      { since: told[1]?.id },
    );
    expect(lost.events[0]?.errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT' });
    expect(await lost.ended).toBe('COMPLETE');
  });

  it('under ids of its own, and to others than the owner the day (R23)', async () => {
    const centre = await openStream(
      hub,
      await tokenOf('berane.centre', 'social-welfare-provision'),
      'subscription { recordChanged { id at kinds household { id } } }',
    );
    const owner = await openStream(hub, await secretariat(), `subscription { ${changed} }`);
    await change();
    const [theirs, own] = [toldOf<Told>(centre, 'recordChanged'), toldOf<Told>(owner, 'recordChanged')];
    expect(theirs.length).toBeGreaterThan(0);
    expect(theirs.map(({ at }) => at)).toEqual(theirs.map(() => '2026-11-22T00:00:00.000Z'));
    expect(own.map(({ at }) => at)).toEqual(own.map(() => hub.clock.now().toISOString()));
    const ids = (told: readonly Told[]) => told.flatMap(({ id, household }) => [id, household.id]);
    expect(ids(theirs).filter((id) => ids(own).includes(id))).toEqual([]);
    centre.close();
    owner.close();
  });

  it('nothing of what it may not read, and nothing of it stands in the log (S9)', async () => {
    const lines = async () =>
      await hub.running.hub.database.query(
        `select 1 from audit_entry where body -> 'operation' ->> 'hash' is not null and body ->> 'agency' = 'berane.support'`,
      );
    const streams = [
      await openStream(
        hub,
        await tokenOf('berane.support', 'social-welfare-provision'),
        'subscription { recordChanged { id } }',
      ),
      // Software reads nobody (R15).
      await openStream(
        hub,
        await hub.agencyToken({
          agency: 'berane.municipality',
          purpose: 'housing-welfare-management',
          actor: 'berane.municipality.software',
        }),
        'subscription { recordChanged { id } }',
      ),
    ];
    const before = (await lines()).length;
    await change();
    expect(streams.flatMap(({ events }) => events)).toEqual([]);
    expect((await lines()).length).toBe(before);
    for (const stream of streams) stream.close();
  });

  it('and each event that is given is disclosed in the log before it leaves', async () => {
    const given = async () =>
      await hub.running.hub.database.query<{ fields: readonly string[] }>(
        `select body -> 'fields' as fields from audit_entry where kind = 'DISCLOSURE' and body ->> 'actor' = 'auditor'`,
      );
    const token = await hub.agencyToken({
      ...{ agency: 'berane.municipality', purpose: 'housing-welfare-management', actor: 'auditor' },
    });
    const stream = await openStream(hub, token, `subscription { ${changed} }`);
    expect(await given()).toEqual([]);
    await change();
    const fields = (await given()).flatMap((line) => line.fields);
    expect(fields).toEqual(expect.arrayContaining(['Household.tenancies', 'Tenancy.arrears']));
    stream.close();
  });
});

describe('a stream ends', () => {
  it('when its token expires, and when it is revoked', async () => {
    const short = await openStream(
      hub,
      await tokenOf('berane.municipality', 'housing-welfare-management', 1),
      `subscription { ${changed} }`,
    );
    const other = await openStream(hub, await secretariat(), `subscription { ${changed} }`);
    hub.clock.advance(61_000);
    await change();
    expect(await short.ended).toBe('COMPLETE');
    expect([short.events.length, other.events.length]).toEqual([0, 2]);
    const issuer = 'https://berane.municipality.example';
    await hub.running.hub.revocations.revoke({
      ...{ id: crypto.randomUUID(), issuer, tokenId: null, issuedUntil: hub.clock.now() },
      ...{
        agency: 'berane.municipality',
        at: hub.clock.now(),
        by: 'operator',
        reason: 'suspended',
        until: null,
      },
    });
    await settle(hub);
    expect(await other.ended).toBe('COMPLETE');
    hub.clock.advance(2000);
  });

  it('when its subscriber goes away', async () => {
    const body = JSON.stringify({ query: `subscription { ${changed} }` });
    const socket = connect(Number(new URL(hub.url).port), '127.0.0.1');
    socket.pause();
    socket.write(
      `POST /graphql/stream HTTP/1.1\r\nhost: hub\r\nauthorization: Bearer ${await secretariat()}\r\naccept: text/event-stream\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await settle(hub);
    expect(hub.running.hub.streams.count()).toBe(1);
    socket.destroy();
    await settle(hub);
    expect(hub.running.hub.streams.count()).toBe(0);
  });
});

describe('subscriptions over WebSocket', () => {
  it('reach Apollo Client', async () => {
    const sockets = socketClient(await secretariat());
    const client = new ApolloClient({ cache: new InMemoryCache(), link: new GraphQLWsLink(sockets) });
    const told: unknown[] = [];
    const subscription = client
      .subscribe({ query: gql(`subscription { ${changed} }`) })
      .subscribe({ next: ({ data }) => void told.push(data) });
    await new Promise((resolve) => setTimeout(resolve, 200));
    await settle(hub);
    const now = await change();
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject({ recordChanged: { household: { tenancies: [{ arrears: now }] } } });
    subscription.unsubscribe();
    await sockets.dispose();
    client.stop();
  });

  it.each([
    ['a query', '{ household(id: "x") { id } }', 'OPERATION_RESOLUTION_FAILURE'],
    ['a mutation', 'mutation { withdrawConsent(recipient: "x") { state } }', 'OPERATION_RESOLUTION_FAILURE'],
    ['what no schema has', 'subscription { everything { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['two at once', 'subscription { recordChanged { id } consentEnded { id } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['what is not registered for the purpose', 'subscription { consentEnded { id } }', 'FORBIDDEN'],
  ])('%s is refused there as everywhere (S14)', async (_what, query, code) => {
    const token =
      code === 'FORBIDDEN' ? await tokenOf('statistics', 'provide-official-statistics') : await secretariat();
    const client = socketClient(token);
    const codes = await new Promise<unknown>((resolve) => {
      client.subscribe(
        { query },
        {
          next: ({ errors }) => resolve(errors?.map(({ extensions }) => extensions?.['code'])),
          error: (errors) =>
            resolve(
              (errors as readonly { extensions?: { code?: string } }[]).map(
                ({ extensions }) => extensions?.code,
              ),
            ),
          complete: () => resolve('complete'),
        },
      );
    });
    expect(codes).toEqual([code]);
    await client.dispose();
  });

  it('a token that is none opens no socket: 4403', async () => {
    const client = socketClient('nothing');
    const closed = await new Promise<unknown>((resolve) => {
      client.subscribe(
        { query: 'subscription { recordChanged { id } }' },
        { next: resolve, error: resolve, complete: () => resolve('complete') },
      );
    });
    expect(closed).toMatchObject({ code: 4403 });
  });
});

describe('a subscription where no stream is', () => {
  it('is refused as a request: by POST, and as a stream of a query', async () => {
    const posted = await hub.ask(await secretariat(), 'subscription { recordChanged { id } }');
    expect([posted.status, posted.body.errors?.[0]?.extensions.code]).toEqual([
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ]);
    const answer = async (query: string, token: string | null) =>
      (
        await fetch(`${hub.running.address}/graphql/stream`, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            accept: 'text/event-stream',
            ...(token === null ? {} : { authorization: `Bearer ${token}` }),
          },
          body: JSON.stringify({ query }),
        })
      ).status;
    expect(await answer('{ household(id: "x") { id } }', await secretariat())).toBe(400);
    expect(await answer('subscription { recordChanged { id } }', null)).toBe(401);
  });
});
