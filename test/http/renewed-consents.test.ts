// R4, R8, R9: a consent that stands is given again before it ends. DPV: a renewal is "a new instance of given consent".
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { confirmConsent, giveConsent, idOf, recordConsent, withdrawOwnConsent } from '../harness/consents.ts';
import { familyCase, father, luka, mina, mother, recordGuardianship, wardsOf } from '../harness/guardians.ts';
import { countOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, type Figure, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly until: string;
  readonly receipt: string;
  readonly events: readonly { readonly status: string; readonly at: string }[];
}

let hub: TestHub;
const now = '2026-11-21T10:00:00Z';
const reading = { noticeVersion: '2026-1', language: 'cnr', script: 'Latn' };
const health = ['IDENTITY', 'HEALTH'];

const own = async ({ nationalId, birthDate }: Figure): Promise<string> =>
  await hub.personToken(nationalId, birthDate);
const staff = async (agency: string, actor: string): Promise<string> =>
  await hub.agencyToken({
    ...{ agency, actor },
    purpose: agency === 'berane.municipality' ? 'housing-welfare-management' : 'social-welfare-provision',
  });
const consentsOf = async (token: string, ward: string | null = null): Promise<readonly Shown[]> => {
  const answer = await hub.ask(
    token,
    'query ($ward: ID) { me(ward: $ward) { consents { id status until receipt events { status at } } } }',
    { ward },
  );
  const me = answer.body.data?.['me'] as { consents: readonly Shown[] } | null | undefined;
  if (!me) throw new Error(`no file: ${answer.text}`);
  return me.consents;
};
const renew = async (
  token: string,
  consent: string,
  changes: object = {},
  ward: string | null = null,
): Promise<Answer> =>
  await hub.ask(
    token,
    `mutation ($consent: ID!, $reading: ConsentReading!, $ward: ID) {
       renewConsent(consent: $consent, reading: $reading, ward: $ward) { id state at until } }`,
    { consent, reading: { ...reading, ...changes }, ward },
  );
const saidOf = (answer: Answer): unknown => [
  answer.status,
  ...(answer.body.errors ?? []).flatMap(({ message, extensions }) => [extensions.code, message]),
];
/** What the support service gets of somebody's health. */
const healthOf = async ({ nationalId }: Figure): Promise<unknown> => {
  const answer = await hub.ask(
    await staff('berane.support', 'Vesna'),
    'query ($id: String!) { findPerson(nationalId: $id) { caseEntries { health } } }',
    { id: nationalId },
  );
  return (answer.body.data?.['findPerson'] as { caseEntries: unknown } | null)?.caseEntries ?? null;
};
const payloadOf = (receipt: string): Record<string, unknown> =>
  JSON.parse(Buffer.from(receipt.split('.')[1] ?? '', 'base64url').toString());
const given = async (person: Figure, terms: object): Promise<Shown> => {
  const token = await own(person);
  expect((await giveConsent(hub, token, terms)).body.errors).toBeUndefined();
  const [consent] = await consentsOf(token);
  if (!consent) throw new Error('no consent');
  return consent;
};

const open = async (): Promise<void> => {
  hub = await openSmallHub(
    { housing: sampleTenants('1', '2', '3'), centre: [...sampleCases('CSR-00001'), familyCase] },
    { now },
  );
};
const centreHealth = { controller: 'berane.centre', categories: health, until: '2027-02-21' };

