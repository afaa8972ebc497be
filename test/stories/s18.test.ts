// S18 (R17). Health alerts of other registers are left to the issues that bring such registers: the Centre reads its own.
import type { GeneralJWE } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertsOf } from '../harness/alerts.ts';
import { personOf } from '../harness/log.ts';
import { createPartyKey } from '../harness/matter-keys.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { figure } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf } from '../harness/twins.ts';
import { agencyIn, editConfiguration } from '../http/edited-configuration.ts';

const jelena = figure('CSR-00002/000005');
const luka = figure('CSR-00002/000006');
const marko = figure('CSR-00002/000004');
const ana = figure('CSR-00001/000001');
const rifat = figure('CSR-00001/000002');

const centreKey = await createPartyKey('centre');

// The police of Berane, who have agreed on emergencies as the Centre has.
const configuration = editConfiguration(({ agencies, agreements }) => {
  const police = structuredClone(agencyIn({ agencies, agreements }, 'berane.centre')) as unknown as Record<
    string,
    unknown
  >;
  const { 'enforce-access-control': administration, 'emergency-access': emergency } = police[
    'purposes'
  ] as Record<string, unknown>;
  delete police['guardianshipAuthority'];
  const centre = agencyIn({ agencies, agreements }, 'berane.centre') as unknown as Record<string, unknown>;
  centre['matterKey'] = { jwk: centreKey.publicJwk };
  agencies.agencies.push({
    ...police,
    ...{ id: 'berane.police', name: 'Policija Berane', issuer: 'https://berane.police.example' },
    municipalities: ['berane'],
    purposes: { 'enforce-access-control': administration, 'emergency-access': emergency },
  } as never);
  const granted = agreements.agreements.find(({ id }) => id === 'berane-municipality-to-centre-emergency');
  agreements.agreements.push({
    ...structuredClone(granted),
    ...{ id: 'berane-municipality-to-police-emergency', recipient: 'berane.police' },
  } as never);
});

const reason = 'Dijete samo u stanu, majka bez svijesti, hitna pomoć je pozvana.';
/** What a neighbour wrote to the triage, of either family. */
const reported = 'Komšija čuje viku.';
let hub: TestHub;

const onCall = async (actor = 'Nada', agency = 'berane.centre'): Promise<string> =>
  await hub.agencyToken({ agency, actor, purpose: 'emergency-access', roles: ['on-call'] });
const administering = async (agency: string, actor: string, roles: readonly string[]): Promise<string> =>
  await hub.agencyToken({ agency, actor, purpose: 'enforce-access-control', roles });
const open = async (token: string, nationalId = jelena.nationalId, why = reason): Promise<Answer> =>
  await hub.ask(
    token,
    `mutation ($reason: String!, $nationalId: String) {
       openEmergencyAccess(reason: $reason, nationalId: $nationalId) { id until persons } }`,
    { reason: why, nationalId },
  );
interface Opened {
  readonly id: string;
  readonly until: string | null;
  readonly persons: readonly string[];
}
const openedOf = (answer: Answer): Opened => answer.body.data?.['openEmergencyAccess'] as Opened;
const confirm = async (token: string, access: string): Promise<Answer> =>
  await hub.ask(token, 'mutation ($access: ID!) { confirmEmergencyAccess(access: $access) }', { access });
const read = async (token: string, id: string): Promise<Answer> =>
  await hub.ask(
    token,
    `query ($id: ID!) { person(id: $id) { givenName birthDate tenantEntries { familyName }
       households { address memberCount tenancies { address arrears } } } }`,
    { id },
  );
/** All there is to ask of a person and their household: by day the triage of the Centre is answered all of it. */
const everything = `id givenName familyName birthDate nationalIdChecked
  tenantEntries { givenName familyName provenance { source } }
  caseEntries { entryNumber givenName relation employed health provenance { source } }
  referrals { agency acceptedOn }
  households { id address localCommunity
    members { id givenName tenantEntries { givenName } caseEntries { givenName health } }
    tenancies { address arrears rent } dwelling { address flat } careCases { caseNumber address }
    rights { title amount } aidPlans { goal } observations { householdHead note provenance { source } } }`;
