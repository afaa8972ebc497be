// S15 (R9)
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { idOf } from '../harness/consents.ts';
import { type EventStream, openStream, settle } from '../harness/event-streams.ts';
import { familyCase, luka, mother, recordGuardianship, wardsOf } from '../harness/guardians.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { openSmallHub, sampleTenants } from '../harness/registers.ts';

let hub: TestHub;
let child: string;
let ward: string;
let stream: EventStream;

const support = async (): Promise<string> =>
  await hub.agencyToken({
    agency: 'berane.support',
    actor: 'Vesna',
    purpose: 'social-welfare-provision',
    minutes: 10,
  });
const centre = async (): Promise<string> =>
  await hub.agencyToken({ agency: 'berane.centre', actor: 'Nada', purpose: 'social-welfare-provision' });
const own = async (person: typeof luka): Promise<string> =>
  await hub.personToken(person.nationalId, person.birthDate);

const reading = async (): Promise<Answer> =>
  await hub.ask(
    await support(),
    'query ($id: ID!) { person(id: $id) { caseEntries { givenName employed } } }',
    {
      id: child,
    },
  );
const give = async (token: string): Promise<Answer> =>
  await hub.ask(
    token,
    `mutation ($ward: ID) { giveConsent(ward: $ward, terms: {recipient: "berane.support", controller: "berane.centre",
       purpose: "social-welfare-provision", categories: ["IDENTITY", "EMPLOYMENT"], noticeVersion: "2026-1",
       language: "cnr", script: "Latn"}) { state until } }`,
    { ward },
  );
const codesOf = (answer: Answer) => answer.body.errors?.map(({ extensions }) => extensions.code);

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1'), centre: [familyCase] });
  const nada = await centre();
  child = await idOf(hub, await support(), luka.nationalId);
  await recordGuardianship(hub, nada, {
    ward: await idOf(hub, nada, luka.nationalId),
    guardian: await idOf(hub, nada, mother.nationalId),
  });
  ward = (await wardsOf(hub, await own(mother)))['Luka'] ?? '';
});

afterAll(async () => await hub.close());

describe('S15 what a guardian gave ends when the child is of age', () => {
  it("Luka's mother consents for him, until the day he is eighteen and no further", async () => {
    const answer = await give(await own(mother));
    expect(answer.body.data).toEqual({ giveConsent: { state: 'GIVEN', until: '2027-03-01' } });
    expect((await reading()).body.data).toEqual({
      person: { caseEntries: [{ givenName: 'Luka', employed: false }] },
    });
  });

  it("she sees his file; his counselling data have left her view already, by the age of the data's law", async () => {
    const answer = await hub.ask(
      await own(mother),
      'query ($ward: ID) { me(ward: $ward) { wards { id } held { values { coordinate } } consents { status events { byGuardian } } } }',
      { ward },
    );
    const me = answer.body.data?.['me'] as {
      wards: readonly object[];
      held: readonly { values: readonly { coordinate: string }[] }[];
      consents: readonly object[];
    };
    const seen = me.held.flatMap(({ values }) => values.map(({ coordinate }) => coordinate));
    expect(seen).toContain('CaseEntry.employed');
    expect(seen).not.toContain('CaseEntry.health');
    expect(me.wards).toEqual([]);
    expect(me.consents).toEqual([{ status: 'GIVEN', events: [{ byGuardian: true }] }]);
    // His own file holds it.
    const his = await hub.ask(await own(luka), '{ me { held { values { coordinate value } } } }');
    expect(his.text).toContain('{"coordinate":"CaseEntry.health","value":"CHRONIC_ILLNESS"}');
  });

  it('he cannot consent himself before: 403', async () => {
    const answer = await hub.ask(
      await own(luka),
      `mutation { giveConsent(terms: {recipient: "berane.support", controller: "berane.centre",
         purpose: "social-welfare-provision", categories: ["HEALTH"], noticeVersion: "2026-1", language: "cnr",
         script: "Latn"}) { state } }`,
    );
    expect([answer.status, codesOf(answer)]).toEqual([403, ['FORBIDDEN']]);
  });

  it('23:59:59 local time: the fields are there', async () => {
    hub.clock.set('2027-02-28T22:59:59Z');
    expect((await reading()).body.data).toEqual({
      person: { caseEntries: [{ givenName: 'Luka', employed: false }] },
    });
    expect(Object.keys(await wardsOf(hub, await own(mother)))).toEqual(['Luka']);
    stream = await openStream(
      hub,
      await support(),
      'subscription ($person: ID) { recordChanged(person: $person) { id person { id } } }',
      { person: child },
    );
    expect(hub.running.hub.streams.count()).toBe(1);
  });

  it('00:00:00: the stream of him is closed, and nothing is told on it', async () => {
    hub.clock.set('2027-02-28T23:00:00Z');
    await settle(hub);
    expect(await stream.ended).toBe('COMPLETE');
    expect(stream.events).toEqual([]);
  });

  it('00:00:00: expired, the fields absent, and he is in her view no longer', async () => {
    hub.clock.set('2027-02-28T23:00:00Z');
    const answer = await reading();
    expect(JSON.stringify(answer.body.data)).not.toContain('Luka');
    expect(await wardsOf(hub, await own(mother))).toEqual({});
    const old = await hub.ask(await own(mother), 'query ($ward: ID) { me(ward: $ward) { keptApart } }', {
      ward,
    });
    expect([old.status, old.body]).toEqual([200, { data: { me: null } }]);
    const again = await give(await own(mother));
    expect([again.status, codesOf(again)]).toEqual([403, ['FORBIDDEN']]);
  });

  it('he sees his data, the expired consent, and the log since the beginning', async () => {
    const answer = await hub.ask(
      await own(luka),
      `{ me { held { kind } consents { status events { status byGuardian } }
           accesses(from: "2026-12-01", until: "2027-03-01") { day step fields { coordinate } } } }`,
    );
    const before = await hub.ask(
      await own(luka),
      '{ me { accesses(from: "2026-11-01", until: "2026-11-30") { day step fields { coordinate } } } }',
    );
    const me = answer.body.data?.['me'] as { held: readonly object[]; consents: readonly object[] };
    expect(me.held.length).toBeGreaterThan(0);
    expect(me.consents).toEqual([{ status: 'EXPIRED', events: [{ status: 'GIVEN', byGuardian: true }] }]);
    const days = [...answer.text.matchAll(/"day":"([^"]+)","step":"CONSENT"/g)].map(([, day]) => day);
    expect(days).toEqual(['2027-02-28']);
    expect(before.text).toContain('"day":"2026-11-21","step":"CONSENT"');
  });

  it('and consents for himself', async () => {
    const answer = await hub.ask(
      await own(luka),
      `mutation { giveConsent(terms: {recipient: "berane.support", controller: "berane.centre",
         purpose: "social-welfare-provision", categories: ["IDENTITY"], noticeVersion: "2026-1", language: "cnr",
         script: "Latn"}) { state until } }`,
    );
    expect(answer.body.data).toEqual({ giveConsent: { state: 'GIVEN', until: '2028-03-01' } });
  });
});
