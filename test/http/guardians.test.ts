import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { approve, decisionOf, formOf, officer, propose } from '../harness/agreements.ts';
import { idOf } from '../harness/consents.ts';
import { familyCase, father, luka, mina, mother, recordGuardianship, wardsOf } from '../harness/guardians.ts';
import { countOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { openSmallHub, sampleTenants } from '../harness/registers.ts';

let hub: TestHub;
/** The children by the ids of the Centre, and of the support service. */
let centre: Record<'mother' | 'father' | 'luka' | 'mina', string>;
let support: Record<'luka' | 'mina', string>;

const tokenOf = async (agency: string, actor: string): Promise<string> =>
  await hub.agencyToken({
    agency,
    actor,
    purpose: agency === 'berane.municipality' ? 'housing-welfare-management' : 'social-welfare-provision',
  });
const nada = async () => await tokenOf('berane.centre', 'Nada');
const vesna = async () => await tokenOf('berane.support', 'Vesna');
const own = async (person: typeof luka): Promise<string> =>
  await hub.personToken(person.nationalId, person.birthDate);
const codesOf = (answer: Answer) => answer.body.errors?.map(({ extensions }) => extensions.code);
const said = (answer: Answer) => [answer.status, codesOf(answer)];

const give = async (
  giver: typeof luka,
  child: string,
  categories: readonly string[] = ['IDENTITY'],
): Promise<Answer> => {
  const token = await own(giver);
  const ward = (await wardsOf(hub, token))[child];
  return await hub.ask(
    token,
    `mutation ($ward: ID, $categories: [String!]!) { giveConsent(ward: $ward, terms: {recipient: "berane.support",
       controller: "berane.centre", purpose: "social-welfare-provision", categories: $categories,
       noticeVersion: "2026-1", language: "cnr", script: "Latn"}) { id state } }`,
    { ward: ward ?? 'nobody', categories },
  );
};
const health = async (): Promise<unknown> => {
  const answer = await hub.ask(
    await vesna(),
    'query ($id: ID!) { person(id: $id) { caseEntries { health } } }',
    { id: support.mina },
  );
  return (answer.body.data?.['person'] as { caseEntries: unknown } | null)?.caseEntries ?? null;
};

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1'), centre: [familyCase] });
  const token = await nada();
  centre = {
    mother: await idOf(hub, token, mother.nationalId),
    father: await idOf(hub, token, father.nationalId),
    luka: await idOf(hub, token, luka.nationalId),
    mina: await idOf(hub, token, mina.nationalId),
  };
  support = {
    luka: await idOf(hub, await vesna(), luka.nationalId),
    mina: await idOf(hub, await vesna(), mina.nationalId),
  };
});

afterAll(async () => await hub.close());

describe('who decides for a child', () => {
  test('is nobody because a register calls them a parent: no ward, and a consent is refused', async () => {
    expect(await wardsOf(hub, await own(mother))).toEqual({});
    expect(said(await give(mother, 'Mina'))).toEqual([403, ['FORBIDDEN']]);
    expect(await countOf(hub, 'consent')).toBe(0);
  });

  test('is taken down by a guardianship authority alone: 403 to everybody else, and to its software', async () => {
    for (const [agency, actor] of [
      ['berane.support', 'Vesna'],
      ['berane.municipality', 'Milena'],
      ['berane.centre', 'berane.centre.software'],
    ] as const) {
      const answer = await recordGuardianship(hub, await tokenOf(agency, actor), {
        ward: centre.mina,
        guardian: centre.mother,
      });
      expect(said(answer), agency).toEqual([403, ['FORBIDDEN']]);
    }
    expect(await countOf(hub, 'guardianship')).toBe(0);
  });

  test.each([
    ['nobody', {}, {}, 'One guardian is named, a person or an agency.'],
    ['an agency that is not known', { guardianAgency: 'nobody' }, {}, 'This agency is not known.'],
    [
      'no number',
      { guardianAgency: 'berane.centre' },
      { reference: ' ' },
      'The number of the decision is missing.',
    ],
    [
      'an end before the beginning',
      { guardianAgency: 'berane.centre' },
      { until: '2019-05-01' },
      'A guardianship ends after it begins.',
    ],
  ])('%s: 400, and nothing is taken down', async (_what, parties, decision, message) => {
    const answer = await recordGuardianship(hub, await nada(), { ward: centre.mina, ...parties }, decision);
    expect([said(answer), answer.body.errors?.[0]?.message]).toEqual([[400, ['BAD_USER_INPUT']], message]);
    expect(await countOf(hub, 'guardianship')).toBe(0);
  });

  test('gives for special data only with every other who does, and nothing is open before', async () => {
    for (const guardian of [centre.mother, centre.father]) {
      const answer = await recordGuardianship(hub, await nada(), { ward: centre.mina, guardian });
      expect(answer.status).toBe(200);
    }
    const first = await give(mother, 'Mina', ['IDENTITY', 'HEALTH']);
    expect(first.body.data).toMatchObject({ giveConsent: { state: 'PENDING' } });
    expect(await health()).toBeNull();

    const token = await own(father);
    const ward = (await wardsOf(hub, token))['Mina'];
    const asked = await hub.ask(
      token,
      'query ($ward: ID) { me(ward: $ward) { consents { id status isRequest } } }',
      {
        ward,
      },
    );
    const { consents = [] } = (asked.body.data?.['me'] ?? {}) as {
      consents?: readonly { id: string; isRequest: boolean }[];
    };
    expect(consents).toMatchObject([{ status: 'REQUESTED', isRequest: true }]);
    const answer = await hub.ask(
      token,
      `mutation ($request: ID!, $ward: ID) {
         answerConsentRequest(request: $request, answer: GIVE, language: "cnr", script: "Latn", ward: $ward) { state } }`,
      { request: consents[0]?.id, ward },
    );
    expect(answer.body.data).toEqual({ answerConsentRequest: { state: 'GIVEN' } });
    expect(await health()).toEqual([{ health: 'GOOD' }]);
  });

  test('withdraws alone, at once, whoever else gave it', async () => {
    const token = await own(father);
    const ward = (await wardsOf(hub, token))['Mina'];
    const answer = await hub.ask(
      token,
      'mutation ($ward: ID) { withdrawConsent(recipient: "berane.support", person: $ward) { state } }',
      { ward },
    );
    expect(answer.body.data).toEqual({ withdrawConsent: { state: 'WITHDRAWN' } });
    expect(await health()).toBeNull();
  });

  test('gives ordinary data alone, within the scope of the decision', async () => {
    expect((await give(mother, 'Mina')).body.data).toMatchObject({ giveConsent: { state: 'GIVEN' } });
    await recordGuardianship(
      hub,
      await nada(),
      { ward: centre.luka, guardian: centre.father },
      { scope: 'PROPERTY', reference: 'P 9/2024' },
    );
    expect(said(await give(father, 'Luka'))).toEqual([403, ['FORBIDDEN']]);
  });

  test('does so until the authority ends it', async () => {
    const end = async (reference: string): Promise<Answer> =>
      await hub.ask(
        await nada(),
        `mutation ($ward: ID!, $reference: String!) {
           endGuardianship(ward: $ward, reference: $reference, on: "2026-11-21") }`,
        { ward: centre.luka, reference },
      );
    expect(Object.keys(await wardsOf(hub, await own(father))).sort()).toEqual(['Luka', 'Mina']);
    expect(said(await end('P 10/2024'))).toEqual([400, ['BAD_USER_INPUT']]);
    expect((await end('P 9/2024')).body.data).toEqual({ endGuardianship: true });
    expect(Object.keys(await wardsOf(hub, await own(father)))).toEqual(['Mina']);
  });
});

