// S04 (R2, R11): what a register says newly of somebody who is protected is for its own source and for the matter's lead.
import { exportJWK, type GeneralJWE, generateKeyPair } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listLinks } from '../../src/store/link-store.ts';
import { columnsWith } from '../harness/canaries.ts';
import { giveConsent } from '../harness/consents.ts';
import { drawReleases } from '../harness/draw-releases.ts';
import { type PartyKey, partyKeyOf } from '../harness/matter-keys.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { type Figure, figure } from '../harness/people.ts';
import { openReceiver, type Receiver } from '../harness/receiver.ts';
import {
  importTenants,
  openSmallHub,
  sampleCases,
  sampleTenants,
  type TenantRow,
} from '../harness/registers.ts';
import { createTwins, sameInBoth, type Twins } from '../harness/twins.ts';
import { agencyIn, editConfiguration } from '../http/edited-configuration.ts';

const marko = figure('CSR-00002/000004');
const jelena = figure('CSR-00002/000005');
const luka = figure('CSR-00002/000006');
const shelter = 'Skrivena KANARINAC 9';

/** Jelena's lease in Petnjica, with Luka: as the register writes it. */
const lease = (rb: string, who: Figure, changes: TenantRow = {}): TenantRow => ({
  ...sampleTenants('5')[0],
  ...{
    rb,
    broj_ugovora: 'SS-2026/111-00009',
    ime: who.givenName,
    prezime: who.familyName,
    jmbg: who.nationalId,
  },
  ...{
    adresa: 'Nova 5',
    stan: '2',
    mjesna_zajednica: 'Bor',
    datum_useljenja: '15.11.2026.',
    dug_eur: '0',
    ...changes,
  },
});
const herLease = [
  lease('1', jelena, { srodstvo: 'nosilac' }),
  lease('2', luka, { srodstvo: 'dijete', datum_rodjenja: '05.06.2017.' }),
];

let twins: Twins;
let key: PartyKey;
const configurations: ReturnType<typeof editConfiguration>[] = [];
const receivers: Receiver[] = [];
/** Petnjica's file came with her lease in the one world; in its twin it came without. */
let hub: TestHub;
let twin: TestHub;

const both = async (work: (world: TestHub) => Promise<Answer>): Promise<Answer> => {
  const answer = await sameInBoth([hub, twin], work);
  expect(answer.status).toBe(200);
  // The service may ask her husband, who is its client, for consent: the same in both worlds.
  expect([
    ...new Set(answer.body.errors?.map(({ extensions }) => extensions.code) ?? ['CONSENT_REQUIRED']),
  ]).toEqual(['CONSENT_REQUIRED']);
  return answer;
};
const staff = async (
  world: TestHub,
  agency: string,
  purpose: string,
  roles: string[] = [],
): Promise<string> => await world.agencyToken({ agency, purpose, roles, actor: `${agency} clerk` });
const secretariat = async (world: TestHub) =>
  await staff(world, 'berane.municipality', 'housing-welfare-management');
const petnjica = async (world: TestHub) =>
  await staff(world, 'petnjica.municipality', 'housing-welfare-management');

const person = `id givenName familyName birthDate
  tenantEntries { entryNumber givenName provenance { source version } } caseEntries { entryNumber health }`;
const household = `id address localCommunity memberCount members { ${person} }
  tenancies { contractNumber address flat arrears provenance { source version observedOn } } careCases { caseNumber address }
  rights { title } observations { note } dwelling { id address flat }`;
const whole = `${person} households { ${household} }`;

const find = async (world: TestHub, token: string, who: Figure, asked = whole): Promise<Answer> =>
  await world.ask(token, `query ($n: String!) { findPerson(nationalId: $n) { ${asked} } }`, {
    n: who.nationalId,
  });

/** The sealed case that protects Jelena and Luka and names Marko, with an address that must be nowhere. */
const sealedCase = {
  ...sampleCases('CSR-00900')[0],
  address: shelter,
  localCommunity: shelter,
  contactThrough: 'berane.centre',
  members: [
    ...(sampleCases('CSR-00900')[0]?.members ?? []),
    { ...luka, localId: 'CSR-00900/009002', relation: 'dijete' },
    { ...marko, localId: 'CSR-00900/009003', relation: 'supružnik', isProtected: false },
  ],
};

