// S05 (R7, R9, R13): a guardian by court record whom a matter names. Left to the issue that builds notices: a contact e-mail that
// he changes, to which nothing about the matter is sent.
import type { GeneralJWE } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertsOf } from '../harness/alerts.ts';
import { giveConsent, idOf } from '../harness/consents.ts';
import { recordGuardianship, wardsOf } from '../harness/guardians.ts';
import { createPartyKey } from '../harness/matter-keys.ts';
import { takeMatter } from '../harness/matters.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { type Figure, figure } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf, createTwins, sameInBoth, type Twins } from '../harness/twins.ts';
import { agencyIn, editConfiguration } from '../http/edited-configuration.ts';

const marko = figure('CSR-00002/000004');
const jelena = figure('CSR-00002/000005');
const luka = figure('CSR-00002/000006');
const psychologistKey = await createPartyKey('psychologist');

const protecting = 'domestic-violence-protection';
const configuration = editConfiguration((edited) => {
  agencyIn(edited, 'berane.support').purposes[protecting] = { class: 'operational', operations: ['matters'] };
});

let twins: Twins;
/** A matter protects Luka in the one world, and names his father; in its twin there is none. */
let hub: TestHub;
let twin: TestHub;
/** What the school's psychologist calls him. */
let named = '';

const both = async (work: (world: TestHub) => Promise<Answer>): Promise<Answer> =>
  await sameInBoth([hub, twin], work);
const own = async (world: TestHub, person: Figure = marko): Promise<string> =>
  await world.personToken(person.nationalId, person.birthDate);
const centre = async (world: TestHub): Promise<string> =>
  await world.agencyToken({ agency: 'berane.centre', actor: 'Nada', purpose: 'social-welfare-provision' });
const lead = async (): Promise<string> =>
  await hub.agencyToken({ agency: 'berane.centre', actor: 'Nada', purpose: protecting, roles: ['lead'] });
const psychologist = async (world: TestHub, purpose = 'social-welfare-provision'): Promise<string> =>
  await world.agencyToken({ agency: 'berane.support', actor: 'Petra', purpose });
const ward = async (world: TestHub): Promise<string> =>
  (await wardsOf(world, await own(world)))['Luka'] ?? '';

const everything = `keptApart
  held { id source controller kind since keptBy keptUntil values { coordinate value } shownTo { recipient agreement } }
  consents { id status receipt isRequest end { confirmBy } stays { agreement } events { status at agency byGuardian } }
  prohibitions { recipient } rightsRequests { id state }
  accesses { day agency purpose step fields { coordinate } }
  json: portableCopy(form: JSON) person: portableCopy(form: CORE_PERSON)`;
const openView = async (world: TestHub): Promise<Answer> =>
  await world.ask(
    await own(world),
    `query ($ward: ID) { me(language: "cnr", ward: $ward) { ${everything} } }`,
    { ward: await ward(world) },
  );
const readByConsent = async (world: TestHub): Promise<Answer> =>
  await world.ask(
    await psychologist(world),
    'query ($id: ID!) { person(id: $id) { givenName caseEntries { givenName health } } }',
    { id: named },
  );

interface Matter {
  readonly id: string;
  readonly units: readonly { readonly id: string; readonly version: number; readonly jwe: string }[];
  readonly bases: readonly object[];
}
const mattersOf = async (token: string): Promise<readonly Matter[]> =>
  ((
    await hub.ask(
      token,
      `{ matters { id units { id version jwe }
         bases { code act article article6 category field reader statedBy since } } }`,
    )
  ).body.data?.['matters'] ?? []) as readonly Matter[];
const state = async (basis: object): Promise<Answer> =>
  await hub.ask(
    await lead(),
    `mutation ($matter: ID!, $basis: ProtectiveBasisInput!) {
       stateProtectiveBasis(matter: $matter, basis: $basis) { matter } }`,
    {
      matter: (await mattersOf(await lead()))[0]?.id,
      basis: {
        ...{ code: 'protection-from-family-violence', article6: 'A6-1-c', category: 'HEALTH' },
        ...{ reader: 'berane.support' },
        ...basis,
      },
    },
  );