describe('a person renews a consent that stands', () => {
  let first: Shown;
  beforeAll(async () => {
    await open();
    first = await given(ana, centreHealth);
  });
  afterAll(async () => await hub.close());

  test('and it holds on after the day on which it would have ended, for twelve months at most', async () => {
    hub.clock.set('2027-02-20T10:00:00Z');
    const answer = await renew(await own(ana), first.id);
    expect(answer.body.data?.['renewConsent']).toMatchObject({
      ...{ state: 'GIVEN', at: '2027-02-20T10:00:00.000Z', until: '2028-02-20' },
    });
    hub.clock.set('2027-02-21T10:00:00Z');
    expect(await healthOf(ana)).not.toBeNull();
  });

  test('which her file and its receipt say, beside the consent that was renewed', async () => {
    const [second, before, ...more] = await consentsOf(await own(ana));
    expect(more).toEqual([]);
    expect(second).toMatchObject({
      ...{ status: 'RENEWED', until: '2028-02-20' },
      events: [{ status: 'RENEWED', at: '2027-02-20T10:00:00.000Z' }],
    });
    expect(before).toMatchObject({ id: first.id, status: 'EXPIRED', until: '2027-02-21' });
    expect(payloadOf(second?.receipt ?? '')).toMatchObject({
      'dct:identifier': second?.id,
      'dpv:hasConsentStatus': { '@id': 'dpv:RenewedConsentGiven' },
      'dct:hasPart': [{ 'dpv:hasConsentStatus': { '@id': 'dpv:RenewedConsentGiven' } }],
    });
    expect(payloadOf(before?.receipt ?? '')['dct:identifier']).toBe(first.id);
    expect(second?.id).not.toBe(first.id);
  });

  test('once more, and withdraws all of it with one word', async () => {
    const [second] = await consentsOf(await own(ana));
    expect((await renew(await own(ana), second?.id ?? '')).body.data?.['renewConsent']).toMatchObject({
      ...{ state: 'GIVEN', until: '2028-02-21' },
    });
    await withdrawOwnConsent(hub, await own(ana));
    expect(await healthOf(ana)).toBeNull();
    expect((await consentsOf(await own(ana))).map(({ status }) => status)).toEqual([
      ...['WITHDRAWN', 'WITHDRAWN', 'WITHDRAWN'],
    ]);
  });
});

describe('what is not renewed', () => {
  let consent: Shown;
  const noneStands = [400, 'BAD_USER_INPUT', 'No such consent stands that could be renewed.'];
  beforeAll(async () => {
    await open();
    consent = await given(ana, centreHealth);
  });
  afterAll(async () => await hub.close());

  test.each([
    ['of an unknown notice', { noticeVersion: '2025-1' }, 'This version of the notice is not known.'],
    [
      'of a notice in another language',
      { language: 'pl' },
      'The notice is not written in this language and script.',
    ],
    ['for longer than twelve months', { until: '2027-11-22' }, 'A consent holds for twelve months at most.'],
    ['for a shorter time', { until: '2027-02-20' }, 'A renewal ends no earlier than what it renews.'],
    ['until yesterday', { until: '2026-11-20' }, 'A consent ends after today.'],
  ])('%s: 400', async (_what, changes, message) => {
    expect(saidOf(await renew(await own(ana), consent.id, changes))).toEqual([
      400,
      'BAD_USER_INPUT',
      message,
    ]);
  });

  test("somebody else's, and one that there is not: answered alike", async () => {
    const [theirs, nobodys] = [
      await renew(await own(rifat), consent.id),
      await renew(await own(rifat), `${consent.id}x`),
    ];
    expect(saidOf(theirs)).toEqual(noneStands);
    expect(saidOf(nobodys)).toEqual(noneStands);
  });

  test('by staff, whatever their agency: 403', async () => {
    for (const agency of ['berane.centre', 'berane.support', 'berane.municipality'])
      expect((await renew(await staff(agency, 'Nada'), consent.id)).status, agency).toBe(403);
  });

  test('one that has ended, from its last midnight on', async () => {
    hub.clock.set('2027-02-20T23:00:00Z');
    expect(saidOf(await renew(await own(ana), consent.id))).toEqual(noneStands);
  });

  test('one that was withdrawn', async () => {
    hub.clock.set(now);
    await withdrawOwnConsent(hub, await own(ana));
    expect(saidOf(await renew(await own(ana), consent.id))).toEqual(noneStands);
  });

  test('and nothing was taken down of any of them', async () => {
    expect(await countOf(hub, 'consent')).toBe(1);
  });
});

describe('at the counter', () => {
  beforeAll(open);
  afterAll(async () => await hub.close());

  test('a form renews what stands, and who records and confirms it cannot tell which it was', async () => {
    await given(ana, { categories: ['IDENTITY', 'HOUSING'], until: '2027-02-21' });
    const recorder = await staff('berane.municipality', 'Milena');
    const answers = [];
    for (const [person, reference] of [
      [ana, 'S-17/2026'],
      [rifat, 'S-18/2026'],
    ] as const) {
      const terms = { categories: ['IDENTITY', 'HOUSING'] };
      const known = await idOf(hub, recorder, person.nationalId);
      const recorded = await recordConsent(hub, recorder, known, { terms, evidence: { reference } });
      const colleague = await staff('berane.centre', 'Nada');
      const theirs = await idOf(hub, colleague, person.nationalId);
      const confirmed = await confirmConsent(hub, colleague, theirs, reference);
      answers.push([recorded.text, confirmed.text]);
    }
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]?.[1]).toContain('"state":"GIVEN"');
    expect((await consentsOf(await own(ana))).map(({ status }) => status).sort()).toEqual([
      'GIVEN',
      'RENEWED',
    ]);
    expect((await consentsOf(await own(rifat))).map(({ status }) => status)).toEqual(['GIVEN']);
  });
});

