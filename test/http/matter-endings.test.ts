// R11: a matter ends by its lead and a second human. Closing and unsealing are two acts.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertsOf } from '../harness/alerts.ts';
import { confirmConsent, idOf, recordConsent } from '../harness/consents.ts';
import { loggedDuring } from '../harness/log.ts';
import { takeMatter, takeMatterWithIvana } from '../harness/matters.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, figure, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';

const jelena = figure('CSR-00002/000005');

let hub: TestHub;
let matter = '';

const staff = async (actor: string, roles: readonly string[] = [], identity = ana): Promise<string> =>
  await hub.agencyToken({
    agency: 'berane.centre',
    actor,
    purpose: 'domestic-violence-protection',
    roles,
    identity: { nationalId: identity.nationalId, birthDate: identity.birthDate },
  });
const nada = async (): Promise<string> => await staff('Nada', ['lead']);
const ivana = async (): Promise<string> => await staff('Ivana', [], rifat);
const olga = async (): Promise<string> =>
  await hub.agencyToken({
    agency: 'berane.centre',
    actor: 'Olga',
    purpose: 'enforce-access-control',
    roles: ['dpo'],
    identity: { nationalId: rifat.nationalId, birthDate: rifat.birthDate },
  });
const worker = async (agency = 'berane.centre', actor = 'Nada'): Promise<string> =>
  await hub.agencyToken({ agency, actor, purpose: 'social-welfare-provision' });

const said = (answer: Answer): unknown => [answer.status, answer.body.errors?.[0]?.message];
const absent = [400, 'No such matter.'];
const done = { status: 200 };

const propose = async (token: string, id = matter): Promise<Answer> =>
  await hub.ask(token, 'mutation ($matter: ID!) { proposeMatterClosing(matter: $matter) { matter } }', {
    matter: id,
  });
const confirm = async (token: string, id = matter): Promise<Answer> =>
  await hub.ask(token, 'mutation ($matter: ID!) { confirmMatterClosing(matter: $matter) { matter } }', {
    matter: id,
  });

interface Act {
  readonly id: string;
  readonly kind: string;
  readonly from: string;
  readonly to: string;
  readonly reference: string;
}
const actsOf = async (token: string, closed = false): Promise<readonly Act[]> => {
  const answer = await hub.ask(
    token,
    'query ($closed: Boolean!) { matters(closed: $closed) { acts { id kind from to reference } } }',
    { closed },
  );
  const matters = (answer.body.data?.['matters'] ?? []) as readonly { acts: readonly Act[] }[];
  return matters.flatMap(({ acts }) => acts);
};
const proposeUnsealing = async (token: string, act: string, heard: object = {}): Promise<Answer> =>
  await hub.ask(
    token,
    `mutation ($matter: ID!, $act: ID!, $heard: HearingInput!) {
       proposeUnsealing(matter: $matter, act: $act, heard: $heard) { matter } }`,
    { matter, act, heard: { on: '2026-11-20', by: 'Nada Radović', ...heard } },
  );
const confirmUnsealing = async (token: string, act: string): Promise<Answer> =>
  await hub.ask(
    token,
    'mutation ($matter: ID!, $act: ID!) { confirmUnsealing(matter: $matter, act: $act) { matter } }',
    { matter, act },
  );

const record = async (reference: string): Promise<void> => {
  const named = await idOf(hub, await worker(), jelena.nationalId);
  await recordConsent(hub, await worker(), named, {
    terms: { controller: 'berane.centre', categories: ['IDENTITY', 'HEALTH'] },
    evidence: { reference },
  });
  await confirmConsent(hub, await worker('berane.centre', 'Ivana'), named, reference);
};
const read = async (): Promise<Answer> =>
  await hub.ask(
    await worker('berane.support', 'Vesna'),
    'query ($id: String!) { findPerson(nationalId: $id) { caseEntries { health } } }',
    { id: jelena.nationalId },
  );
