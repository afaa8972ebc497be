// S12 (R22). He contests it online: a session at the counter shows and changes nothing (S10). Left to the issue that builds
// webhooks: `Corrected` is asked for and not sent.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alertsOf } from '../harness/alerts.ts';
import { findPerson, giveConsent, idOf, withdrawOwnConsent } from '../harness/consents.ts';
import { loggedDuring } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, rifat } from '../harness/people.ts';
import { importTenants, openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import {
  askRight,
  correctionsFor,
  decideRight,
  ownRecordId,
  ownRequests,
  waitingRequests,
} from '../harness/rights.ts';
import { bytesOf, createTwins, sameInBoth, type Twins } from '../harness/twins.ts';
import { agencyIn, editConfiguration } from '../http/edited-configuration.ts';

/** By consent, as a public task, and by a duty. */
const readers = ['berane.support', 'berane.debt', 'berane.centre'];
const words = 'Platio sam 3. septembra, priznanica 77.';
const everything = { categories: ['IDENTITY', 'CONTACT', 'HOUSEHOLD', 'HOUSING', 'FINANCE'] };

const tenants = (arrears: string) =>
  sampleTenants('1', '2', '3').map((row) => ({ ...row, dug_eur: arrears }));

// Support reads by consent and the Centre by a duty. Beside them an office reads as its public task, 6(1)(e), to whom the
// Centre has referred him.
const configuration = editConfiguration((edited) => {
  const office = structuredClone(agencyIn(edited, 'berane.support')) as object;
  const named = {
    id: 'berane.debt',
    name: 'Savjetovalište za dugove',
    issuer: 'https://berane.debt.example',
  };
  edited.agencies.agencies.push({ ...office, ...named } as never);
  edited.agreements.agreements.push({
    ...{ id: 'berane-municipality-to-debt', recipient: 'berane.debt', controller: 'berane.municipality' },
    ...{ purpose: 'social-welfare-provision', categories: everything.categories },
    basis: { article6: 'A6-1-e', citation: { jurisdiction: 'ME', code: 'social-and-child-protection' } },
    ...{ requires: 'RELATIONSHIP', area: ['berane'], validFrom: '2026-01-01' },
  } as never);
});

let twins: Twins;
/** The base answers with 0,00; in its twin with another number, which support must not be able to tell. */
let answered: TestHub;
let otherwise: TestHub;
let silent: TestHub;

const staff = async (hub: TestHub, agency: string, purpose = 'social-welfare-provision'): Promise<string> =>
  await hub.agencyToken({ agency, purpose, actor: `Vesna of ${agency}` });
const clerk = async (hub: TestHub): Promise<string> =>
  await staff(hub, 'berane.municipality', 'housing-welfare-management');
const officer = async (hub: TestHub): Promise<string> =>
  await hub.agencyToken({
    agency: 'berane.municipality',
    purpose: 'enforce-access-control',
    actor: 'Danica',
    roles: ['dpo'],
  });

const tenancies = async (hub: TestHub, token: string): Promise<Answer> =>
  await hub.ask(
    token,
    `query ($id: ID!) { person(id: $id) { households { tenancies {
       arrears contested { field since statement } } } } }`,
    { id: await idOf(hub, token, rifat.nationalId) },
  );

interface Shown {
  readonly arrears: string | null;
  readonly contested: readonly object[];
}

const shownTo = async (hub: TestHub, token: string): Promise<Shown | undefined> => {
  const answer = await tenancies(hub, token);
  const data = answer.body.data as { person: { households: { tenancies: Shown[] }[] } | null };
  return data.person?.households[0]?.tenancies[0];
};

const contest = async (hub: TestHub): Promise<Answer> =>
  await askRight(hub, rifat, {
    right: 'CONTEST',
    record: await ownRecordId(hub, rifat, { source: 'housing', kind: 'tenancy' }),
    field: 'Tenancy.arrears',
    statement: words,
  });

const corrections = async (hub: TestHub, token: string): Promise<readonly Record<string, unknown>[]> => {
  const answer = await correctionsFor(hub, token);
  expect(answer.body.errors).toBeUndefined();
  return answer.body.data?.['corrections'] as Record<string, unknown>[];
};

/** May: both have consented, and support, the office and the Centre read the arrears. */
const openInMay = async (): Promise<TestHub> => {
  const { configuration: keys, ...options } = twins.options();
  const hub = await openSmallHub(
    { housing: tenants('598,52'), centre: sampleCases('CSR-00001') },
    { ...options, configuration: { ...keys, ...configuration.files }, now: '2026-05-04T08:00:00Z' },
  );
  const [centre, debt] = [await staff(hub, 'berane.centre'), await staff(hub, 'berane.debt')];
  const referred = await hub.ask(
    centre,
    `mutation ($p: ID!) {
       referPerson(person: $p, to: "berane.debt", reference: "U-7/2026", until: "2026-10-31") { at } }`,
    { p: await idOf(hub, centre, rifat.nationalId) },
  );
  expect(referred.body.errors).toBeUndefined();
  const waiting = await hub.ask(debt, '{ referrals { id } }');
  const [letter] = (waiting.body.data?.['referrals'] ?? []) as readonly { id: string }[];
  const accepting = 'mutation ($r: ID!) { acceptReferral(referral: $r) { id } }';
  expect((await hub.ask(debt, accepting, { r: letter?.id })).body.errors).toBeUndefined();
  for (const person of [ana, rifat]) {
    const token = await hub.personToken(person.nationalId, person.birthDate);
    expect((await giveConsent(hub, token, everything)).status).toBe(200);
  }
  for (const agency of readers)
    expect(await shownTo(hub, await staff(hub, agency))).toEqual({ arrears: '598.52', contested: [] });
  return hub;
};

beforeAll(async () => {
  twins = await createTwins();
  [answered, otherwise, silent] = [await openInMay(), await openInMay(), await openInMay()];
  // 10 September, a week after he paid.
  for (const hub of [answered, otherwise, silent]) hub.clock.set('2026-09-10T08:00:00Z');
});
afterAll(async () => {
  for (const hub of [answered, otherwise, silent]) await hub?.close();
  twins?.remove();
  configuration.remove();
});

describe('S12 he contests what is held of him', () => {
  it('is answered with a receipt, and told by when it is decided', async () => {
    for (const hub of [answered, otherwise, silent]) {
      const asked = await contest(hub);
      expect(asked.body.data).toMatchObject({ askRight: { dueOn: '2026-10-10' } });
    }
    expect(await ownRequests(answered, rifat)).toMatchObject([
      {
        ...{ right: 'CONTEST', state: 'PENDING', record: 'tenancies', stateInWords: 'waits for a decision' },
        ...{
          field: { coordinate: 'Tenancy.arrears', label: 'arrears' },
          rightInWords: 'what is held is not so',
        },
        ...{ statement: words, dueOn: '2026-10-10', decision: null },
      },
    ]);
    // What he asks is his own: nobody of his household reads it.
    expect(await ownRequests(answered, ana)).toEqual([]);
  });

  it('from the next request every reader gets the value with his words beside it; nothing of the register is altered', async () => {
    const beside = {
      arrears: '598.52',
      contested: [{ field: 'Tenancy.arrears', since: '2026-09-10', statement: words }],
    };
    for (const hub of [answered, otherwise]) {
      const { lines } = await loggedDuring(hub, async () => {
        for (const agency of readers) expect(await shownTo(hub, await staff(hub, agency))).toEqual(beside);
        expect(await shownTo(hub, await clerk(hub))).toEqual(beside);
      });
      const given = lines.filter(({ fields }) =>
        (fields as string[] | undefined)?.includes('Tenancy.arrears'),
      );
      const steps = new Map(given.map(({ agency, step }) => [agency, step]));
      expect(Object.fromEntries(steps)).toEqual({
        ...{ 'berane.support': 'CONSENT', 'berane.debt': 'TASK', 'berane.centre': 'DUTY' },
        'berane.municipality': 'OWN',
      });
    }
    const rows = await answered.running.hub.database.query<{ version: number; arrears: string }>(
      `select version, payload ->> 'arrears' as arrears from record where source = 'housing' and kind = 'tenancy'`,
    );
    expect(rows).toEqual([{ version: 1, arrears: '598.52' }]);
  });

  it('who may not read the field is told nothing of it', async () => {
    const token = await staff(answered, 'berane.centre', 'social-welfare-eligibility-assessment');
    const answer = await tenancies(answered, token);
    expect(answer.text).not.toContain(words);
    expect(answer.text).not.toContain('598');
  });

  it('his words are in no line of the log, and that they were read is', async () => {
    const { lines } = await loggedDuring(answered, async () => {
      const token = await staff(answered, 'berane.centre');
      await answered.ask(
        token,
        'query ($id: ID!) { person(id: $id) { households { tenancies { contested { statement } } } } }',
        { id: await idOf(answered, token, rifat.nationalId) },
      );
    });
    const given = lines
      .filter(({ kind }) => kind === 'DISCLOSURE')
      .flatMap((line) => line['fields'] as string[]);
    expect(given).toContain('Tenancy.arrears');
    const log = await answered.running.hub.database.query('select body from audit_entry');
    expect(JSON.stringify(log)).not.toContain('priznanica');
  });
});

describe('S12 the base answers on day 12', () => {
  const worlds = (): readonly [TestHub, TestHub] => [answered, otherwise];

  it('with 0,00 by its next file: the value stands alone again, because it is not the one he contested', async () => {
    for (const hub of worlds()) {
      const { status } = await withdrawOwnConsent(hub, await hub.personToken(ana.nationalId, ana.birthDate));
      expect(status).toBe(200);
      hub.clock.set('2026-09-22T08:00:00Z');
    }
    expect(await importTenants(answered, tenants('0,00'))).toMatchObject({ accepted: 3 });
    expect(await importTenants(otherwise, tenants('12,00'))).toMatchObject({ accepted: 3 });
    expect(await shownTo(answered, await staff(answered, 'berane.centre'))).toEqual({
      arrears: '0',
      contested: [],
    });
  });

  it('nobody is told of a correction before somebody of the base has decided', async () => {
    for (const agency of readers)
      expect(await corrections(answered, await staff(answered, agency))).toEqual([]);
  });

  it('its staff decide with a reason, which he is told', async () => {
    for (const hub of worlds()) {
      const token = await clerk(hub);
      const [request] = await waitingRequests(hub, token);
      expect(request).toMatchObject({
        ...{ right: 'CONTEST', state: 'PENDING', source: 'housing', recordKind: 'tenancy' },
        ...{ field: 'Tenancy.arrears', statement: words, lines: [{ source: 'housing', localId: '2' }] },
      });
      expect((await decideRight(hub, token, request?.['id'], 'GRANTED')).body.data).toEqual({
        decideRight: true,
      });
      expect(await waitingRequests(hub, token)).toEqual([]);
    }
    expect(await ownRequests(answered, rifat)).toMatchObject([
      {
        state: 'DECIDED',
        decision: { outcome: 'GRANTED', reason: 'The payment of 3 September was found.', articles: [] },
      },
    ]);
  });

  it('the Centre is told that it is corrected and reads the new value; support only that it must drop the old one', async () => {
    const centre = await staff(answered, 'berane.centre');
    expect(await corrections(answered, centre)).toMatchObject([
      {
        ...{ duty: 'READ_AGAIN', field: 'Tenancy.arrears', controller: 'berane.municipality' },
        ...{ person: null, readOn: '2026-09-10', correctedOn: '2026-09-22', confirmedAt: null },
      },
    ]);
    expect((await shownTo(answered, centre))?.arrears).toBe('0');
    // So is who reads it as a public task: it is authorised still.
    const debt = await staff(answered, 'berane.debt');
    expect(await corrections(answered, debt)).toMatchObject([
      { duty: 'READ_AGAIN', field: 'Tenancy.arrears', correctedOn: '2026-09-22' },
    ]);
    expect((await shownTo(answered, debt))?.arrears).toBe('0');
    const support = await staff(answered, 'berane.support');
    expect(await corrections(answered, support)).toMatchObject([
      { duty: 'DROP', field: 'Tenancy.arrears', readOn: '2026-09-10' },
    ]);
    expect(await findPerson(answered, support, rifat.nationalId)).not.toMatchObject({
      households: [{ tenancies: [{ arrears: expect.anything() }] }],
    });
    // The base itself reads its own, and is told nothing.
    expect(await corrections(answered, await clerk(answered))).toEqual([]);
  });

  it('nobody is told of a correction of what the log does not say that they read', async () => {
    for (const agency of readers) {
      const told = await corrections(answered, await staff(answered, agency));
      expect(told).toHaveLength(1);
      for (const { field, source, readOn } of told) {
        const lines = await answered.running.hub.database.query(
          `select 1 from audit_entry where kind = 'DISCLOSURE' and agency = ? and body ->> 'source' = ?
             and body -> 'fields' @> ?::jsonb and at::date = ?::date`,
          [agency, source, JSON.stringify([field]), readOn],
        );
        expect(lines.length, agency).toBeGreaterThan(0);
      }
    }
    // And that they were told stands in the log of those through whom they had read, as of a reading.
    const lines = async (step: string): Promise<ReadonlySet<string>> =>
      new Set(
        (
          await answered.running.hub.database.query<{ agency: string; person: string }>(
            `select agency, coalesce(through::text, body ->> 'person') as person from audit_entry
               where kind = 'DISCLOSURE' and body ->> 'step' like ? and agency is not null`,
            [step],
          )
        ).map(({ agency, person }) => `${agency} ${person}`),
      );
    const [told, read] = [await lines('CORRECTED'), await lines('%')];
    expect(new Set([...told].map((line) => line.split(' ')[0]))).toEqual(new Set(readers));
    for (const line of told) expect(read).toContain(line);
    // Who never read it is told nothing.
    const other = await staff(answered, 'berane.centre', 'social-welfare-eligibility-assessment');
    expect(await corrections(answered, other)).toEqual([]);
  });

  it('what support is answered is the same to the byte whatever the new value is', async () => {
    await sameInBoth(worlds(), async (hub) => await correctionsFor(hub, await staff(hub, 'berane.support')));
    await sameInBoth(worlds(), async (hub) => await tenancies(hub, await staff(hub, 'berane.support')));
  });

  it('support confirms that the old value is gone, once and only what it is told of', async () => {
    const support = await staff(answered, 'berane.support');
    const [notice] = await corrections(answered, support);
    const confirm = async (token: string, id: unknown): Promise<Answer> =>
      await answered.ask(token, 'mutation ($id: ID!) { confirmCorrection(id: $id) }', { id });
    expect((await confirm(support, notice?.['id'])).body.data).toEqual({ confirmCorrection: true });
    const [confirmed] = await corrections(answered, support);
    expect(confirmed?.['confirmedAt']).toBe('2026-09-22T08:00:00.000Z');
    answered.clock.set('2026-09-23T08:00:00Z');
    await confirm(await staff(answered, 'berane.support'), notice?.['id']);
    expect((await corrections(answered, await staff(answered, 'berane.support')))[0]).toEqual(confirmed);
    // Another agency's id is nobody's here.
    const foreign = await confirm(await staff(answered, 'berane.centre'), notice?.['id']);
    expect(foreign.body.errors?.[0]?.extensions.code).toBe('BAD_USER_INPUT');
    expect(
      (await corrections(answered, await staff(answered, 'berane.centre')))[0]?.['confirmedAt'],
    ).toBeNull();
  });

  it('after twelve months nobody is told of it any more', async () => {
    answered.clock.set('2027-09-21T08:00:00Z');
    expect(await corrections(answered, await staff(answered, 'berane.centre'))).toHaveLength(1);
    answered.clock.set('2027-09-23T08:00:00Z');
    expect(await corrections(answered, await staff(answered, 'berane.centre'))).toEqual([]);
  });
});

describe('S12 the base never answers', () => {
  const overdue = async (): Promise<Answer> =>
    await silent.ask(await officer(silent), '{ overdueRights { right recordKind askedOn dueOn } }');

  it('on day 30 it is in time, and on day 31 on the list of the data protection officer, who is told once', async () => {
    silent.clock.set('2026-10-10T21:59:00Z');
    await silent.running.hub.sweep();
    expect((await overdue()).body.data).toEqual({ overdueRights: [] });
    expect(await alertsOf(silent, 'berane.municipality', 'dpo')).toEqual([]);
    // Midnight in Berane.
    silent.clock.set('2026-10-10T22:00:00Z');
    for (let hour = 0; hour < 3; hour += 1) {
      await silent.running.hub.sweep();
      silent.clock.advance(3_600_000);
    }
    const answer = await overdue();
    expect(answer.body.data).toEqual({
      overdueRights: [
        { right: 'CONTEST', recordKind: 'tenancy', askedOn: '2026-09-10', dueOn: '2026-10-10' },
      ],
    });
    expect(await alertsOf(silent, 'berane.municipality', 'dpo')).toMatchObject([
      { kind: 'OVERDUE', agency: null, actor: null, purpose: null, objects: 1 },
    ]);
    // Nobody else's officer is.
    expect(await alertsOf(silent, 'berane.centre', 'dpo')).toEqual([]);
    expect(await ownRequests(silent, rifat)).toMatchObject([{ state: 'OVERDUE', decision: null }]);
  });

  it('the flag stays', async () => {
    silent.clock.set('2027-03-01T08:00:00Z');
    expect(await shownTo(silent, await staff(silent, 'berane.centre'))).toMatchObject({
      arrears: '598.52',
      contested: [{ field: 'Tenancy.arrears', statement: words }],
    });
  });

  it('a second file that says the same takes nothing back', async () => {
    await importTenants(
      silent,
      tenants('598,52').map((row) => ({ ...row, napomena: 'vlaga' })),
    );
    expect((await shownTo(silent, await staff(silent, 'berane.centre')))?.contested).toHaveLength(1);
  });

  it('a decision that refuses takes the flag away, and says why', async () => {
    const token = await clerk(silent);
    const [request] = await waitingRequests(silent, token, true);
    await decideRight(silent, token, request?.['id'], 'REFUSED', 'No payment is booked.');
    expect((await shownTo(silent, await staff(silent, 'berane.centre')))?.contested).toEqual([]);
    expect((await overdue()).body.data).toEqual({ overdueRights: [] });
    expect(await ownRequests(silent, rifat)).toMatchObject([
      { state: 'DECIDED', decision: { outcome: 'REFUSED', reason: 'No payment is booked.' } },
    ]);
  });
});

describe('S12 "erase" and "object" are offered whatever the basis', () => {
  it.each(['ERASURE', 'OBJECTION', 'RESTRICTION', 'PORTABILITY'])(
    '%s of everything is answered in the same form, decided with a reason and a date',
    async (right) => {
      silent.clock.set('2027-03-02T08:00:00Z');
      const asked = await askRight(silent, rifat, { right, controller: 'berane.municipality' });
      expect(Object.keys(asked.body.data?.['askRight'] as object)).toEqual(['id', 'at', 'dueOn']);
      const token = await clerk(silent);
      const request = (await waitingRequests(silent, token)).find((each) => each['right'] === right);
      // Who else reads it, and by which law: the Centre, by a duty, and in an emergency who is on duty there; the office.
      expect(request?.['readings']).toMatchObject([
        { recipient: 'berane.centre', step: 'DUTY', basis: 'A6-1-c' },
        { recipient: 'berane.centre', step: 'DUTY', basis: 'A6-1-c' },
        { recipient: 'berane.centre', step: 'DUTY', basis: 'A6-1-d' },
        { recipient: 'berane.debt', step: 'TASK', basis: 'A6-1-e' },
      ]);
      await decideRight(silent, token, request?.['id'], 'REFUSED', 'The law asks for it.');
      const own = (await ownRequests(silent, rifat)).find((each) => each['right'] === right);
      expect(own).toMatchObject({
        ...{ right, state: 'DECIDED' },
        decision: { outcome: 'REFUSED', reason: 'The law asks for it.', at: '2027-03-02T08:00:00.000Z' },
      });
      // Refusing what a duty stands against cites the article.
      const { articles } = (own as { decision: { articles: object[] } }).decision;
      expect(articles).toHaveLength(right === 'ERASURE' || right === 'OBJECTION' ? 1 : 0);
    },
  );

  it('who else lives there sees nothing of it', async () => {
    const before = bytesOf(
      await silent.ask(
        await silent.personToken(ana.nationalId, ana.birthDate),
        '{ me { keptApart rightsRequests { id } } }',
      ),
    );
    await askRight(silent, rifat, { right: 'PORTABILITY', controller: 'berane.centre' });
    const after = bytesOf(
      await silent.ask(
        await silent.personToken(ana.nationalId, ana.birthDate),
        '{ me { keptApart rightsRequests { id } } }',
      ),
    );
    expect(after).toEqual(before);
  });
});
