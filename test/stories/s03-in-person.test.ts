// S03, the second half (R12, R13, R14): the next day she comes to the Centre with her identity card.
import { exportJWK, type GeneralJWE, generateKeyPair, type JWK } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { confirmConsent, findPerson, idOf, recordConsent } from '../harness/consents.ts';
import {
  besideAtTheCentre,
  besideToken,
  confirmInPerson,
  inPersonOf,
  openInPerson,
  showInPerson,
  shownIn,
} from '../harness/in-person.ts';
import { loggedDuring } from '../harness/log.ts';
import { partyKeyOf } from '../harness/matter-keys.ts';
import { takeMatterWithIvana } from '../harness/matters.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, figure, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf, createTwins, type Twins } from '../harness/twins.ts';
import { agencyIn, editConfiguration } from '../http/edited-configuration.ts';

const jelena = figure('CSR-00002/000005');
const marko = figure('CSR-00002/000004');

const pair = await generateKeyPair('ECDH-ES+A256KW', { crv: 'P-256', extractable: true });
const centreKey = partyKeyOf({ ...((await exportJWK(pair.privateKey)) as JWK), kid: 'centre' });
const configuration = editConfiguration((edited) => {
  (agencyIn(edited, 'berane.centre') as unknown as Record<string, unknown>)['matterKey'] = {
    jwk: centreKey.publicJwk,
  };
});

let twins: Twins;
let hub: TestHub;
/** The same town without the matter. */
let twin: TestHub;

const lead = async (): Promise<string> =>
  await hub.agencyToken({
    agency: 'berane.centre',
    actor: 'Nada',
    purpose: 'domestic-violence-protection',
    roles: ['lead'],
  });
const worker = async (agency = 'berane.centre', actor = 'Nada'): Promise<string> =>
  await hub.agencyToken({ agency, actor, purpose: 'social-welfare-provision' });
/** Nada leads the matter, Ivana is party to it, Olga is the data protection officer, and Jasna is nobody of these. */
const nada = async (world = hub): Promise<string> => await besideToken(world, 'Nada', ana);
const ivana = async (world = hub): Promise<string> => await besideToken(world, 'Ivana', rifat);
const olga = async (): Promise<string> => await besideToken(hub, 'Olga', rifat, ['dpo']);
const jasna = async (world = hub): Promise<string> => await besideToken(world, 'Jasna', rifat);

const said = (answer: Answer): unknown => [answer.status, answer.body.errors?.[0]?.message];
const gone = [400, 'No such session.'];
const nothing = { matters: [], consents: [], referrals: [], accesses: [] };

beforeAll(async () => {
  twins = await createTwins();
  const registers = {
    housing: sampleTenants('1', '2', '3', '4', '5', '6'),
    centre: sampleCases('CSR-00001', 'CSR-00002'),
  };
  const options = () => {
    const { configuration: own, ...more } = twins.options();
    return { ...more, configuration: { ...own, ...configuration.files } };
  };
  hub = await openSmallHub(registers, options());
  twin = await openSmallHub(registers, options());
  const [about] = sampleCases('CSR-00900');
  const push = async (key: string, records: readonly object[]): Promise<void> => {
    const answer = await hub.ask(
      await worker(),
      'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }',
      { records },
      { 'idempotency-key': key },
    );
    expect(answer.body.data).toEqual({ pushCentreRecords: [{ outcome: 'CREATED' }] });
  };
  await push('hers', sampleCases('CSR-00900'));
  // In the same matter a case of Marko's own, which protects nobody but him: his list, and none of hers.
  await push('his', [
    {
      ...about,
      caseNumber: 'CSR-00901',
      members: [{ ...about?.members[0], ...marko, localId: 'CSR-00901/009010', sex: 'M' }],
    },
  ]);
  await takeMatterWithIvana(hub, await lead());
  const named = await idOf(hub, await worker(), jelena.nationalId);
  await recordConsent(hub, await worker(), named, {
    terms: { controller: 'berane.centre', categories: ['IDENTITY', 'HEALTH'] },
  });
  await confirmConsent(hub, await worker('berane.centre', 'Ivana'), named);
  await hub.ask(
    await worker(),
    `mutation ($person: ID!) {
       referPerson(person: $person, to: "berane.support", reference: "U-9/2026", until: "2027-05-01") { at } }`,
    { person: named },
  );
  await hub.ask(
    await worker('berane.support', 'Vesna'),
    'query ($id: String!) { findPerson(nationalId: $id) { caseEntries { health } } }',
    { id: jelena.nationalId },
  );
});

afterAll(async () => {
  await hub.close();
  await twin.close();
  twins.remove();
  configuration.remove();
});