/** The numbers of the consents in her own file, and who read by consent. */
const ownFile = async (): Promise<{ readonly forms: readonly string[]; readonly byConsent: number }> => {
  const answer = await hub.ask(
    await hub.personToken(jelena.nationalId, jelena.birthDate),
    '{ me { consents { evidence { reference } } accesses { step } } }',
  );
  const me = answer.body.data?.['me'] as {
    readonly consents: readonly { readonly evidence: { readonly reference: string } }[];
    readonly accesses: readonly { readonly step: string }[];
  };
  return {
    forms: me.consents.map(({ evidence }) => evidence.reference).sort(),
    byConsent: me.accesses.filter(({ step }) => step === 'CONSENT').length,
  };
};

beforeAll(async () => {
  hub = await openSmallHub({
    housing: sampleTenants('1', '2', '4', '5', '6'),
    centre: sampleCases('CSR-00001', 'CSR-00002', 'CSR-00900'),
  });
  matter = await takeMatterWithIvana(hub, await nada());
  await record('S-1/2026');
  await read();
});

afterAll(async () => {
  await hub.close();
});

describe('unsealing', () => {
  it('is of what the parties see sealed, by the lead and a second human, the person heard', async () => {
    const [act, ...more] = await actsOf(await ivana());
    expect(more).toEqual([]);
    expect(act).toMatchObject({
      ...{ kind: 'CONSENT', from: 'berane.centre', to: 'berane.support', reference: 'S-1/2026' },
    });
    const id = act?.id ?? '';
    expect(await ownFile()).toEqual({ forms: [], byConsent: 0 });
    // Not before anybody proposed it, not proposed by a member, and nobody is heard tomorrow.
    expect(said(await confirmUnsealing(await ivana(), id))).toEqual(absent);
    expect(said(await proposeUnsealing(await ivana(), id))).toEqual(absent);
    expect((await proposeUnsealing(await nada(), id, { on: '2026-11-22' })).status).toBe(400);
    expect((await proposeUnsealing(await nada(), id, { by: ' ' })).status).toBe(400);
    expect((await proposeUnsealing(await nada(), matter)).status).toBe(400);
    expect(await proposeUnsealing(await nada(), id)).toMatchObject(done);
    // Not by herself, under another name neither, and not by who is nobody to the matter.
    expect(said(await confirmUnsealing(await nada(), id))).toEqual(absent);
    expect(said(await confirmUnsealing(await staff('Ivana', [], ana), id))).toEqual(absent);
    expect(said(await confirmUnsealing(await staff('Jasna', [], rifat), id))).toEqual(absent);
    expect(await ownFile()).toEqual({ forms: [], byConsent: 0 });
    const { lines } = await loggedDuring(hub, async () => {
      expect(await confirmUnsealing(await olga(), id)).toMatchObject(done);
    });
    expect(lines).toMatchObject([{ kind: 'MATTER', actor: 'Olga', act: 'UNSEAL' }]);
    // What was read through it is in her log from now on: it is ordinary, as if it had always been.
    expect(await ownFile()).toMatchObject({ forms: ['S-1/2026'] });
    expect((await ownFile()).byConsent).toBeGreaterThan(0);
    expect(await actsOf(await nada())).toEqual([]);
  });

  it('of somebody whom another matter protects is answered alike, and lifts nothing', async () => {
    const [hers] = sampleCases('CSR-00900');
    await hub.ask(
      await worker(),
      'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }',
      { records: [{ ...hers, caseNumber: 'CSR-00902', matter: 'M-2026-002' }] },
      { 'idempotency-key': 'another matter' },
    );
    await record('S-2/2026');
    const [act] = await actsOf(await nada());
    expect(await proposeUnsealing(await nada(), act?.id ?? '')).toMatchObject(done);
    expect(await confirmUnsealing(await ivana(), act?.id ?? '')).toMatchObject(done);
    expect((await ownFile()).forms).toEqual(['S-1/2026']);
    // The lead of that other matter closes it: it protects nobody any more.
    const other = await takeMatter(hub, await nada(), 'M-2026-002');
    await propose(await nada(), other);
    expect(await confirm(await olga(), other)).toMatchObject(done);
  });
});