const lookAt = async (token: string, id: string): Promise<Answer> =>
  await hub.ask(token, `query ($id: ID!) { person(id: $id) { ${everything} } }`, { id });
/** The Centre's own id of somebody: nobody has to be read for it. */
const idOf = async (who: typeof ana): Promise<string> =>
  hub.running.hub.pairwise.encode('PERSON', await personOf(hub, 'centre', who.localId), {
    ...{ agency: 'berane.centre', purposeClass: 'operational' },
  });
const householdOf = async (who: typeof ana): Promise<string> => {
  const token = await triage();
  const { body } = await hub.ask(token, 'query ($id: ID!) { person(id: $id) { households { id } } }', {
    id: await idOf(who),
  });
  return (body.data as { person: { households: { id: string }[] } }).person.households[0]?.id ?? '';
};
const triage = async (): Promise<string> =>
  await hub.agencyToken({
    ...{ agency: 'berane.centre', actor: 'Nada', purpose: 'social-welfare-provision', roles: ['triage'] },
  });
const said = (answer: Answer) => [
  answer.status,
  answer.body.errors?.map(({ extensions }) => extensions.code),
];

let night: Opened;

beforeAll(async () => {
  hub = await openSmallHub(
    {
      housing: sampleTenants('1', '2', '3', '4', '5', '6'),
      // Jelena is reached through another agency alone; beside her matter there is another family's.
      centre: [
        ...sampleCases('CSR-00001', 'CSR-00002'),
        ...sampleCases('CSR-00900').flatMap((line) => [
          { ...line, contactThrough: 'berane.support' },
          {
            ...{ ...line, caseNumber: 'CSR-00901', matter: 'M-2026-002' },
            members: [{ ...line.members[0], ...rifat, localId: 'CSR-00901/1', sex: 'M' }],
          },
        ]),
      ],
    },
    // Sunday, two in the morning.
    { configuration: configuration.files, now: '2026-11-22T01:00:00Z' },
  );
  const petar = { agency: 'berane.community', actor: 'Petar', purpose: 'social-welfare-provision' };
  for (const [localId, householdHead, address, localCommunity] of [
    ['MZ-1', 'Marko Magljenović', 'Pješčana 31', 'Pešca'],
    ['MZ-2', 'Rifat Rosuljić', 'Lipov drvored 12', 'Park'],
  ]) {
    const submitted = await hub.ask(
      await hub.agencyToken(petar),
      'mutation ($o: ObservationInput!) { submitObservation(observation: $o) { id } }',
      { o: { localId, householdHead, address, localCommunity, needsHelp: true, note: reported } },
      { 'idempotency-key': localId ?? '' },
    );
    expect(submitted.body.errors).toBeUndefined();
  }
});

afterAll(async () => {
  await hub.close();
  configuration.remove();
});

