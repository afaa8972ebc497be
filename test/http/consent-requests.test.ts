import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { idOf } from '../harness/consents.ts';
import { countOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf } from '../harness/twins.ts';

let hub: TestHub;
let client: string;

const tokenOf = async (agency: string, actor: string): Promise<string> =>
  await hub.agencyToken({
    agency,
    actor,
    purpose: agency === 'berane.municipality' ? 'housing-welfare-management' : 'social-welfare-provision',
  });
const vesna = async () => await tokenOf('berane.support', 'Vesna');
const own = async (person: typeof ana = ana): Promise<string> =>
  await hub.personToken(person.nationalId, person.birthDate);
const codesOf = (answer: Answer) => answer.body.errors?.map(({ extensions }) => extensions.code);

const request = async (
  terms: object = {},
  { token, person = client }: { token?: string; person?: string } = {},
): Promise<Answer> =>
  await hub.ask(
    token ?? (await vesna()),
    'mutation ($person: ID!, $terms: RequestedTerms!) { requestConsent(person: $person, terms: $terms) { id at } }',
    {
      person,
      terms: {
        controller: 'berane.municipality',
        purpose: 'social-welfare-provision',
        categories: ['HOUSING'],
        noticeVersion: '2026-1',
        ...terms,
      },
    },
  );

interface Shown {
  readonly id: string;
  readonly status: string;
  readonly isRequest: boolean;
  readonly language: string | null;
}
const shown = async (person: typeof ana = ana): Promise<readonly Shown[]> => {
  const answer = await hub.ask(await own(person), '{ me { consents { id status isRequest language } } }');
  return ((answer.body.data?.['me'] ?? {}) as { consents?: readonly Shown[] }).consents ?? [];
};
const answerTo = async (id: string, said: string, reading = ''): Promise<Answer> =>
  await hub.ask(
    await own(),
    `mutation ($id: ID!) { answerConsentRequest(request: $id, answer: ${said} ${reading}) { state until } }`,
    { id },
  );
const rooms = async (): Promise<string> =>
  (
    await hub.ask(
      await vesna(),
      'query ($id: ID!) { person(id: $id) { households { tenancies { rooms } } } }',
      {
        id: client,
      },
    )
  ).text;

/** The receipt with its id taken out: what is left must not tell what became of the request. */
const formOf = (answer: Answer) => ({
  ...bytesOf(answer),
  text: answer.text.replace(/"id":"[^"]+"/, '"id":"…"'),
});

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  client = await idOf(hub, await vesna(), ana.nationalId);
});

beforeEach(async () => {
  hub.clock.set('2026-11-21T10:00:00Z');
  await hub.running.hub.database.query('delete from consent_event');
  await hub.running.hub.database.query('delete from consent');
});

afterAll(async () => await hub.close());