const member = (person: Figure, number: string, more: object): object => ({
  ...{ localId: `CSR-00900/${number}`, givenName: person.givenName, familyName: person.familyName },
  ...{ nationalId: person.nationalId, birthDate: person.birthDate, employed: false, health: 'dobro' },
  ...more,
});
/** The sealed case: it protects the child, and names his father without protecting him. */
const sealedCase = (version: number, others: readonly object[]): object => {
  const [hers] = sampleCases('CSR-00900');
  return {
    ...hers,
    version,
    members: [
      member(luka, '009002', { sex: 'M', relation: 'dijete' }),
      member(marko, '009003', { sex: 'M', relation: 'nosilac', isProtected: false }),
      ...others,
    ],
  };
};
const push = async (version: number, others: readonly object[] = []): Promise<void> => {
  const answer = await hub.ask(
    await centre(hub),
    'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }',
    { records: [sealedCase(version, others)] },
    { 'idempotency-key': `version ${version}` },
  );
  expect(answer.status).toBe(200);
};

beforeAll(async () => {
  twins = await createTwins();
  const options = () => {
    const { configuration: shared, ...more } = twins.options();
    return { ...more, configuration: { ...shared, ...configuration.files } };
  };
  const housing = sampleTenants('1', '2', '3', '4', '5', '6');
  const [household] = sampleCases('CSR-00002');
  if (!household) throw new Error('no such case');
  const referral = { member: luka.localId, agency: 'berane.support', acceptedOn: '2026-05-20' };
  const registers = { housing, centre: [{ ...household, referrals: [referral] }] };
  hub = await openSmallHub(registers, options());
  twin = await openSmallHub(registers, options());
  for (const world of [hub, twin]) {
    const token = await centre(world);
    await recordGuardianship(world, token, {
      ward: await idOf(world, token, luka.nationalId),
      guardian: await idOf(world, token, marko.nationalId),
    });
    const given = await world.ask(
      await own(world),
      `mutation ($terms: ConsentTerms!, $ward: ID) { giveConsent(terms: $terms, ward: $ward) { state } }`,
      {
        terms: {
          ...{ recipient: 'berane.support', controller: 'berane.centre', noticeVersion: '2026-1' },
          ...{ purpose: 'social-welfare-provision', categories: ['IDENTITY', 'HEALTH'] },
          ...{ language: 'cnr', script: 'Latn' },
        },
        ward: await ward(world),
      },
    );
    expect(given.body.data).toEqual({ giveConsent: { state: 'GIVEN' } });
    await giveConsent(world, await own(world, jelena), {
      controller: 'berane.centre',
      categories: ['IDENTITY'],
    });
    named = await idOf(world, await psychologist(world), luka.nationalId);
    // What he will refuse: asked before there was a matter, so that both worlds call it by one id.
    const asked = await world.ask(
      await psychologist(world),
      'mutation ($person: ID!, $terms: RequestedTerms!) { requestConsent(person: $person, terms: $terms) { at } }',
      {
        person: named,
        terms: {
          ...{ controller: 'berane.centre', purpose: 'social-welfare-provision' },
          ...{ categories: ['EMPLOYMENT'], noticeVersion: '2026-1' },
        },
      },
    );
    expect(asked.status).toBe(200);
  }
  await push(1);
  const matter = await takeMatter(hub, await lead(), 'M-2026-001');
  await hub.ask(
    await lead(),
    'mutation ($matter: ID!, $party: PartyInput!) { nameParty(matter: $matter, party: $party) { matter } }',
    {
      matter,
      party: {
        ...{ agency: 'berane.support', actor: 'Petra', role: 'MEMBER' },
        key: JSON.stringify(psychologistKey.publicJwk),
      },
    },
  );
  // From now on what comes is sealed for the psychologist, too.
  await push(2);
});

afterAll(async () => {
  await hub.close();
  await twin.close();
  twins.remove();
  configuration.remove();
});