describe('closing', () => {
  it('takes the lead and another human: another party, or the officer of the controller', async () => {
    expect(said(await confirm(await ivana()))).toEqual(absent);
    expect(said(await propose(await ivana()))).toEqual(absent);
    expect(await propose(await nada())).toMatchObject(done);
    for (const token of [await nada(), await staff('Jasna', [], rifat), await staff('Ivana', [], ana)])
      expect(said(await confirm(token))).toEqual(absent);
    const foreign = await hub.agencyToken({
      agency: 'berane.municipality',
      actor: 'Olga',
      purpose: 'enforce-access-control',
      roles: ['dpo'],
    });
    expect((await confirm(foreign)).status).toBe(403);
    expect(await confirm(await ivana())).toMatchObject(done);
    expect(said(await confirm(await ivana()))).toEqual(absent);
    expect(await actsOf(await ivana())).toEqual([]);
  });

  it('ends the flag: what comes later is ordinary, and what was sealed stays sealed', async () => {
    await record('S-3/2026');
    expect((await ownFile()).forms).toEqual(['S-1/2026', 'S-3/2026']);
    const before = (await alertsOf(hub, 'berane.centre', 'lead')).length;
    const clerk = await hub.agencyToken({
      agency: 'berane.municipality',
      actor: 'clerk',
      purpose: 'housing-welfare-management',
    });
    await hub.ask(clerk, 'query ($id: String!) { findPerson(nationalId: $id) { id } }', {
      id: jelena.nationalId,
    });
    expect(await alertsOf(hub, 'berane.centre', 'lead')).toHaveLength(before);
  });

  it('leaves to the lead what may be unsealed later', async () => {
    expect(await actsOf(await ivana(), true)).toEqual([]);
    const acts = await actsOf(await nada(), true);
    const left = acts.find(({ reference }) => reference === 'S-2/2026');
    expect(await proposeUnsealing(await nada(), left?.id ?? '')).toMatchObject(done);
    expect(await confirmUnsealing(await ivana(), left?.id ?? '')).toMatchObject(done);
    expect((await ownFile()).forms).toEqual(['S-1/2026', 'S-2/2026', 'S-3/2026']);
  });

  it('lets the register unseal its case: an ordinary version is shown like any other, and the sealed one stays', async () => {
    const [{ matter: _sealed, ...hers } = { members: [], caseNumber: '' }] = sampleCases('CSR-00900');
    const answer = await hub.ask(
      await worker(),
      'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }',
      { records: [{ ...hers, version: 2 }] },
      { 'idempotency-key': 'unsealed by its register' },
    );
    expect(answer.body.data).toEqual({ pushCentreRecords: [{ outcome: 'CREATED' }] });
    const own = await hub.ask(
      await hub.personToken(jelena.nationalId, jelena.birthDate),
      '{ me { held { kind } } }',
    );
    const { held } = (own.body.data?.['me'] ?? { held: [] }) as { held: readonly { kind: string }[] };
    expect(held.filter(({ kind }) => kind === 'cases of the Centre for Social Work')).toHaveLength(2);
    const sealed = await hub.ask(await nada(), '{ matters(closed: true) { reference units { id } } }');
    expect(sealed.body.data?.['matters']).toContainEqual({
      reference: 'M-2026-001',
      units: [expect.anything()],
    });
  });

  it('stands in the sealed log, each act by who did it', async () => {
    const answer = await hub.ask(
      await hub.agencyToken({
        agency: 'berane.centre',
        actor: 'Vera',
        purpose: 'enforce-access-control',
        roles: ['dpo'],
      }),
      '{ sealedLog { actor act } }',
    );
    const lines = answer.body.data?.['sealedLog'] as readonly { actor: string; act: string }[];
    expect(lines).toEqual(
      expect.arrayContaining([
        { actor: 'Nada', act: 'PROPOSE_UNSEALING' },
        { actor: 'Olga', act: 'UNSEAL' },
        { actor: 'Nada', act: 'PROPOSE_CLOSING' },
        { actor: 'Ivana', act: 'CLOSE' },
      ]),
    );
  });
});
