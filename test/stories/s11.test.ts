// S11 (R2, R5, R6). Rifat is no client of support, so nobody may ask him (R6): his refusal is a written prohibition.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giveConsent, idOf, prohibit, withdrawOwnConsent } from '../harness/consents.ts';
import { type LogEntry, loggedDuring, personOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf, createTwins, type Twins } from '../harness/twins.ts';

const everything = { categories: ['IDENTITY', 'CONTACT', 'HOUSEHOLD', 'HOUSING', 'FINANCE'] };
const ofTheCentre = {
  controller: 'berane.centre',
  categories: ['IDENTITY', 'CONTACT', 'HOUSEHOLD', 'EMPLOYMENT', 'HEALTH'],
};

/** H2 as support asks for it: Ana herself, the dwelling, what is about both signatories, and the members. */
const asking = `query ($ana: ID!, $rifat: String!) {
  person(id: $ana) { id givenName caseEntries { health employed }
    households { id address localCommunity memberCount dwelling { address rooms condition }
      members { id givenName caseEntries { health } tenantEntries { relation } }
      tenancies { address rooms condition floorArea status rent arrears memberCount } careCases { memberCount } } }
  rifat: findPerson(nationalId: $rifat) { id givenName }
}`;

const damp = { napomena: 'vlaga' };

let twins: Twins;
/** Rifat's arrears are held here, and in its twin there is nothing to hold. */
let held: TestHub;
let nothingHeld: TestHub;

const open = async (arrears: object): Promise<TestHub> => {
  const housing = sampleTenants('1', '2', '3').map((row) => ({ ...row, ...damp, ...arrears }));
  const hub = await openSmallHub({ housing, centre: sampleCases('CSR-00001') }, twins.options());
  const token = await hub.personToken(ana.nationalId, ana.birthDate);
  for (const terms of [everything, ofTheCentre]) {
    expect((await giveConsent(hub, token, terms)).status).toBe(200);
  }
  return hub;
};

const staff = async (hub: TestHub, agency: string): Promise<string> =>
  await hub.agencyToken({ agency, purpose: 'social-welfare-provision', actor: 'Vesna' });

const rifatToken = async (): Promise<string> => await held.personToken(rifat.nationalId, rifat.birthDate);

const askSupport = async (hub: TestHub): Promise<Answer> => {
  const token = await staff(hub, 'berane.support');
  return await hub.ask(token, asking, {
    ana: await idOf(hub, token, ana.nationalId),
    rifat: rifat.nationalId,
  });
};

const askCentre = async (hub: TestHub): Promise<Answer> => {
  const token = await staff(hub, 'berane.centre');
  return await hub.ask(
    token,
    'query ($id: ID!) { person(id: $id) { households { tenancies { arrears } } } }',
    {
      id: await idOf(hub, token, rifat.nationalId),
    },
  );
};

const arrearsOf = (answer: Answer): unknown =>
  (answer.body.data as { person: { households: { tenancies: { arrears: unknown }[] }[] } }).person
    .households[0]?.tenancies[0]?.arrears;

/** What one world answered, and what it put into the log. */
interface Visit {
  readonly answer: Answer;
  /** Lines about Rifat, or through him, that support's question left. */
  readonly linesOfRifat: readonly LogEntry[];
  readonly arrearsForCentre: unknown;
  /** The lines that giving arrears to the Centre left. */
  readonly arrearsLines: readonly LogEntry[];
}

const visits = new Map<string, Visit>();

const visited = (world: string): Visit => {
  const visit = visits.get(world);
  if (!visit) throw new Error(`the world "${world}" was not asked`);
  return visit;
};

const visit = async (world: string, hub: TestHub): Promise<void> => {
  const person = await personOf(hub, 'housing', '2');
  const support = await loggedDuring(hub, async () => await askSupport(hub));
  const centre = await loggedDuring(hub, async () => await askCentre(hub));
  visits.set(world, {
    answer: support.result,
    linesOfRifat: support.lines.filter((line) => JSON.stringify(line).includes(person)),
    arrearsForCentre: arrearsOf(centre.result),
    arrearsLines: centre.lines.filter((line) => JSON.stringify(line).includes('Tenancy.arrears')),
  });
};