describe('S18 in an emergency one family is open for an hour, and everybody who must know is told', () => {
  it('who is not on the rota is refused before anybody is looked for: 403, the same for whoever is meant', async () => {
    const token = await hub.agencyToken({
      agency: 'berane.centre',
      actor: 'Ivana',
      purpose: 'emergency-access',
      roles: ['triage'],
    });
    const [one, other] = [await open(token), await open(token, '0101990210005')];
    expect(said(one)).toEqual([403, ['FIELD_NOT_IN_PURPOSE']]);
    expect(bytesOf(other)).toEqual(bytesOf(one));
  });

  it('without a written reason nothing is open: 400', async () => {
    expect(said(await open(await onCall(), jelena.nationalId, 'hitno'))).toEqual([400, ['BAD_USER_INPUT']]);
  });

  it('under this purpose nobody is there before', async () => {
    expect(said(await open(await onCall(), '0101990210005'))).toEqual([400, ['BAD_USER_INPUT']]);
  });

  it('Nada opens Jelena and her minor child for sixty minutes, with a written reason', async () => {
    const answer = await open(await onCall());
    expect(answer.status).toBe(200);
    night = openedOf(answer);
    expect(night.until).toBe('2026-11-22T02:00:00.000Z');
    expect(night.persons).toHaveLength(2);
    const names = await Promise.all(
      night.persons.map(async (id) => (await read(await onCall(), id)).body.data?.['person']),
    );
    expect(names).toEqual([
      expect.objectContaining({ givenName: jelena.givenName, birthDate: jelena.birthDate }),
      expect.objectContaining({ givenName: luka.givenName, birthDate: luka.birthDate }),
    ]);
    // What the agreement names and nothing else: the address, and no money.
    expect(names[0]).toMatchObject({
      households: [{ address: expect.any(String), memberCount: null, tenancies: [{ arrears: null }] }],
    });
  });

  /** Of what the last test of this file reads by day: who reported, what a matter holds, and everybody else's. */
  const notAtNight = [
    ...[marko.givenName, ana.givenName, rifat.givenName, 'CSR-00', 'CHRONIC_ILLNESS', 'dodatak za djecu'],
    ...[reported, 'community', 'M-2026', 'berane.support', '28.98'],
  ];

  it('of the two is shown who they are and where they live: no case, no money, no right, no report, no matter', async () => {
    for (const [who, id] of [
      [jelena, night.persons[0]],
      [luka, night.persons[1]],
    ] as const) {
      const { text, body } = await lookAt(await onCall(), id ?? '');
      for (const word of notAtNight) expect(text).not.toContain(word);
      const tenantOnly = (each: typeof ana) => ({
        ...{ givenName: each.givenName, tenantEntries: [{ givenName: each.givenName }], caseEntries: null },
      });
      expect(body.data).toEqual({
        person: expect.objectContaining({
          ...{ givenName: who.givenName, birthDate: who.birthDate, caseEntries: null, referrals: null },
          households: [
            {
              ...{ id: expect.any(String), address: 'Pješčana 31', localCommunity: 'Pešca' },
              dwelling: { address: 'Pješčana 31', flat: '4' },
              tenancies: [{ address: 'Pješčana 31', arrears: null, rent: null }],
              ...{ careCases: null, rights: null, aidPlans: null, observations: null },
              // Her husband is no member that anybody is shown.
              members: expect.toSatisfy((members: readonly { id: string; givenName: string }[]) => {
                const shown = members.map(({ id: _id, ...member }) => member);
                expect(shown).toHaveLength(2);
                expect(shown).toEqual(expect.arrayContaining([jelena, luka].map(tenantOnly)));
                return true;
              }),
            },
          ],
        }),
      });
    }
  });

  it.each([
    ['her husband', marko],
    ['another family, of whom a matter holds something too', ana],
    ['her husband, whom that matter is about', rifat],
  ])('%s is not there, by the id of which the Centre reads them by day', async (_who, figure) => {
    const absent = await lookAt(await onCall(), await idOf(figure));
    expect(absent.body.data).toEqual({ person: null });
    expect(bytesOf(absent)).toEqual(bytesOf(await lookAt(await onCall(), 'nobody')));
  });

  it('there is no other way in: households, searches, entities and matters are refused alike whoever they name', async () => {
    const ways: readonly (readonly [query: string, whom: string, nobody: string])[] = [
      ['query ($v: ID!) { household(id: $v) { address } }', await householdOf(ana), 'nobody'],
      ['query ($v: String!) { findPerson(nationalId: $v) { id } }', ana.nationalId, '0101990210005'],
      [
        'query ($v: ID!) { _entities(representations: [{__typename: "Person", id: $v}]) { __typename } }',
        ...([night.persons[0] ?? '', 'nobody'] as const),
      ],
      [
        'query ($v: String!) { households(filter: {localCommunity: $v}) { edges { cursor } } }',
        'Park',
        'Bor',
      ],
    ];
    const matters = await hub.ask(await onCall(), '{ matters { units { jwe } } }');
    expect(said(matters)).toEqual([403, ['FORBIDDEN']]);
    for (const [query, whom, nobody] of ways) {
      const one = await hub.ask(await onCall(), query, { v: whom });
      expect(said(one), query).toEqual([403, ['FORBIDDEN']]);
      expect(bytesOf(one)).toEqual(bytesOf(await hub.ask(await onCall(), query, { v: nobody })));
    }
  });

  it('for her alone: not for a colleague on the same rota, and not under another purpose', async () => {
    expect((await read(await onCall('Petra'), night.persons[0] ?? '')).body.data).toEqual({ person: null });
  });

  it("supervisor and data protection officers, the register's too, are told within the minute", async () => {
    expect((await alertsOf(hub, 'berane.centre', 'dpo')).map(({ kind }) => kind)).toContain('EMERGENCY');
    expect((await alertsOf(hub, 'berane.municipality', 'dpo')).map(({ kind }) => kind)).toContain(
      'EMERGENCY',
    );
    const supervisor = await hub.ask(
      await administering('berane.centre', 'Radmila', ['supervisor']),
      '{ alerts { kind agency actor } }',
    );
    expect(supervisor.body.data).toEqual({
      alerts: [{ kind: 'EMERGENCY', agency: 'berane.centre', actor: 'Nada' }],
    });
  });

  it('the police duty officer stands by it: their agency is told, too, and looks it over', async () => {
    const answer = await confirm(await onCall('Nenad', 'berane.police'), night.id);
    expect(answer.body.data).toEqual({ confirmEmergencyAccess: '2026-11-22T02:00:00.000Z' });
    expect((await alertsOf(hub, 'berane.police', 'dpo')).map(({ kind }) => kind)).toEqual(['EMERGENCY']);
    // Once, and by another agency.
    expect(said(await confirm(await onCall('Nenad', 'berane.police'), night.id))).toEqual([
      400,
      ['BAD_USER_INPUT'],
    ]);
    expect(said(await confirm(await onCall('Petra'), night.id))).toEqual([400, ['BAD_USER_INPUT']]);
  });

  it('it stands in nobody’s own file until the review decides', async () => {
    const own = await hub.ask(
      await hub.personToken(jelena.nationalId, jelena.birthDate),
      '{ me { accesses { agency step } } }',
    );
    expect(own.body.data).toEqual({ me: { accesses: [] } });
  });

  it('after sixty minutes nobody is there', async () => {
    hub.clock.set('2026-11-22T01:59:59Z');
    expect((await read(await onCall(), night.persons[0] ?? '')).body.data?.['person']).not.toBeNull();
    hub.clock.set('2026-11-22T02:00:00Z');
    expect((await read(await onCall(), night.persons[0] ?? '')).body.data).toEqual({ person: null });
  });

  const reviews = async (agency: string, actor: string): Promise<readonly Record<string, unknown>[]> => {
    const answer = await hub.ask(
      await administering(agency, actor, ['dpo', 'supervisor']),
      '{ emergencyReviews { id agency actor reason confirmedBy reviewBy } }',
    );
    return answer.body.data?.['emergencyReviews'] as readonly Record<string, unknown>[];
  };
  const review = async (agency: string, actor: string, shown = true): Promise<Answer> =>
    await hub.ask(
      await administering(agency, actor, ['dpo', 'supervisor']),
      'mutation ($access: ID!, $shown: Boolean!) { reviewEmergencyAccess(access: $access, outcome: JUSTIFIED, shown: $shown) }',
      { access: night.id, shown },
    );

  it('it waits for a review in three working days, by neither Nada nor who stood by it', async () => {
    for (const agency of ['berane.centre', 'berane.police']) {
      expect(await reviews(agency, 'Ljiljana')).toEqual([
        {
          ...{ id: night.id, agency: 'berane.centre', actor: 'Nada', reason },
          confirmedBy: 'berane.police',
          reviewBy: '2026-11-25',
        },
      ]);
    }
    expect(await reviews('berane.municipality', 'Ljiljana')).toEqual([]);
    for (const [agency, actor] of [
      ['berane.centre', 'Nada'],
      ['berane.police', 'Nenad'],
      ['berane.municipality', 'Ljiljana'],
    ] as const)
      expect(said(await review(agency, actor)), actor).toEqual([400, ['BAD_USER_INPUT']]);
  });

  it('unreviewed on the fourth working day: officers are told, once, and Nada alone is refused', async () => {
    const kinds = async (): Promise<readonly string[]> =>
      (await alertsOf(hub, 'berane.centre', 'dpo')).map(({ kind }) => kind);
    hub.clock.set('2026-11-25T22:59:59Z');
    await hub.running.hub.sweep();
    expect(await kinds()).not.toContain('REVIEW_OVERDUE');
    hub.clock.set('2026-11-25T23:00:00Z');
    await hub.running.hub.sweep();
    await hub.running.hub.sweep();
    expect((await kinds()).filter((kind) => kind === 'REVIEW_OVERDUE')).toHaveLength(1);

    const waiting = openedOf(await open(await onCall()));
    expect(waiting.until).toBeNull();
    expect((await read(await onCall(), waiting.persons[0] ?? '')).body.data).toEqual({ person: null });
    // Her colleague is not.
    expect(openedOf(await open(await onCall('Petra'))).until).toBe('2026-11-26T00:00:00.000Z');
    // And somebody of another agency lifts it: a review that is overdue never stops a rescue.
    const lifted = await confirm(await onCall('Nenad', 'berane.police'), waiting.id);
    expect(lifted.body.data).toEqual({ confirmEmergencyAccess: '2026-11-26T00:00:00.000Z' });
    expect((await read(await onCall(), waiting.persons[0] ?? '')).body.data?.['person']).toMatchObject({
      givenName: jelena.givenName,
    });
  });

  it('once it is looked over, Jelena finds in her own file that she was read, and by whom', async () => {
    expect((await review('berane.centre', 'Ljiljana')).body.data).toEqual({ reviewEmergencyAccess: true });
    const own = await hub.ask(
      await hub.personToken(jelena.nationalId, jelena.birthDate),
      '{ me { accesses { day agency step fields { coordinate } } } }',
    );
    const { accesses = [] } = (own.body.data?.['me'] ?? {}) as {
      accesses?: readonly { day: string; step: string; fields: readonly { coordinate: string }[] }[];
    };
    expect(accesses.map(({ day, step }) => [day, step])).toContainEqual(['2026-11-22', 'DUTY']);
    // What was read in the access that nobody has looked over yet does not stand there.
    expect(accesses.map(({ day }) => day)).not.toContain('2026-11-26');
  });

  it('by day the same Nada is answered, by the same question, all that the night did not show', async () => {
    const families = await Promise.all(
      [jelena, ana].map(async (who) => await lookAt(await triage(), await idOf(who))),
    );
    const byDay = families.map(({ text }) => text).join();
    const lead = await hub.agencyToken({
      ...{ agency: 'berane.centre', actor: 'Nada', purpose: 'domestic-violence-protection' },
      roles: ['lead'],
    });
    for (const reference of ['M-2026-001', 'M-2026-002'])
      await hub.ask(lead, 'mutation ($r: String!) { takeMatter(reference: $r) { matter } }', {
        r: reference,
      });
    const answer = await hub.ask(lead, '{ matters { reference units { jwe } } }');
    const matters = answer.body.data?.['matters'] as readonly { units: readonly { jwe: string }[] }[];
    const units = await Promise.all(
      matters
        .flatMap((each) => each.units)
        .map(async ({ jwe }) => await centreKey.open(JSON.parse(jwe) as GeneralJWE)),
    );
    const read = byDay + answer.text + JSON.stringify(units);
    expect(notAtNight.filter((word) => !read.includes(word))).toEqual([]);
  });
});