describe('a session in person', () => {
  it('shows her what the matter holds of her, her sealed consents, referrals, and who read through them', async () => {
    const { answer } = await besideAtTheCentre(hub, jelena, await nada(), await ivana());
    const shown = shownIn(answer);
    expect(shown.matters.map(({ reference, closedAt }) => [reference, closedAt])).toEqual([
      ['M-2026-001', null],
    ]);
    // The hub gives the sealed unit that names her, and no other; the party's own program opens it.
    const [unit, ...more] = shown.matters[0]?.units ?? [];
    expect(more).toEqual([]);
    const content = await centreKey.open(JSON.parse(unit?.jwe ?? '') as GeneralJWE);
    expect(content.unit).toBe('CSR-00900');
    const hers = content.records.filter(({ values }) => values['birthDate'] === jelena.birthDate);
    expect(hers.map(({ values }) => values['givenName'])).toEqual(['Jelena']);
    expect(shown.consents).toEqual([
      expect.objectContaining({ status: 'GIVEN', evidence: { reference: 'S-17/2026' } }),
    ]);
    expect(shown.referrals).toEqual([expect.objectContaining({ reference: 'U-9/2026', acceptedAt: null })]);
    expect(shown.accesses.flatMap(({ fields }) => fields.map((each) => each.coordinate))).toContain(
      'CaseEntry.health',
    );
    expect(answer.text).not.toContain('CSR-00901');
  });

  it('is shown once: a second time there is no such session, and neither is there for anybody else', async () => {
    const session = inPersonOf(await openInPerson(hub, await nada(), jelena));
    expect(said(await showInPerson(hub, await nada(), session))).toEqual(gone);
    // Not by who opened it, and not by the same human under another name.
    expect(said(await confirmInPerson(hub, await nada(), session))).toEqual(gone);
    expect(said(await confirmInPerson(hub, await besideToken(hub, 'Nada II', ana), session))).toEqual(gone);
    expect((await confirmInPerson(hub, await ivana(), session)).body.data).toEqual({
      confirmInPersonSession: true,
    });
    expect(said(await confirmInPerson(hub, await jasna(), session))).toEqual(gone);
    expect(said(await showInPerson(hub, await ivana(), session))).toEqual(gone);
    expect((await showInPerson(hub, await nada(), session)).status).toBe(200);
    expect(said(await showInPerson(hub, await nada(), session))).toEqual(gone);
  });

  it('is gone after fifteen minutes', async () => {
    const session = inPersonOf(await openInPerson(hub, await nada(), jelena));
    await confirmInPerson(hub, await ivana(), session);
    hub.clock.set('2026-11-21T10:15:00Z');
    expect(said(await showInPerson(hub, await nada(), session))).toEqual(gone);
    hub.clock.set('2026-11-21T10:00:00Z');
  });

  it('is shown where the second of its staff is the data protection officer, who is party to nothing', async () => {
    const { answer } = await besideAtTheCentre(hub, jelena, await nada(), await olga());
    expect(shownIn(answer).matters).toHaveLength(1);
  });

  it.each([
    ['who opens it is no party', async () => [await jasna(), await besideToken(hub, 'Ivana', ana)]],
    ['who stands by it is no party', async () => [await nada(), await jasna()]],
    ['the officer opens it, and a party stands by', async () => [await olga(), await nada()]],
  ] as const)('shows nothing where %s: as of somebody without a matter, same bytes', async (_who, staff) => {
    const [first = '', second = ''] = await staff();
    const { answer } = await besideAtTheCentre(hub, jelena, first, second);
    expect(shownIn(answer)).toEqual(nothing);
    const [one, other] = [await jasna(twin), await besideToken(twin, 'Nada', ana)];
    const none = await besideAtTheCentre(twin, jelena, one, other);
    expect(bytesOf(answer)).toEqual(bytesOf(none.answer));
  });

  it('opens and is confirmed alike for who has a matter and who has none', async () => {
    const masked = (answer: Answer) => ({
      ...bytesOf(answer),
      text: answer.text.replace(/"session":"[^"]+"/, '"session":""'),
    });
    const [one, other] = [
      await openInPerson(hub, await nada(), jelena),
      await openInPerson(twin, await nada(twin), jelena),
    ];
    expect(masked(one)).toEqual(masked(other));
    expect(bytesOf(await confirmInPerson(hub, await ivana(), inPersonOf(one)))).toEqual(
      bytesOf(await confirmInPerson(twin, await ivana(twin), inPersonOf(other))),
    );
  });

  it('does not open for nobody, for another birth date, and without a person behind the token', async () => {
    const refusal = [400, 'No session in person can be opened for this person.'];
    expect(said(await openInPerson(hub, await nada(), { ...jelena, birthDate: '1989-01-18' }))).toEqual(
      refusal,
    );
    expect(said(await openInPerson(hub, await besideToken(hub, 'Nada', jelena), jelena))).toEqual(refusal);
    expect((await openInPerson(hub, await worker(), jelena)).status).toBe(403);
  });
});