beforeAll(async () => {
  twins = await createTwins();
  const { privateKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  key = partyKeyOf({ ...(await exportJWK(privateKey)), kid: 'centre' });
  const registers = {
    housing: sampleTenants('1', '2', '3', '4', '5', '6'),
    centre: sampleCases('CSR-00001', 'CSR-00002'),
  };
  const open = async (): Promise<TestHub> => {
    const options = twins.options();
    const receiver = await openReceiver();
    const configuration = editConfiguration((edited) => {
      const change = (agency: string, changes: object) =>
        void Object.assign(agencyIn(edited, agency), changes);
      change('berane.centre', { matterKey: { jwk: key.publicJwk } });
      change('berane.municipality', {
        webhooks: [{ name: 'main', url: receiver.url, purpose: 'housing-welfare-management' }],
      });
    });
    receivers.push(receiver);
    configurations.push(configuration);
    return await openSmallHub(registers, {
      ...options,
      configuration: { ...options.configuration, ...configuration.files },
    });
  };
  [hub, twin] = [await open(), await open()];
  for (const world of [hub, twin]) {
    await world.running.hub.webhooks.turn();
    const nada = await world.agencyToken({
      agency: 'berane.centre',
      actor: 'Nada',
      purpose: 'social-welfare-provision',
    });
    const sealed = await world.ask(
      nada,
      'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome problems { column } } }',
      { records: [sealedCase] },
      { 'idempotency-key': 'the sealed case' },
    );
    expect(sealed.body.data).toEqual({ pushCentreRecords: [{ outcome: 'CREATED', problems: [] }] });
    // Somebody else's lease, so that Petnjica has a register in both worlds.
    await importTenants(
      world,
      [
        lease('9', figure('CSR-00001/000001'), {
          broj_ugovora: 'SS-2020/100-00001',
          adresa: 'Stara 1',
          stan: '',
        }),
        // And one that may be of the same person: in both worlds the two wait for a steward.
        lease('10', figure('CSR-00001/000001'), {
          ...{ broj_ugovora: 'SS-2020/100-00002', adresa: 'Stara 1', stan: '', ime: 'A.', jmbg: '' },
        }),
      ],
      'petnjica/housing',
    );
  }
  const summary = await importTenants(hub, herLease, 'petnjica/housing');
  expect(summary).toMatchObject({ accepted: 2, rowProblems: [], valueProblems: [] });
});

afterAll(async () => {
  await hub.close();
  await twin.close();
  for (const configuration of configurations) configuration.remove();
  for (const receiver of receivers) await receiver.close();
  twins.remove();
});

describe('S04 a lease that another register brings of somebody who is protected', () => {
  it('is in nobody’s file: not his, not hers', async () => {
    const file = `{ me(language: "cnr") { keptApart held { id source values { coordinate value } shownTo { recipient agreement } }
      accesses { day agency fields { coordinate } } portableCopy(form: JSON) } }`;
    for (const who of [marko, jelena])
      expect(
        (
          await both(
            async (world) => await world.ask(await world.personToken(who.nationalId, who.birthDate), file),
          )
        ).text,
      ).not.toMatch(/Nova 5|SS-2026\/111/);
  });

  it('changes nothing of the household for the municipality, the service of her husband, and the statistics', async () => {
    const callers: readonly [string, string, string[]][] = [
      ['berane.municipality', 'housing-welfare-management', []],
      ['berane.support', 'social-welfare-provision', []],
      ['berane.centre', 'social-welfare-provision', ['triage']],
      ['berane.centre', 'social-welfare-eligibility-assessment', []],
    ];
    for (const [agency, purpose, roles] of callers)
      for (const who of [marko, jelena, luka])
        await both(async (world) => await find(world, await staff(world, agency, purpose, roles), who));
    for (const place of ['Pešca', 'Bor'])
      await both(
        async (world) =>
          await world.ask(
            await staff(world, 'berane.centre', 'social-welfare-provision'),
            `{ households(filter: { localCommunity: "${place}" }) { edges { cursor node { ${household} } } pageInfo { hasNextPage } } }`,
          ),
      );
    await both(async (world) => {
      await drawReleases(world);
      return await world.ask(
        await staff(world, 'statistics', 'provide-official-statistics'),
        '{ statistics(measure: PERSONS, municipality: "berane", by: [LOCAL_COMMUNITY]) { period lines { values count } } }',
      );
    });
    const h1 = await find(
      hub,
      await secretariat(hub),
      jelena,
      `households { address members { givenName } }`,
    );
    expect(h1.body.data).toEqual({
      findPerson: {
        households: [
          {
            address: expect.stringContaining('Pješčana 31'),
            members: expect.arrayContaining([{ givenName: 'Jelena' }, { givenName: 'Marko' }]),
          },
        ],
      },
    });
  });

  it('makes no line in the list of links', async () => {
    const links = async (world: TestHub) => await listLinks(world.running.hub.database.query);
    expect(await links(hub)).toEqual(await links(twin));
  });

  it('is in no steward’s queue, as a line or as who one may be, and changes no reason why lines are one person', async () => {
    const queue = `{ linkReviews { edges { node { reason person { id givenName } candidates { person { id givenName }
        provenance { source } evidence { chance bits comparisons { field level weight rarity } } } } } pageInfo { hasNextPage } }
      householdReviews { edges { node { candidates { fit } } } } }`;
    const waiting: number[] = [];
    for (const [agency, purpose] of [
      ['berane.municipality', 'housing-welfare-management'],
      ['petnjica.municipality', 'housing-welfare-management'],
      ['berane.centre', 'social-welfare-provision'],
    ] as const) {
      const by = async (world: TestHub) => await staff(world, agency, purpose, ['steward', 'triage']);
      const { body } = await both(async (world) => await world.ask(await by(world), queue));
      const { linkReviews } = body.data as { linkReviews: { edges: readonly object[] } };
      waiting.push(linkReviews.edges.length);
      // Petnjica knows her by its own lease, and in the twin not at all.
      for (const who of agency === 'petnjica.municipality' ? [marko] : [marko, jelena]) {
        const why = 'links { against { source } evidence { bits } }';
        await sameInBoth([hub, twin], async (world) => await find(world, await by(world), who, why));
      }
    }
    expect(waiting).toEqual([0, 2, 0]);
  });

  it('is its own register’s, with nothing of what others hold of her, and under ids of nobody else', async () => {
    const found = (await find(hub, await petnjica(hub), jelena)).body.data?.['findPerson'] as {
      id: string;
      households: { id: string }[];
    };
    expect(found).toMatchObject({
      givenName: 'Jelena',
      tenantEntries: [{ givenName: 'Jelena', provenance: { source: 'petnjica/housing', version: 1 } }],
      households: [
        { address: expect.stringContaining('Nova 5'), tenancies: [{ contractNumber: 'SS-2026/111-00009' }] },
      ],
    });
    expect(JSON.stringify(found)).not.toMatch(/Pješčana|CSR-|Marko/);
    // As for a tenant whom nobody else ever knew.
    const stranger = await openSmallHub({ housing: [], centre: [] });
    await importTenants(stranger, herLease, 'petnjica/housing');
    // Less ids, which are the hub's own, and the order of members, which goes by them.
    const asked = `givenName caseEntries { health } tenantEntries { entryNumber provenance { source version } }
      households { address localCommunity memberCount tenancies { contractNumber arrears provenance { version } } dwelling { flat }
        careCases { caseNumber } rights { title } observations { note } }`;
    const [known, unknown] = await Promise.all(
      [hub, stranger].map(async (world) => await find(world, await petnjica(world), jelena, asked)),
    );
    expect(known?.text).toContain('SS-2026/111-00009');
    expect(known?.text).toBe(unknown?.text);
    const listed = await hub.ask(
      await petnjica(hub),
      '{ households(filter: { localCommunity: "Bor" }) { edges { node { id } } } }',
    );
    expect(listed.text).toContain(found.households[0]?.id ?? 'no household');
    await stranger.close();
  });

  it('is what the lead reads beside the case: both, and the address in neither', async () => {
    const lead = async (world: TestHub) =>
      await staff(world, 'berane.centre', 'domestic-violence-protection', ['lead']);
    await hub.ask(await lead(hub), 'mutation { takeMatter(reference: "M-2026-001") { matter } }');
    const answer = await hub.ask(await lead(hub), '{ matters { units { source jwe } } }');
    const [matter] = (answer.body.data?.['matters'] ?? []) as { units: { source: string; jwe: string }[] }[];
    const read = await Promise.all(
      (matter?.units ?? []).map(async ({ source, jwe }) => ({
        source,
        ...(await key.open(JSON.parse(jwe) as GeneralJWE)),
      })),
    );
    expect(read.map(({ source, unit, address }) => ({ source, unit, address }))).toEqual([
      { source: 'centre', unit: 'CSR-00900', address: 'contact through berane.centre' },
      { source: 'petnjica/housing', unit: 'SS-2026/111-00009', address: 'Nova 5' },
    ]);
    expect(JSON.stringify(read)).not.toContain('KANARINAC');
  });

  it('goes on being so while it changes, and while nothing new is said of her the household goes on as ever', async () => {
    await importTenants(
      hub,
      herLease.map((row) => ({ ...row, dug_eur: '12,5' })),
      'petnjica/housing',
    );
    const own = await find(
      hub,
      await petnjica(hub),
      jelena,
      'households { tenancies { arrears provenance { version } } }',
    );
    expect(own.body.data).toEqual({
      findPerson: { households: [{ tenancies: [{ arrears: '12.5', provenance: { version: 2 } }] }] },
    });
    // An arrear of the old flat is news of the household, and not of where she is.
    for (const world of [hub, twin])
      await importTenants(
        world,
        sampleTenants('4', '5', '6').map((row) => ({ ...row, dug_eur: '77' })),
      );
    const answer = await both(async (world) => await find(world, await secretariat(world), marko));
    expect(answer.text).toContain('"arrears":"77"');
    // Another address of theirs is where she is.
    await importTenants(
      hub,
      sampleTenants('4', '5', '6').map((row) => ({ ...row, adresa: 'Druga 8' })),
    );
    const far = await staff(hub, 'berane.centre', 'social-welfare-provision');
    expect((await find(hub, far, marko)).text).not.toContain('Druga 8');
    expect((await find(hub, await secretariat(hub), marko)).text).toContain('Druga 8');
  });

  it('rings no webhook of the municipality: neither her lease nor the new address, and the arrear of the old flat in both worlds', async () => {
    const rung: unknown[] = [];
    for (const [index, world] of [hub, twin].entries()) {
      await world.running.hub.webhooks.turn();
      const { received = [] } = receivers[index] ?? {};
      rung.push(received.map(({ event: { id: _id, ...event } }) => ({ ...event, source: '' })));
    }
    expect(rung[0]).toEqual(rung[1]);
    expect(rung[0]).toEqual([expect.objectContaining({ type: 'hub.record.changed' })]);
  });
});

describe('S04 who works at the register that has her lease', () => {
  const near = async (who: Figure): Promise<string> =>
    await hub.agencyToken({
      ...{
        agency: 'petnjica.municipality',
        purpose: 'housing-welfare-management',
        actor: `clerk ${who.givenName}`,
      },
      identity: { nationalId: who.nationalId, birthDate: who.birthDate },
    });
  const bor =
    '{ households(filter: { localCommunity: "Bor" }) { edges { node { address members { givenName } } } } }';

  it('is too near to her if they lived with her, or declared her: as if there were no lease (R15)', async () => {
    const husband = await near(marko);
    expect((await find(hub, husband, jelena, 'givenName')).body.data).toEqual({ findPerson: null });
    expect((await find(hub, husband, luka, 'givenName')).body.data).toEqual({ findPerson: null });
    expect((await hub.ask(husband, bor)).text).not.toContain('Nova 5');
    expect((await hub.ask(await petnjica(hub), bor)).text).toContain('Nova 5');
    const friend = await near(figure('CSR-00001/000001'));
    const declared = await hub.ask(friend, 'mutation ($n: String!) { declareConflict(nationalId: $n) }', {
      n: jelena.nationalId,
    });
    expect(declared.body.errors).toBeUndefined();
    expect((await hub.ask(friend, bor)).text).not.toContain('Nova 5');
  });
});

describe('S04 the desk that knows her under an id of its own', () => {
  it('withdraws what she consented to before, and her file does not say which desk it was', async () => {
    const own = await hub.personToken(jelena.nationalId, jelena.birthDate);
    const given = await giveConsent(hub, own, { controller: 'berane.centre', categories: ['IDENTITY'] });
    expect(given.body.errors).toBeUndefined();
    hub.clock.advance(1000);
    const token = await petnjica(hub);
    const known = (await find(hub, token, jelena, 'id')).body.data?.['findPerson'] as { id: string } | null;
    const withdrawn = await hub.ask(
      token,
      'mutation ($p: ID!) { withdrawConsent(person: $p, recipient: "berane.support") { state } }',
      { p: known?.id },
    );
    expect(withdrawn.body.data).toEqual({ withdrawConsent: { state: 'WITHDRAWN' } });
    const file = await hub.ask(own, '{ me { consents { status events { status agency actor } } } }');
    expect(file.body.data).toMatchObject({
      me: {
        consents: [
          {
            status: 'WITHDRAWN',
            events: expect.arrayContaining([{ status: 'WITHDRAWN', agency: null, actor: null }]),
          },
        ],
      },
    });
    expect(file.text).not.toMatch(/petnjica/i);
  });
});

describe('S04 what the Centre itself writes of her in an ordinary case', () => {
  const nada = async (): Promise<string> =>
    await hub.agencyToken({ agency: 'berane.centre', actor: 'Nada', purpose: 'social-welfare-provision' });
  const ownFile = async (): Promise<string> => {
    const token = await hub.personToken(jelena.nationalId, jelena.birthDate);
    return (
      await hub.ask(token, '{ me { held { values { coordinate } } accesses { fields { coordinate } } } }')
    ).text;
  };

  it('stays with whom the Centre knows, and its reading is in nobody’s own file', async () => {
    const before = await ownFile();
    const [line] = sampleCases('CSR-00002');
    const her = line?.members[1];
    for (const [key, records] of [
      [
        'referral',
        [
          {
            ...line,
            version: 2,
            referrals: [{ member: jelena.localId, agency: 'berane.support', acceptedOn: '2026-11-10' }],
          },
        ],
      ],
      [
        'another case',
        [
          {
            ...line,
            caseNumber: 'CSR-77',
            members: [{ ...her, localId: 'CSR-77/1' }],
            address: 'Treća 3',
            referrals: [],
          },
        ],
      ],
    ] as const) {
      const pushed = await hub.ask(
        await nada(),
        'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }',
        { records },
        { 'idempotency-key': key },
      );
      expect(pushed.body.errors).toBeUndefined();
    }
    const read = await find(
      hub,
      await nada(),
      jelena,
      'referrals { agency } caseEntries { entryNumber } households { careCases { caseNumber address } }',
    );
    expect(read.text).toContain('CSR-00002');
    expect(read.text).toContain('CSR-77/1');
    expect(read.text).toContain('berane.support');
    const after = await ownFile();
    expect(after).not.toMatch(/Referral/);
    expect(before).not.toMatch(/Referral/);
  });
});

describe('S04 the address of the shelter', () => {
  // Files, dumps and what a process prints: s04-canary.test.ts.
  it('is in no column of the database after all of this, where the old one is', async () => {
    expect(Object.keys(await columnsWith(hub, 'Pješčana'))).toContain('record.payload');
    expect(await columnsWith(hub, 'KANARINAC')).toEqual({});
    expect(JSON.stringify(hub.faults)).not.toContain('KANARINAC');
  });
});
