// R22, GDPR art. 18(3) and 21: what rested by an objection or a restriction is opened again, by the person at once and by the
// controller after notice.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBreaches } from '../../src/audit/find-breaches.ts';
import { readLogPages } from '../../src/audit/read-log-pages.ts';
import { raiseOverdueAlerts } from '../../src/store/overdue-store.ts';
import { demoSearch, holds } from '../audit/replay-town.ts';
import { idOf } from '../harness/consents.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, type Figure, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { askRight, decideRight, waitingRequests } from '../harness/rights.ts';

let hub: TestHub;
const staff = async (agency: string, purpose = 'social-welfare-provision', who: object = {}) =>
  await hub.agencyToken({ agency, purpose, actor: `Vesna of ${agency}`, ...who });
const centre = async (): Promise<string> => await staff('berane.centre');
const clerk = async (): Promise<string> => await staff('berane.municipality', 'housing-welfare-management');
const own = async ({ nationalId, birthDate }: Figure): Promise<string> =>
  await hub.personToken(nationalId, birthDate);

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
});
afterAll(async () => {
  const breaches = await findBreaches(readLogPages(hub.running.hub.database), demoSearch, holds);
  await hub?.close();
  // Neither before nor after was anything read that rested.
  expect(breaches).toEqual([]);
});

/** Whether the municipality reads, for its public task, what the Centre holds of Ana. */
const isRead = async (): Promise<boolean> => {
  const token = await clerk();
  const answer = await hub.ask(token, 'query ($id: ID!) { person(id: $id) { caseEntries { givenName } } }', {
    id: await idOf(hub, token, ana.nationalId),
  });
  return (answer.body.data as { person: { caseEntries: unknown[] } }).person.caseEntries.length > 0;
};
const mine = `{ me { rightsRequests { id right state stateInWords decision { outcome }
  lifting { announcedAt effectiveAt agency reason } } } }`;
interface Mine {
  readonly id: string;
  readonly [name: string]: unknown;
}
const newest = async (person = ana): Promise<Mine> => {
  const answer = await hub.ask(await own(person), mine);
  const [request] = (answer.body.data as { me: { rightsRequests: Mine[] } }).me.rightsRequests;
  if (!request) throw new Error('nothing was asked');
  return request;
};
const takeBack = async (id: string, person = ana): Promise<Answer> => {
  hub.clock.advance(1);
  const answer = await hub.ask(await own(person), 'mutation ($id: ID!) { takeBackRight(request: $id) }', {
    id,
  });
  hub.clock.advance(1);
  return answer;
};
const lift = async (token: string, id: unknown, words: object = {}): Promise<Answer> =>
  await hub.ask(
    token,
    'mutation ($id: ID!, $reason: String!, $notice: String!) { liftRight(id: $id, reason: $reason, notice: $notice) }',
    { id, reason: 'The accuracy is verified.', notice: 'Letter 12/2026', ...words },
  );
const standing = async (token: string): Promise<readonly { id: string; right: string; state: string }[]> => {
  const answer = await hub.ask(token, '{ standingRights { id right state } }');
  return answer.body.data?.['standingRights'] as { id: string; right: string; state: string }[];
};
/** Ana asks, and the Centre decides it. */
const asked = async (right: string, decision: string | null): Promise<void> => {
  hub.clock.advance(1);
  expect((await askRight(hub, ana, { right, controller: 'berane.centre' })).status).toBe(200);
  if (decision !== null) {
    const [waiting] = await waitingRequests(hub, await centre());
    expect((await decideRight(hub, await centre(), waiting?.['id'], decision)).status).toBe(200);
  }
  hub.clock.advance(1);
};
const saidOf = (answer: Answer): readonly unknown[] => [
  answer.status,
  answer.body.errors?.[0]?.extensions.code,
  answer.body.errors?.[0]?.message,
];