describe('what is done in a session in person', () => {
  it('stands in the sealed log alone: no reading of hers is in a log that anybody is shown', async () => {
    const { lines, result } = await loggedDuring(
      hub,
      async () => await besideAtTheCentre(hub, jelena, await nada(), await ivana()),
    );
    expect(lines.map(({ kind, actor, act }) => [kind, actor, act])).toEqual([
      ['MATTER', 'Nada', 'OPEN_IN_PERSON'],
      ['MATTER', 'Ivana', 'CONFIRM_IN_PERSON'],
      ['MATTER', 'Nada', 'SHOW_IN_PERSON'],
      ['MATTER', 'Nada', 'SHOW_IN_PERSON'],
    ]);
    // Both of the one answer: the file, and the one sealed unit that it gave.
    const { answer } = result;
    const shows = lines.filter(({ act }) => act === 'SHOW_IN_PERSON');
    const request = answer.headers.get('x-request-id');
    expect(shows.map((line) => [line.agency, line['request']])).toEqual(
      shows.map(() => ['berane.centre', request]),
    );
    const given = shownIn(answer).matters.flatMap(({ units }) => units);
    const logged = await hub.running.hub.database.query<{ payload: string }>(
      'select payload::text as payload from record where id in (select jsonb_array_elements_text(?::jsonb)::uuid)',
      [JSON.stringify(shows.flatMap((line) => line['units']))],
    );
    const ciphertexts = given.map(({ jwe }) => (JSON.parse(jwe) as GeneralJWE).ciphertext);
    expect([ciphertexts.length, logged.length]).toEqual([1, 1]);
    expect(logged[0]?.payload).toContain(ciphertexts[0]);
    // And each sealed consent and referral that it gave, by its id.
    const acts = await hub.running.hub.database.query<{ id: string }>(
      'select id::text as id from consent where sealed union all select id::text from referral where sealed',
    );
    const { consents, referrals } = shownIn(answer);
    expect(consents.length + referrals.length).toBeGreaterThan(0);
    const named = shows.filter((line) => line['matter'] === null).flatMap((line) => line['units']);
    expect(named.sort()).toEqual(acts.map(({ id }) => id).sort());
    const officer = await hub.agencyToken({
      agency: 'berane.centre',
      actor: 'Olga',
      purpose: 'enforce-access-control',
      roles: ['dpo'],
    });
    const waiting = await hub.ask(officer, '{ sealedLog { act actor matter units } }');
    expect(waiting.text).toContain('"act":"SHOW_IN_PERSON"');
  });

  it('is nothing of her own file, not even later', async () => {
    const later = async (world: TestHub): Promise<Answer> => {
      world.clock.set('2027-01-10T10:00:00Z');
      const answer = await world.ask(
        await world.personToken(jelena.nationalId, jelena.birthDate),
        `{ me(language: "cnr") { keptApart consents { id } held { kind values { value } } printed
           accesses(from: "2026-11-01", until: "2027-01-10") { day agency purpose step fields { coordinate } } } }`,
      );
      world.clock.set('2026-11-21T10:00:00Z');
      return {
        ...answer,
        // Numbers of requests are otherwise in each world.
        text: answer.text.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'request'),
      };
    };
    // In the twin the Centre's worker looked for her by number, too: that stands in her log, and it alone.
    const looking = await twin.agencyToken({
      ...{ agency: 'berane.centre', actor: 'Nada', purpose: 'social-welfare-provision' },
    });
    await idOf(twin, looking, jelena.nationalId);
    const answer = await later(hub);
    expect(bytesOf(answer)).toEqual(bytesOf(await later(twin)));
    expect(answer.body.data).toMatchObject({ me: { consents: [] } });
    expect(answer.text).not.toMatch(/ASSISTED|M-2026|U-9\/2026|S-17\/2026/);
  });

  it('is a withdrawal, too: at once, of what was shown and of nothing else', async () => {
    const { session, answer } = await besideAtTheCentre(hub, jelena, await nada(), await ivana());
    const [held] = shownIn(answer).consents;
    const withdraw = async (token: string, consent: string): Promise<Answer> =>
      await hub.ask(
        token,
        'mutation ($session: ID!, $consent: ID!) { withdrawInPerson(session: $session, consent: $consent) }',
        { session, consent },
      );
    expect(said(await withdraw(await ivana(), held?.id ?? ''))).toEqual(gone);
    expect(said(await withdraw(await nada(), 'another'))).toEqual([400, 'No such consent.']);
    const vesna = await worker('berane.support', 'Vesna');
    expect(await findPerson(hub, vesna, jelena.nationalId)).not.toBeNull();
    expect((await withdraw(await nada(), held?.id ?? '')).body.data).toEqual({
      withdrawInPerson: '2026-11-21T10:00:00.000Z',
    });
    expect(await findPerson(hub, vesna, jelena.nationalId)).toBeNull();
    const again = await besideAtTheCentre(hub, jelena, await nada(), await ivana());
    expect(shownIn(again.answer).consents.map(({ status }) => status)).toEqual(['WITHDRAWN']);
  });
});
