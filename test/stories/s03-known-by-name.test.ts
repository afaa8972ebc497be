// S03 (R11, R13, R16) of whom the matter knows no number: by her name and birth date everything follows that follows a number. The
// day after, Petnjica's register brings her lease with Luka in it, and another lease that is Luka's alone.
import { exportJWK, type GeneralJWE, generateKeyPair } from 'jose';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { alertsOf } from '../harness/alerts.ts';
import { confirmConsent, findPerson, idOf, recordConsent } from '../harness/consents.ts';
import { besideAtTheCentre, besideToken, shownIn } from '../harness/in-person.ts';
import { type PartyKey, partyKeyOf } from '../harness/matter-keys.ts';
import { takeMatterWithIvana } from '../harness/matters.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, type Figure, figure, rifat } from '../harness/people.ts';
import {
  importTenants,
  openSmallHub,
  sampleCases,
  sampleTenants,
  type TenantRow,
} from '../harness/registers.ts';
import { agencyIn, editConfiguration } from '../http/edited-configuration.ts';

const jelena = figure('CSR-00002/000005');
const luka = figure('CSR-00002/000006');

let hub: TestHub;
let key: PartyKey;
let configuration: ReturnType<typeof editConfiguration>;
let matter = '';

const leading = async (actor: string, identity: Figure, roles: readonly string[] = []): Promise<string> =>
  await hub.agencyToken({
    agency: 'berane.centre',
    actor,
    purpose: 'domestic-violence-protection',
    roles,
    identity: { nationalId: identity.nationalId, birthDate: identity.birthDate },
  });
const nada = async (): Promise<string> => await leading('Nada', ana, ['lead']);
const worker = async (agency = 'berane.centre', actor = 'Nada'): Promise<string> =>
  await hub.agencyToken({ agency, actor, purpose: 'social-welfare-provision' });

const lease = (contract: string, rb: string, who: Figure, birthDate: string): TenantRow => ({
  ...sampleTenants('5')[0],
  ...{ rb, broj_ugovora: contract, ime: who.givenName, prezime: who.familyName, jmbg: who.nationalId },
  ...{ datum_rodjenja: birthDate, srodstvo: 'nosilac', adresa: 'Nova 5', stan: rb, mjesna_zajednica: 'Bor' },
});
const datum = ({ birthDate }: Figure): string => `${birthDate.split('-').reverse().join('.')}.`;

beforeAll(async () => {
  const { privateKey } = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
  key = partyKeyOf({ ...(await exportJWK(privateKey)), kid: 'centre' });
  configuration = editConfiguration((edited) => {
    (agencyIn(edited, 'berane.centre') as unknown as Record<string, unknown>)['matterKey'] = {
      jwk: key.publicJwk,
    };
  });
  hub = await openSmallHub(
    {
      housing: sampleTenants('1', '2', '3', '4', '5', '6'),
      centre: sampleCases('CSR-00001', 'CSR-00002'),
    },
    { configuration: configuration.files },
  );
  const [about] = sampleCases('CSR-00900');
  const hers = { ...about?.members[0], nationalId: null };
  const sealed = [
    {
      ...about,
      members: [hers, { ...hers, ...luka, nationalId: null, localId: 'CSR-00900/2', relation: 'dijete' }],
    },
    // A second matter, which knows her by her name as well.
    {
      ...about,
      caseNumber: 'CSR-00902',
      matter: 'M-2026-002',
      members: [{ ...hers, localId: 'CSR-00902/1' }],
    },
  ];
  const pushed = await hub.ask(
    await worker(),
    'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome problems { reason } } }',
    { records: sealed },
    { 'idempotency-key': 'sealed' },
  );
  const created = { outcome: 'CREATED', problems: [] };
  expect(pushed.body.data).toEqual({ pushCentreRecords: [created, created] });
  matter = await takeMatterWithIvana(hub, await nada());
  const named = await idOf(hub, await worker(), jelena.nationalId);
  await recordConsent(hub, await worker(), named, {
    terms: { controller: 'berane.centre', categories: ['IDENTITY', 'HEALTH'] },
  });
  await confirmConsent(hub, await worker('berane.centre', 'Ivana'), named);
  const read = await hub.ask(
    await worker('berane.support', 'Vesna'),
    'query ($id: String!) { findPerson(nationalId: $id) { caseEntries { health } } }',
    { id: jelena.nationalId },
  );
  expect(read.body.data?.['findPerson']).not.toBeNull();
  const rows = [
    lease('SS-2026/111-00009', '1', jelena, datum(jelena)),
    { ...lease('SS-2026/111-00009', '2', luka, datum(luka)), srodstvo: 'dijete', stan: '1' },
    lease('SS-2026/111-00010', '3', luka, datum(luka)),
  ];
  expect(await importTenants(hub, rows, 'petnjica/housing')).toMatchObject({ accepted: 3, rowProblems: [] });
});