describe('an agency asks a client for a consent', () => {
  test('who is shown it and gives it, in the language in which the notice was read', async () => {
    const asked = await request({ categories: ['IDENTITY', 'HOUSEHOLD', 'HOUSING'] });
    expect([asked.status, Object.keys(asked.body.data?.['requestConsent'] as object)]).toEqual([
      200,
      ['id', 'at'],
    ]);
    expect(await rooms()).not.toContain('"rooms":3');
    const [waiting] = await shown();
    expect(waiting).toMatchObject({ status: 'REQUESTED', isRequest: true, language: null });
    const given = await answerTo(waiting?.id ?? '', 'GIVE', 'language: "cnr", script: "Cyrl"');
    expect(given.body.data).toEqual({ answerConsentRequest: { state: 'GIVEN', until: '2027-11-21' } });
    expect(await shown()).toMatchObject([{ status: 'GIVEN', isRequest: false, language: 'cnr' }]);
    expect(await rooms()).toContain('"rooms":3');
  });

  test('who can decide later, and is asked on', async () => {
    await request();
    const [waiting] = await shown();
    expect((await answerTo(waiting?.id ?? '', 'DEFER')).body.data).toEqual({
      answerConsentRequest: { state: 'DEFERRED', until: null },
    });
    expect(await shown()).toMatchObject([{ status: 'REQUEST_DEFERRED', isRequest: true }]);
    const given = await answerTo(waiting?.id ?? '', 'GIVE', 'language: "cnr", script: "Latn"');
    expect(given.body.data).toMatchObject({ answerConsentRequest: { state: 'GIVEN' } });
  });

  test('who refuses, and is left alone for ninety days: the receipt is the same all the while', async () => {
    const first = await request();
    const [waiting] = await shown();
    expect((await answerTo(waiting?.id ?? '', 'REFUSE')).body.data).toEqual({
      answerConsentRequest: { state: 'REFUSED', until: null },
    });
    const again = await request({ categories: ['FINANCE'] });
    expect(formOf(again)).toEqual(formOf(first));
    expect(await shown()).toMatchObject([{ status: 'REFUSED' }]);
    hub.clock.set('2027-02-18T22:59:59Z');
    await request();
    expect(await shown()).toHaveLength(1);
    hub.clock.set('2027-02-18T23:00:00Z');
    await request();
    expect(await shown()).toMatchObject([{ status: 'REQUESTED' }, { status: 'REFUSED' }]);
    // Nothing is lost of what was asked in between: it is in the store, and was put to nobody.
    expect(await countOf(hub, 'consent')).toBe(4);
  });

  test('who withdrew, and is left alone as well', async () => {
    await request();
    const [waiting] = await shown();
    await answerTo(waiting?.id ?? '', 'GIVE', 'language: "cnr", script: "Latn"');
    await hub.ask(await own(), 'mutation { withdrawConsent(recipient: "berane.support") { state } }');
    await request();
    expect(await shown()).toMatchObject([{ status: 'WITHDRAWN' }]);
  });

  test('once: a second request for the same while the first waits is put to nobody', async () => {
    const [first, second] = [await request(), await request()];
    expect(formOf(second)).toEqual(formOf(first));
    expect(await shown()).toHaveLength(1);
  });

  test('and nobody else hears of it', async () => {
    await request();
    expect(await shown(rifat)).toEqual([]);
  });

  test.each([
    ['for data that its agreement does not name', { categories: ['HEALTH'] }],
    ['for protection', { categories: ['PROTECTION'] }],
    ['for a closed purpose', { purpose: 'domestic-violence-protection' }],
    ['for a notice that is not known', { noticeVersion: '1999-9' }],
    ['beyond twelve months', { until: '2027-11-22' }],
    ['for nothing', { categories: [] }],
  ])('not %s: 400, nothing is stored', async (_what, terms) => {
    const answer = await request(terms);
    expect([answer.status, codesOf(answer)]).toEqual([400, ['BAD_USER_INPUT']]);
    expect(await countOf(hub, 'consent')).toBe(0);
  });

  test('not by software, not by an agency that may not ask, and not of somebody who is no client', async () => {
    const machine = await request({}, { token: await tokenOf('berane.support', 'berane.support.software') });
    expect([machine.status, codesOf(machine)]).toEqual([403, ['FORBIDDEN']]);
    const centre = await tokenOf('berane.centre', 'Nada');
    const other = await request({}, { token: centre, person: await idOf(hub, centre, ana.nationalId) });
    expect([other.status, codesOf(other)]).toEqual([400, ['BAD_USER_INPUT']]);
    const clerk = await tokenOf('berane.municipality', 'Milena');
    const stranger = await request({}, { person: await idOf(hub, clerk, rifat.nationalId) });
    expect([stranger.status, codesOf(stranger)]).toEqual([400, ['BAD_USER_INPUT']]);
    expect(await countOf(hub, 'consent')).toBe(0);
  });
});

describe('an answer', () => {
  test("to somebody else's request, to a consent or to nothing is refused alike: 400", async () => {
    await request();
    const [waiting] = await shown();
    const id = waiting?.id ?? '';
    const rifats = await hub.ask(
      await own(rifat),
      'mutation ($id: ID!) { answerConsentRequest(request: $id, answer: REFUSE) { state } }',
      { id },
    );
    await answerTo(id, 'GIVE', 'language: "cnr", script: "Latn"');
    for (const answer of [rifats, await answerTo(id, 'REFUSE'), await answerTo('x', 'DEFER')]) {
      expect([answer.status, answer.body.errors?.[0]?.message]).toEqual([
        400,
        'No such request waits for an answer.',
      ]);
    }
  });

  test('needs the language and script that the notice is written in, to consent', async () => {
    await request();
    const [waiting] = await shown();
    for (const [reading, message] of [
      ['', 'Say in which language and script it was read.'],
      ['language: "pl", script: "Latn"', 'The notice is not written in this language and script.'],
    ] as const) {
      const answer = await answerTo(waiting?.id ?? '', 'GIVE', reading);
      expect([answer.status, answer.body.errors?.[0]?.message]).toEqual([400, message]);
    }
    expect(await shown()).toMatchObject([{ status: 'REQUESTED', language: null }]);
  });
});