beforeAll(async () => {
  twins = await createTwins();
  held = await open({});
  nothingHeld = await open({ dug_eur: '' });

  await visit('no arrears held', nothingHeld);
  await visit('never asked', held);
  await prohibit(held, await rifatToken(), 'berane.support');
  await visit('refused', held);
  await held.ask(
    await rifatToken(),
    'mutation { prohibitSharing(recipient: "berane.support", lift: true) { state } }',
  );
  for (const terms of [everything, ofTheCentre]) await giveConsent(held, await rifatToken(), terms);
  await visit('both consent', held);
  await withdrawOwnConsent(held, await rifatToken());
  await visit('withdrawn', held);
  for (const terms of [everything, ofTheCentre]) {
    await giveConsent(held, await rifatToken(), { ...terms, until: '2026-11-22' });
  }
  await visit('both consent until tomorrow', held);
  held.clock.set('2026-11-21T23:00:00Z');
  await visit('expired', held);
  await prohibit(held, await rifatToken(), 'berane.centre');
  await visit('prohibited to the Centre', held);
});

afterAll(async () => {
  await held.close();
  await nothingHeld.close();
  twins.remove();
});

describe('S11 what is about two people needs both, and nobody learns what the other said', () => {
  it("support is given Ana's own fields and the dwelling's; arrears, the count and Rifat are absent without a code", () => {
    const { answer } = visited('never asked');
    expect(answer.status).toBe(200);
    const data = answer.body.data as { person: { id: string; households: { id: string }[] } };
    const place = { address: 'Lipov drvored 12', rooms: 3, condition: 'vlaga' };
    expect(answer.body).toEqual({
      data: {
        person: {
          id: data.person.id,
          givenName: 'Ana',
          caseEntries: [{ health: 'CHRONIC_ILLNESS', employed: true }],
          households: [
            {
              id: data.person.households[0]?.id,
              address: 'Lipov drvored 12',
              localCommunity: 'Park',
              memberCount: null,
              dwelling: place,
              members: [
                {
                  id: data.person.id,
                  givenName: 'Ana',
                  caseEntries: [{ health: 'CHRONIC_ILLNESS' }],
                  tenantEntries: [{ relation: 'HOLDER' }],
                },
              ],
              tenancies: [
                { ...place, floorArea: '64.9', status: null, rent: null, arrears: null, memberCount: null },
              ],
              careCases: [{ memberCount: null }],
            },
          ],
        },
        rifat: null,
      },
    });
  });

  it('the same bytes whether Rifat was never asked, refused, withdrew, let it expire, or nothing is held', () => {
    const never = bytesOf(visited('never asked').answer);
    for (const world of ['refused', 'withdrawn', 'expired', 'no arrears held']) {
      expect(bytesOf(visited(world).answer), world).toEqual(never);
    }
  });

  it('only while both had consented were the arrears given: the worlds do differ', () => {
    for (const world of ['both consent', 'both consent until tomorrow']) {
      const { answer, linesOfRifat } = visited(world);
      expect(arrearsOf(answer), world).toBe('598.52');
      expect(answer.body.data?.['rifat'], world).toMatchObject({ givenName: 'Rifat' });
      expect(linesOfRifat, world).not.toEqual([]);
    }
  });

  it('Rifat: no line of the log is about him or runs through him, in none of the five worlds', () => {
    for (const world of ['never asked', 'refused', 'withdrawn', 'expired', 'no arrears held']) {
      expect(visited(world).linesOfRifat, world).toEqual([]);
    }
  });

  it('the Centre is given the arrears by law wherever they are held, with the article, whatever Rifat wrote', () => {
    const { agreements } = held.running.hub.policy.current();
    const cited = agreements.find((each) => each.id === 'berane-municipality-to-centre');
    expect(cited?.basis.citation).toMatchObject({ article: 'čl. 4', gazette: 'Sl. list CG 27/13' });
    for (const world of ['never asked', 'refused', 'withdrawn', 'expired', 'prohibited to the Centre']) {
      const { arrearsForCentre, arrearsLines } = visited(world);
      expect(arrearsForCentre, world).toBe('598.52');
      expect(arrearsLines, world).toHaveLength(1);
      expect(arrearsLines[0], world).toMatchObject({
        kind: 'DISCLOSURE',
        agency: 'berane.centre',
        actor: 'Vesna',
        step: 'DUTY',
        basis: { article6: 'A6-1-c', article9: null },
        agreement: { id: cited?.id, version: cited?.version },
        consents: [],
      });
    }
    expect(visited('no arrears held')).toMatchObject({ arrearsForCentre: null, arrearsLines: [] });
  });

  it('Rifat is asked by nobody, and cannot be', async () => {
    const token = await staff(held, 'berane.support');
    const municipality = await held.agencyToken({
      agency: 'berane.municipality',
      purpose: 'housing-welfare-management',
      actor: 'Milena',
    });
    const answer = await held.ask(
      token,
      `mutation ($person: ID!) { requestConsent(person: $person, terms: {controller: "berane.municipality",
         purpose: "social-welfare-provision", categories: ["FINANCE"], noticeVersion: "2026-1"}) { id } }`,
      { person: await idOf(held, municipality, rifat.nationalId) },
    );
    expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    const own = await held.ask(await rifatToken(), '{ me { consents { status } } }');
    expect(own.text).not.toContain('REQUESTED');
  });

  it('his prohibition does not apply to what the Centre reads by law, and his own file says so, with the article', async () => {
    const answer = await held.ask(
      await rifatToken(),
      `{ me(language: "cnr") { prohibitions { recipient
         stays { controller step article gazette fields { coordinate } } } } }`,
    );
    const { prohibitions = [] } = (answer.body.data?.['me'] ?? {}) as {
      prohibitions?: readonly {
        recipient: string;
        stays: readonly { controller: string; step: string; fields: readonly { coordinate: string }[] }[];
      }[];
    };
    expect(prohibitions.map(({ recipient }) => recipient)).toEqual([
      held.running.hub.registry.agencies.get('berane.centre')?.name,
    ]);
    const stays = prohibitions[0]?.stays ?? [];
    expect(stays.map(({ step }) => step)).toEqual(stays.map(() => 'DUTY'));
    const owner = held.running.hub.registry.agencies.get('berane.municipality')?.name;
    const arrears = stays.filter(
      ({ controller, fields }) =>
        controller === owner && fields.some(({ coordinate }) => coordinate === 'Tenancy.arrears'),
    );
    expect(arrears).toMatchObject([{ article: 'čl. 4', gazette: 'Sl. list CG 27/13' }]);
  });

  it("Ana's withdrawal closes support on the very next request, and not the Centre", async () => {
    const never = visited('never asked').answer;
    expect((await askSupport(held)).text).toBe(never.text);
    const token = await held.personToken(ana.nationalId, ana.birthDate);
    expect((await withdrawOwnConsent(held, token)).status).toBe(200);
    const answer = await askSupport(held);
    const { id } = (never.body.data as { person: { id: string } }).person;
    expect(answer.body.data).toEqual({
      person: { id, givenName: null, caseEntries: null, households: [] },
      rifat: null,
    });
    // R6: Ana is support's client and it may ask her, so of her own fields it is told that consent is what is missing.
    expect(answer.body.errors?.map(({ path, extensions }) => [path, extensions.code])).toEqual([
      [['person', 'givenName'], 'CONSENT_REQUIRED'],
      [['person', 'caseEntries'], 'CONSENT_REQUIRED'],
    ]);
    expect(arrearsOf(await askCentre(held))).toBe('598.52');
  });
});