afterAll(async () => {
  await hub.close();
  configuration.remove();
});

const acts = async (): Promise<readonly { readonly id: string; readonly kind: string }[]> => {
  const answer = await hub.ask(await nada(), '{ matters { acts { id kind } } }');
  const matters = (answer.body.data?.['matters'] ?? []) as readonly {
    acts: readonly { id: string; kind: string }[];
  }[];
  return matters.flatMap((each) => each.acts);
};
const shown = async (who: Figure) =>
  shownIn(
    (
      await besideAtTheCentre(
        hub,
        who,
        await besideToken(hub, 'Nada', ana),
        await besideToken(hub, 'Ivana', rifat),
      )
    ).answer,
  );
const unitsShown = async (who: Figure): Promise<readonly string[]> =>
  await Promise.all(
    (await shown(who)).matters
      .flatMap(({ units }) => units)
      .map(async ({ jwe }) => (await key.open(JSON.parse(jwe) as GeneralJWE)).unit),
  );

it('shows her in person the case and her lease in another register, and not what is of her child alone', async () => {
  expect([...(await unitsShown(jelena))].sort()).toEqual(['CSR-00900', 'SS-2026/111-00009']);
  expect((await shown(jelena)).consents).toHaveLength(1);
  expect([...(await unitsShown(luka))].sort()).toEqual([
    ...['CSR-00900', 'SS-2026/111-00009', 'SS-2026/111-00010'],
  ]);
});

it('tells the officer of the matter what was read through the form', async () => {
  const officer = await hub.agencyToken({
    agency: 'berane.centre',
    actor: 'Olga',
    purpose: 'enforce-access-control',
    roles: ['dpo'],
  });
  const log = await hub.ask(officer, '{ sealedLog { act agency matter } }');
  expect(log.body.data?.['sealedLog']).toContainEqual({
    act: 'DISCLOSURE',
    agency: 'berane.support',
    matter,
  });
});

it('alerts the lead to a look-up by her number, which no matter knows', async () => {
  expect(await alertsOf(hub, 'berane.centre', 'lead')).toEqual([]);
  const clerk = await worker('petnjica.municipality', 'clerk');
  expect(await findPerson(hub, clerk, jelena.nationalId)).toBeNull();
  expect(await alertsOf(hub, 'berane.centre', 'lead')).toContainEqual(
    expect.objectContaining({ kind: 'TRIPWIRE', agency: 'petnjica.municipality' }),
  );
});

const unseal = async (act: string): Promise<void> => {
  const heard = { on: '2026-11-20', by: 'Nada Radović' };
  const proposed: Answer = await hub.ask(
    await nada(),
    `mutation ($matter: ID!, $act: ID!, $heard: HearingInput!) {
       proposeUnsealing(matter: $matter, act: $act, heard: $heard) { matter } }`,
    { matter, act, heard },
  );
  expect(proposed.status).toBe(200);
  const confirmed = await hub.ask(
    await leading('Ivana', rifat),
    'mutation ($matter: ID!, $act: ID!) { confirmUnsealing(matter: $matter, act: $act) { matter } }',
    { matter, act },
  );
  expect(confirmed.status).toBe(200);
};

it('lists the form with the matter, and unseals it once no other matter knows her by name', async () => {
  const [act] = await acts();
  expect(act?.kind).toBe('CONSENT');
  await unseal(act?.id ?? '');
  expect(await acts()).toEqual([act]);
  const [other] = sampleCases('CSR-00900');
  const ended = {
    ...other,
    ...{ caseNumber: 'CSR-00902', matter: 'M-2026-002', version: Number(other?.['version']) + 1 },
    members: [{ ...other?.members[0], nationalId: null, localId: 'CSR-00902/1', isProtected: false }],
  };
  const pushed = await hub.ask(
    await worker(),
    'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }',
    { records: [ended] },
    { 'idempotency-key': 'protects nobody now' },
  );
  expect(pushed.body.data).toEqual({ pushCentreRecords: [{ outcome: 'UPDATED' }] });
  await unseal(act?.id ?? '');
  expect(await acts()).toEqual([]);
});