describe('beforehand the lead', () => {
  it('records on which law the psychologist’s readings rest: sealed in the matter, and for the officer', async () => {
    expect((await state({})).status).toBe(200);
    expect(await mattersOf(await psychologist(hub, protecting))).toMatchObject([
      {
        bases: [
          {
            ...{ code: 'protection-from-family-violence', act: 'Zakon o zaštiti od nasilja u porodici' },
            ...{ article: 'čl. 9', article6: 'A6-1-c', category: 'HEALTH', field: null },
            ...{ reader: 'berane.support', statedBy: 'Nada', since: '2026-11-21T10:00:00.000Z' },
          },
        ],
      },
    ]);
    const officer = await hub.agencyToken({
      agency: 'berane.centre',
      actor: 'Olga',
      purpose: 'enforce-access-control',
      roles: ['dpo'],
    });
    const log = await hub.ask(officer, '{ sealedLog { act actor basis { code reader category } } }');
    expect(log.body.data?.['sealedLog']).toContainEqual({
      ...{ act: 'STATE_BASIS', actor: 'Nada' },
      basis: { code: 'protection-from-family-violence', reader: 'berane.support', category: 'HEALTH' },
    });
  });

  it.each([
    ['a code of no list', { code: 'nothing' }],
    ['a basis that the act does not carry', { article6: 'A6-1-f' }],
    ['consent, which a guardian can take back', { article6: 'A6-1-a' }],
    ['a category and a field at once', { field: 'CaseEntry.health' }],
    ['neither', { category: null }],
    ['a field of no contract', { category: null, field: 'CaseEntry.nothing' }],
    ['an agency that there is not', { reader: 'nobody' }],
  ])('cannot state %s', async (_what, basis) => {
    expect((await state(basis)).body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
  });

  it('opens nothing by it: that is for agreements and matters', async () => {
    const answer = await both(readByConsent);
    expect(answer.body.data).toMatchObject({ person: { caseEntries: [{ health: 'CHRONIC_ILLNESS' }] } });
  });
});

describe('Marko, his guardian', () => {
  let before: readonly Matter[] = [];

  it("opens Luka's view and log: his ordinary data, the same bytes as without a matter", async () => {
    before = await mattersOf(await psychologist(hub, protecting));
    const answer = await both(openView);
    expect(answer.status).toBe(200);
    expect(answer.text).toContain('"CaseEntry.givenName"');
    expect(answer.text).not.toMatch(/M-2026|CSR-00900|sealed|matter/i);
  });

  it('refuses a new one: the same', async () => {
    const answer = await both(async (world) => {
      const token = await own(world);
      const shown = await world.ask(
        token,
        'query ($ward: ID) { me(ward: $ward) { consents { id isRequest } } }',
        { ward: await ward(world) },
      );
      const { consents } = (shown.body.data?.['me'] ?? { consents: [] }) as {
        consents: readonly { id: string; isRequest: boolean }[];
      };
      return await world.ask(
        token,
        `mutation ($request: ID!, $ward: ID) {
           answerConsentRequest(request: $request, answer: REFUSE, ward: $ward) { id state at until } }`,
        { request: consents.find(({ isRequest }) => isRequest)?.id ?? '', ward: await ward(world) },
      );
    });
    expect(answer.body.data).toMatchObject({ answerConsentRequest: { state: 'REFUSED' } });
  });

  it('withdraws every consent for Luka: at once, with the usual receipt', async () => {
    const answer = await both(
      async (world) =>
        await world.ask(
          await own(world),
          `mutation ($ward: ID) { withdrawConsent(recipient: "berane.support", person: $ward, language: "cnr") {
             id state at until ends { recipient purpose } stays { agreement basis act article } } }`,
          { ward: await ward(world) },
        ),
    );
    expect(answer.body.data).toMatchObject({ withdrawConsent: { state: 'WITHDRAWN' } });
  });

  it('opens the view again: his withdrawal and his refusal, and nothing else', async () => {
    const answer = await both(openView);
    expect(answer.text).toContain('"status":"WITHDRAWN"');
    expect(answer.text).toContain('"status":"REFUSED"');
  });

  it('leaves the psychologist without what rested on consent, in both worlds alike', async () => {
    const answer = await both(readByConsent);
    expect(answer.text).not.toContain('CHRONIC_ILLNESS');
  });

  it('and changes nothing of the matter, which the psychologist opens with a key of their own', async () => {
    const after = await mattersOf(await psychologist(hub, protecting));
    expect(after).toEqual(before);
    const [unit] = after[0]?.units ?? [];
    const content = await psychologistKey.open(JSON.parse(unit?.jwe ?? '') as GeneralJWE);
    expect(content.records.map(({ values }) => values['givenName'])).toEqual(
      expect.arrayContaining(['Luka', 'Marko']),
    );
  });
});

describe('the lead of the matter', () => {
  it('is told that consents for a protected child were withdrawn by a guardian, once; in the twin nobody is', async () => {
    const alerts = (await alertsOf(hub, 'berane.centre', 'lead')).filter(
      ({ kind }) => kind === 'GUARDIAN_WITHDRAWAL',
    );
    expect(alerts).toEqual([
      {
        ...{ kind: 'GUARDIAN_WITHDRAWAL', agency: 'berane.support', actor: null },
        ...{ purpose: 'social-welfare-provision', objects: 1 },
        ...{ firstAt: '2026-11-21T10:00:00.000Z', lastAt: '2026-11-21T10:00:00.000Z' },
      },
    ]);
    expect(await alertsOf(hub, 'berane.centre', 'lead')).toHaveLength(alerts.length);
    expect(await alertsOf(twin, 'berane.centre', 'lead')).toEqual([]);
  });

  it('is told it by nothing that Marko can see', async () => {
    await both(openView);
  });
});

describe('a form on paper for a protected child', () => {
  const record = async (reference: string, signedBy: readonly string[]): Promise<void> => {
    const answer = await hub.ask(
      await centre(hub),
      `mutation ($person: ID!, $terms: ConsentTerms!, $evidence: ConsentEvidence!, $signedBy: [ID!]) {
         recordConsent(person: $person, terms: $terms, evidence: $evidence, signedBy: $signedBy) { state } }`,
      {
        person: await idOf(hub, await centre(hub), luka.nationalId),
        signedBy,
        terms: {
          ...{ recipient: 'berane.support', controller: 'berane.centre', noticeVersion: '2026-1' },
          ...{ purpose: 'social-welfare-provision', categories: ['IDENTITY'] },
          ...{ language: 'cnr', script: 'Latn' },
        },
        evidence: { kind: 'PAPER', reference, givenOn: '2026-10-21' },
      },
    );
    expect(answer.body.data).toEqual({ recordConsent: { state: 'PENDING' } });
  };
  const forms = async (): Promise<string> =>
    (
      await hub.ask(
        await own(hub),
        'query ($ward: ID) { me(ward: $ward) { consents { evidence { reference } } } }',
        { ward: await ward(hub) },
      )
    ).text;

  it('stays in the sight of the guardian who signed it, or its absence would tell him', async () => {
    await record('S-31/2026', [await idOf(hub, await centre(hub), marko.nationalId)]);
    expect(await forms()).toContain('S-31/2026');
  });

  it('that he did not sign is not there for him', async () => {
    await record('S-32/2026', []);
    expect(await forms()).not.toContain('S-32/2026');
  });
});

describe('who is no guardian', () => {
  it("does not open a child's view: there is no decision that names her", async () => {
    const answer = await both(
      async (world) =>
        await world.ask(await own(world, jelena), 'query ($ward: ID) { me(ward: $ward) { keptApart } }', {
          ward: await ward(world),
        }),
    );
    expect([answer.status, answer.body]).toEqual([200, { data: { me: null } }]);
  });
});

describe('Jelena, once she decides for Luka, too, and the matter protects them both', () => {
  /** What each world calls otherwise, because it made it later, is left out. */
  const shown = `consents { status purpose recipient until categories events { status at byGuardian } }
    accesses { day agency purpose step fields { coordinate } }`;
  const view = async (world: TestHub, person: Figure): Promise<Answer> => {
    const token = await own(world, person);
    const named = (await wardsOf(world, token))['Luka'] ?? '';
    return await world.ask(token, `query ($ward: ID) { me(language: "cnr", ward: $ward) { ${shown} } }`, {
      ward: named,
    });
  };
  const give = async (world: TestHub, person: Figure, categories: readonly string[]): Promise<Answer> => {
    const token = await own(world, person);
    return await world.ask(
      token,
      `mutation ($terms: ConsentTerms!, $ward: ID) { giveConsent(terms: $terms, ward: $ward) { state at until } }`,
      {
        terms: {
          ...{ recipient: 'berane.support', controller: 'berane.centre', noticeVersion: '2026-1' },
          ...{ purpose: 'social-welfare-provision', categories, language: 'cnr', script: 'Latn' },
        },
        ward: (await wardsOf(world, token))['Luka'] ?? '',
      },
    );
  };
  const statuses = (answer: Answer): readonly string[] => {
    const { consents = [] } = (answer.body.data?.['me'] ?? {}) as { consents?: { status: string }[] };
    return consents.map(({ status }) => status);
  };
  const setClocks = (instant: string): void => {
    for (const world of [hub, twin]) world.clock.set(instant);
  };
  let before: Answer;
  let beforeInTwin: Answer;

  beforeAll(async () => {
    for (const world of [hub, twin]) {
      const token = await centre(world);
      await recordGuardianship(
        world,
        token,
        {
          ward: await idOf(world, token, luka.nationalId),
          guardian: await idOf(world, token, jelena.nationalId),
        },
        { reference: 'P 42/2019' },
      );
    }
    await push(3, [member(jelena, '009001', { sex: 'F', relation: 'supružnik' })]);
    setClocks('2026-11-22T10:00:00Z');
    // That his referral is known to the recipient stands in his log with or without a consent.
    await both(readByConsent);
    [before, beforeInTwin] = [await view(hub, marko), await view(twin, marko)];
  });

  it('gives a consent for him: the same bytes, and in her own view of him, too', async () => {
    const answer = await both(async (world) => await give(world, jelena, ['IDENTITY']));
    expect(answer.body.data).toMatchObject({ giveConsent: { state: 'GIVEN' } });
    expect(statuses(await view(hub, jelena))).toContain('GIVEN');
    expect(statuses(await view(hub, jelena)).filter((each) => each === 'GIVEN')).toEqual(
      statuses(await view(twin, jelena)).filter((each) => each === 'GIVEN'),
    );
  });

  it('is read under it by the recipient, in both worlds alike', async () => {
    const answer = await both(readByConsent);
    expect(answer.body.data).toMatchObject({ person: { caseEntries: [{ givenName: luka.givenName }] } });
  });

  it('has the reading in her view of him, as in the twin', async () => {
    // His id is told by the referral alone, where the consent is not looked at first: nothing else is another line.
    const lines = async (world: TestHub): Promise<readonly string[]> => {
      const { accesses = [] } = ((await view(world, jelena)).body.data?.['me'] ?? {}) as {
        accesses?: { day: string; agency: string; step: string; fields: { coordinate: string }[] }[];
      };
      return accesses.flatMap(({ day, agency, step, fields }) =>
        fields
          .filter(({ coordinate }) => coordinate !== 'Person.id')
          .map(({ coordinate }) => [day, agency, step, coordinate].join(' ')),
      );
    };
    expect((await lines(hub)).join('\n')).toMatch(/^2026-11-22 .* CONSENT CaseEntry.givenName$/m);
    expect(await lines(hub)).toEqual(await lines(twin));
  });

  it('leaves the other guardian’s view as it was: no recipient, no day, no reading; without a matter he sees it', async () => {
    expect(bytesOf(await view(hub, marko))).toEqual(bytesOf(before));
    const seen = await view(twin, marko);
    expect(bytesOf(seen)).not.toEqual(bytesOf(beforeInTwin));
    expect(statuses(seen)).toContain('GIVEN');
    expect(seen.text).toMatch(/"day":"2026-11-22"[^[]*"step":"CONSENT"/);
  });

  it('renews it, and he does not see that either; what he gives to the same is no renewal to him', async () => {
    setClocks('2026-11-23T10:00:00Z');
    const renewed = await both(async (world) => {
      const token = await own(world, jelena);
      const ward = (await wardsOf(world, token))['Luka'] ?? '';
      const held = await world.ask(
        token,
        'query ($ward: ID) { me(ward: $ward) { consents { id status } } }',
        {
          ward,
        },
      );
      const { consents } = (held.body.data?.['me'] ?? { consents: [] }) as {
        consents: { id: string; status: string }[];
      };
      return await world.ask(
        token,
        `mutation ($consent: ID!, $ward: ID) { renewConsent(consent: $consent, ward: $ward,
           reading: { noticeVersion: "2026-1", language: "cnr", script: "Latn" }) { state at until } }`,
        { consent: consents.find(({ status }) => status === 'GIVEN')?.id ?? '', ward },
      );
    });
    expect(renewed.body.data).toMatchObject({ renewConsent: { state: 'GIVEN' } });
    expect(statuses(await view(hub, jelena))).toContain('RENEWED');
    expect(bytesOf(await view(hub, marko))).toEqual(bytesOf(before));
    await both(async (world) => await give(world, marko, ['IDENTITY']));
    expect(statuses(await view(hub, marko))).not.toContain('RENEWED');
    expect(statuses(await view(hub, marko))).toContain('GIVEN');
  });

  it('ends with his withdrawal as ever, by which nothing of hers comes into his sight', async () => {
    await both(
      async (world) =>
        await world.ask(
          await own(world),
          `mutation ($ward: ID) { withdrawConsent(recipient: "berane.support", person: $ward, language: "cnr") {
             state at until ends { recipient purpose } } }`,
          { ward: await ward(world) },
        ),
    );
    expect(statuses(await view(hub, jelena))).not.toContain('GIVEN');
    const seen = statuses(await view(hub, marko));
    expect(seen).not.toContain('GIVEN');
    expect(seen).toHaveLength(statuses(before).length + 1);
  });

  it('but where all who hold the scope must give, stands in the sight of those who are to give', async () => {
    const answer = await both(async (world) => await give(world, jelena, ['IDENTITY', 'HEALTH']));
    expect(answer.body.data).toMatchObject({ giveConsent: { state: 'PENDING' } });
    expect(statuses(await view(hub, marko))).toContain('REQUESTED');
  });
});