describe('the person', () => {
  it.each([
    ['a restriction that was granted', 'RESTRICTION', 'GRANTED'],
    ['one that was granted in part', 'RESTRICTION', 'PARTLY'],
    ['an objection that was upheld', 'OBJECTION', 'GRANTED'],
    ['an objection that waits', 'OBJECTION', null],
  ])('takes back %s: it is read again on the next request', async (_what, right, decision) => {
    expect(await isRead()).toBe(true);
    await asked(right, decision);
    expect(await isRead()).toBe(false);
    const { id } = await newest();
    expect((await takeBack(id)).status).toBe(200);
    expect(await isRead()).toBe(true);
    expect(await newest()).toMatchObject({
      ...{ id, state: 'LIFTED', stateInWords: 'lifted', lifting: { agency: null, reason: null } },
    });
    expect(await waitingRequests(hub, await centre())).toEqual([]);
    expect(await standing(await centre())).toEqual([]);
  });

  it('may ask the same again, and it rests again', async () => {
    await asked('OBJECTION', null);
    expect(await isRead()).toBe(false);
    await takeBack((await newest()).id);
    expect(await isRead()).toBe(true);
  });

  it('is owed no decision on what was taken back: it never becomes overdue, and staff cannot decide it', async () => {
    await asked('OBJECTION', null);
    const [waiting] = await waitingRequests(hub, await centre());
    await takeBack((await newest()).id);
    const refused = await decideRight(hub, await centre(), waiting?.['id'], 'REFUSED');
    expect(saidOf(refused)).toEqual([400, 'BAD_USER_INPUT', 'The person has taken this request back.']);
    const { database } = hub.running.hub;
    await raiseOverdueAlerts(database, '2027-12-31', new Date('2027-12-31T00:00:00Z'));
    expect(await database.query(`select from alert where kind = 'OVERDUE'`)).toEqual([]);
    const dpo = await staff('berane.centre', 'enforce-access-control', { roles: ['dpo'] });
    expect((await hub.ask(dpo, '{ overdueRights { id } }')).body.data).toEqual({ overdueRights: [] });
  });

  it('takes back nothing that closes nothing, and nothing of anybody else: answered alike', async () => {
    const none = [400, 'BAD_USER_INPUT', 'No request of yours closes anything under this id.'];
    await asked('OBJECTION', 'REFUSED');
    expect(saidOf(await takeBack((await newest()).id))).toEqual(none);
    await asked('RESTRICTION', null);
    expect(saidOf(await takeBack((await newest()).id))).toEqual(none);
    const [waiting] = await waitingRequests(hub, await centre());
    await decideRight(hub, await centre(), waiting?.['id'], 'GRANTED');
    const { id } = await newest();
    expect(saidOf(await takeBack(id, rifat))).toEqual(none);
    expect(saidOf(await takeBack(`${id}x`))).toEqual(none);
    expect(await isRead()).toBe(false);
    expect((await takeBack(id)).status).toBe(200);
    expect(saidOf(await takeBack(id))).toEqual(none);
  });
});

describe('the controller', () => {
  const days = (count: number): void => hub.clock.advance(count * 86_400_000);
  let id: string;

  it('lifts what it granted fourteen days after it said so, and the person reads it from the first of them', async () => {
    await asked('RESTRICTION', 'GRANTED');
    const [granted, ...more] = await standing(await centre());
    expect([granted, more]).toMatchObject([{ right: 'RESTRICTION', state: 'DECIDED' }, []]);
    id = granted?.id ?? '';
    const announced = hub.clock.now().getTime();
    const answer = await lift(await centre(), id);
    const effectiveAt = new Date(announced + 14 * 86_400_000).toISOString();
    expect(answer.body.data).toEqual({ liftRight: effectiveAt });
    expect(await newest()).toMatchObject({
      ...{ state: 'DECIDED', stateInWords: 'granted' },
      lifting: {
        effectiveAt,
        reason: 'The accuracy is verified.',
        agency: expect.stringContaining('Centar'),
      },
    });
    days(14);
    hub.clock.advance(-1);
    expect(await isRead()).toBe(false);
    hub.clock.advance(1);
    expect(await isRead()).toBe(true);
    expect(await newest()).toMatchObject({ state: 'LIFTED', stateInWords: 'lifted' });
  });

  it('lifts it once, and the person need not wait for the day', async () => {
    await asked('OBJECTION', 'GRANTED');
    const [granted] = await standing(await centre());
    expect((await lift(await centre(), granted?.id)).status).toBe(200);
    expect(await standing(await centre())).toEqual([]);
    expect(saidOf(await lift(await centre(), granted?.id)).slice(0, 2)).toEqual([400, 'BAD_USER_INPUT']);
    expect(await isRead()).toBe(false);
    expect((await takeBack((await newest()).id)).status).toBe(200);
    expect(await isRead()).toBe(true);
    expect(await newest()).toMatchObject({ lifting: { agency: null, reason: null } });
  });

  it('lifts nothing without a reason or a word of how the person is told, and nothing that waits or was refused', async () => {
    await asked('OBJECTION', 'GRANTED');
    const [granted] = await standing(await centre());
    for (const [words, message] of [
      [{ reason: ' ' }, 'The reason is empty.'],
      [{ notice: ' ' }, 'How the person is told is empty.'],
    ] as const)
      expect(saidOf(await lift(await centre(), granted?.id, words))).toEqual([
        400,
        'BAD_USER_INPUT',
        message,
      ]);
    await takeBack((await newest()).id);
    await asked('OBJECTION', null);
    const [waiting] = await waitingRequests(hub, await centre());
    const nothing = [400, 'BAD_USER_INPUT', 'Nothing that was granted rests under this id.'];
    expect(saidOf(await lift(await centre(), waiting?.['id']))).toEqual(nothing);
    await decideRight(hub, await centre(), waiting?.['id'], 'REFUSED');
    expect(saidOf(await lift(await centre(), waiting?.['id']))).toEqual(nothing);
  });

  it('is the one it was asked of, in the name of a person: nobody else lifts it, or is shown it', async () => {
    await asked('RESTRICTION', 'GRANTED');
    const [granted] = await standing(await centre());
    for (const token of [await clerk(), await staff('berane.support')]) {
      expect(await standing(token)).toEqual([]);
      expect(saidOf(await lift(token, granted?.id)).slice(0, 2)).toEqual([400, 'BAD_USER_INPUT']);
    }
    const machine = await hub.agencyToken({
      ...{ agency: 'berane.centre', purpose: 'social-welfare-provision', actor: 'berane.centre.software' },
    });
    expect((await lift(machine, granted?.id)).status).toBe(403);
    expect((await lift(await own(ana), granted?.id)).status).toBe(403);
    expect(await isRead()).toBe(false);
    await takeBack((await newest()).id);
  });
});