describe('guardians', () => {
  const wardOf = async (guardian: Figure, child: string): Promise<string> =>
    (await wardsOf(hub, await own(guardian)))[child] ?? '';
  beforeAll(async () => {
    await open();
    const nada = await staff('berane.centre', 'Nada');
    for (const [ward, guardian] of [
      [mina, mother],
      [mina, father],
      [luka, mother],
    ] as const) {
      const answer = await recordGuardianship(hub, nada, {
        ward: await idOf(hub, nada, ward.nationalId),
        guardian: await idOf(hub, nada, guardian.nationalId),
      });
      expect(answer.status).toBe(200);
    }
  });
  afterAll(async () => await hub.close());

  const giveFor = async (guardian: Figure, child: string, categories: readonly string[]): Promise<Answer> =>
    await hub.ask(
      await own(guardian),
      `mutation ($ward: ID, $categories: [String!]!) { giveConsent(ward: $ward, terms: {recipient: "berane.support",
         controller: "berane.centre", purpose: "social-welfare-provision", categories: $categories,
         noticeVersion: "2026-1", language: "cnr", script: "Latn", until: "2027-01-21"}) { state } }`,
      { ward: await wardOf(guardian, child), categories },
    );
  const answerRequest = async (guardian: Figure, request: string, ward: string): Promise<Answer> =>
    await hub.ask(
      await own(guardian),
      `mutation ($request: ID!, $ward: ID) {
         answerConsentRequest(request: $request, answer: GIVE, language: "cnr", script: "Latn", ward: $ward) { state } }`,
      { request, ward },
    );
  const requested = async (guardian: Figure, ward: string): Promise<string> =>
    (await consentsOf(await own(guardian), ward)).find(({ status }) => status === 'REQUESTED')?.id ?? '';

  test('renew of special data together: until the other has, the first consent stands alone and ends', async () => {
    await giveFor(mother, 'Mina', health);
    const [hers, his] = [await wardOf(mother, 'Mina'), await wardOf(father, 'Mina')];
    await answerRequest(father, await requested(father, his), his);
    expect(await healthOf(mina)).toEqual([{ health: 'GOOD' }]);
    const [standing] = await consentsOf(await own(mother), hers);
    hub.clock.set('2026-12-21T10:00:00Z');
    const renewed = await renew(await own(mother), standing?.id ?? '', {}, hers);
    expect(renewed.body.data?.['renewConsent']).toMatchObject({ state: 'PENDING' });
    hub.clock.set('2027-01-21T10:00:00Z');
    expect(await healthOf(mina)).toBeNull();
    hub.clock.set('2027-01-20T10:00:00Z');
    expect((await answerRequest(father, await requested(father, his), his)).body.errors).toBeUndefined();
    expect((await consentsOf(await own(father), his)).map(({ status }) => status)).toEqual([
      'RENEWED',
      'GIVEN',
    ]);
    hub.clock.set('2027-01-21T10:00:00Z');
    expect(await healthOf(mina)).toEqual([{ health: 'GOOD' }]);
  });

  test('renew no further than to the day on which the child is of age', async () => {
    hub.clock.set(now);
    await giveFor(mother, 'Luka', ['IDENTITY']);
    const ward = await wardOf(mother, 'Luka');
    const [standing] = await consentsOf(await own(mother), ward);
    const renewed = await renew(await own(mother), standing?.id ?? '', {}, ward);
    expect(renewed.body.data?.['renewConsent']).toMatchObject({ state: 'GIVEN', until: '2027-03-01' });
  });

  test('and not one of a child for whom they do not decide', async () => {
    const hers = await wardOf(mother, 'Luka');
    const [standing] = await consentsOf(await own(mother), hers);
    const his = await wardOf(father, 'Mina');
    expect((await renew(await own(father), standing?.id ?? '', {}, his)).status).toBe(400);
    expect((await renew(await own(father), standing?.id ?? '', {}, hers)).status).toBeGreaterThanOrEqual(400);
  });
});