describe('an agency that is the guardian', () => {
  const record = async (
    token: string,
    recipient: string,
    terms: object = {},
    asGuardian = true,
  ): Promise<Answer> =>
    await hub.ask(
      token,
      `mutation ($person: ID!, $recipient: String!, $controller: String!, $categories: [String!]!, $asGuardian: Boolean!) {
       recordConsent(person: $person, asGuardian: $asGuardian,
         terms: {recipient: $recipient, controller: $controller, purpose: "social-welfare-provision",
           categories: $categories, noticeVersion: "2026-1", language: "cnr", script: "Latn"},
         evidence: {kind: PAPER, reference: "S-44/2026", givenOn: "2026-11-20"}) { state } }`,
      {
        ...{ person: centre.luka, recipient, asGuardian, controller: 'berane.centre' },
        categories: ['IDENTITY', 'HEALTH'],
        ...terms,
      },
    );

  test('consents for its ward on paper, which another agency confirms', async () => {
    await recordGuardianship(
      hub,
      await nada(),
      { ward: centre.luka, guardianAgency: 'berane.centre' },
      { issuer: 'GUARDIANSHIP_AUTHORITY', reference: 'ST 3/2026' },
    );
    expect((await record(await nada(), 'berane.support')).body.data).toEqual({
      recordConsent: { state: 'PENDING' },
    });
    const [stored] = await hub.running.hub.database.query<{
      binding: boolean;
      until: string;
      stated: string;
    }>(
      `select binding, valid_until::text as until, stated_until::text as stated from consent
        where evidence ->> 'reference' = 'S-44/2026'`,
    );
    expect(stored).toEqual({ binding: true, until: '2027-03-01', stated: '2027-11-21' });
  });

  test('never consents to its own reading', async () => {
    // An agreement asks for the Centre's consent, so that nothing but whose consent it is refuses.
    const id = 'berane-municipality-to-centre-on-consent';
    const form = formOf('berane-municipality-to-support', {
      ...{ id, recipient: 'berane.centre', validFrom: '2026-11-21' },
    });
    decisionOf(await propose(hub, await officer(hub, 'berane.centre', 'Nada Officer'), form));
    const approved = await approve(
      ...([hub, await officer(hub, 'berane.municipality', 'Milena Officer'), id, 1] as const),
    );
    expect(decisionOf(approved)).toMatchObject({ takesEffect: true });
    const terms = { controller: 'berane.municipality', categories: ['IDENTITY'] };
    const before = await countOf(hub, 'consent');
    expect(said(await record(await nada(), 'berane.centre', terms))).toEqual([403, ['FORBIDDEN']]);
    expect(await countOf(hub, 'consent')).toBe(before);
    // The same form, but not as the child's guardian, is taken down: to open nothing.
    expect((await record(await nada(), 'berane.centre', terms, false)).body.data).toEqual({
      recordConsent: { state: 'PENDING' },
    });
  });
});
