import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { findBreaches } from '../../src/audit/find-breaches.ts';
import { readLogPages } from '../../src/audit/read-log-pages.ts';
import { demoSearch } from '../audit/replay-town.ts';
import { askInSession, clerkToken, openSession, sessionOf, type Typed } from '../harness/assisted.ts';
import { findPerson, giveConsent, prohibit } from '../harness/consents.ts';
import { loggedDuring, personOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, figure, marko, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf } from '../harness/twins.ts';

/** Somebody whom both registers know, and of whom it is only probable that it is one person. */
const probable = figure('CSR-00002/000005');
const [tenant] = sampleTenants('4');
const inHousing = {
  ...{ ...tenant, rb: '9001', broj_ugovora: 'SS-9001', jmbg: probable.nationalId },
  ...{ ime: probable.givenName, prezime: probable.familyName, datum_rodjenja: probable.birthDate },
};

const begin = '2026-11-21T10:00:00Z';
let hub: TestHub;
let milena: string;

const codesOf = (answer: Answer) => answer.body.errors?.map(({ extensions }) => extensions.code);
const said = (answer: Answer) => [answer.status, codesOf(answer), answer.body.errors?.[0]?.message];
const gone = [400, ['BAD_USER_INPUT'], 'No such session.'];

/** A clerk of their own for each test: what is counted per actor begins anew. */
let clerks = 0;
const newClerk = async (options: Parameters<typeof clerkToken>[2] = {}): Promise<string> => {
  clerks += 1;
  return await clerkToken(hub, `Clerk ${clerks}`, options);
};

beforeAll(async () => {
  hub = await openSmallHub({
    housing: [...sampleTenants('1', '2', '3'), inHousing],
    centre: sampleCases('CSR-00001', 'CSR-00002'),
  });
  milena = await clerkToken(hub, 'Milena');
  await hub.running.hub.database.query(
    `update link set certainty = 'PROBABLE' where entity = 'PERSON' and entity_id = ?::uuid`,
    [await personOf(hub, 'centre', probable.localId)],
  );
  await giveConsent(hub, await hub.personToken(ana.nationalId, ana.birthDate));
  await prohibit(hub, await hub.personToken(ana.nationalId, ana.birthDate), 'berane.support');
});

afterAll(async () => await hub.close());

describe('an assisted session', () => {
  test('is of the one person whose card lies on the counter, for fifteen minutes', async () => {
    const answer = await openSession(hub, milena, ana);
    expect(answer.body.data).toEqual({
      openAssistedSession: { session: expect.any(String), until: '2026-11-21T10:15:00.000Z' },
    });
  });

  test('shows what her own token shows, and nothing else', async () => {
    const clerk = await newClerk();
    const session = sessionOf(await openSession(hub, clerk, ana));
    const fields = `keptApart held { source controller kind since keptBy values { coordinate value } shownTo { recipient purpose } }
      consents { status recipient categories events { status at agency } } prohibitions { recipient stays { controller } }
      wards { givenNames }`;
    const own = await hub.ask(await hub.personToken(ana.nationalId, ana.birthDate), `{ me { ${fields} } }`);
    const shown = await askInSession(hub, clerk, session, fields);
    expect(shown.body.data).toEqual(own.body.data);
    const { held } = (own.body.data?.['me'] ?? {}) as { held?: readonly object[] };
    expect(held).toHaveLength(7);
  });

  test("stands in the person's own log with every field, who was beside them, and for what", async () => {
    const clerk = await clerkToken(hub, 'Jasna', { agency: 'berane.centre' });
    const opened = await loggedDuring(hub, async () => await openSession(hub, clerk, ana));
    const session = sessionOf(opened.result);
    const person = await personOf(hub, 'centre', ana.localId);
    const shared = { kind: 'DISCLOSURE', agency: 'berane.centre', actor: 'Jasna', step: 'ASSISTED' };
    expect(opened.lines).toMatchObject([
      {
        ...shared,
        person,
        through: person,
        fields: ['AssistedSession.session'],
        purpose: 'dpv:RightsFulfilment',
      },
    ]);
    const { lines } = await loggedDuring(
      hub,
      async () =>
        await askInSession(
          hub,
          clerk,
          session,
          'held { values { value } } consents { id } prohibitions { since } accesses { day }',
        ),
    );
    expect(lines).toHaveLength(8);
    for (const line of lines) expect(line).toMatchObject({ ...shared, person, through: person });
    const kinds = lines.map(({ recordKind, fields }) => String(recordKind) || String(fields));
    expect(kinds.sort()).toEqual([
      'Me.accesses,Me.consents,Me.prohibitions',
      ...['aid-plan', 'care-case', 'case-entry', 'referral', 'right', 'tenancy', 'tenant-entry'],
    ]);
    const own = await hub.ask(
      await hub.personToken(ana.nationalId, ana.birthDate),
      '{ me { accesses { agency purpose step stepInWords fields { coordinate label } } } }',
    );
    const { accesses = [] } = (own.body.data?.['me'] ?? {}) as {
      accesses?: readonly { agency: string; step: string }[];
    };
    const name = hub.running.hub.registry.agencies.get('berane.centre')?.name;
    const assisted = accesses.filter(({ agency }) => agency === name);
    expect(new Set(assisted.map(({ step }) => step))).toEqual(new Set(['ASSISTED']));
    expect(own.text).toContain('"stepInWords":"assisted session at the counter, with the person present"');
    expect(own.text).toContain('"coordinate":"CaseEntry.health","label":"state of health"');
    expect(own.text).toContain('{"coordinate":"Me.accesses","label":"who has read of you"}');
  });

  test('is printed from, with who printed it', async () => {
    const clerk = await newClerk();
    const session = sessionOf(await openSession(hub, clerk, ana));
    const { lines, result } = await loggedDuring(
      hub,
      async () => await askInSession(hub, clerk, session, 'printed', 'sr-Cyrl'),
    );
    const { printed = '' } = (result.body.data?.['me'] ?? {}) as { printed?: string };
    expect(printed.split('\n').slice(0, 7)).toEqual([
      '# Шта се о Вама чува и ко је то читао',
      '',
      'Поступци које закон води одвојено показују се лично.',
      'Zakon o zaštiti podataka o ličnosti, čl. 46 (Sl. list CG 79/08)',
      '',
      'Одштампано: 21. 11. 2026.',
      'Показано и одштампано уз помоћ службеника, код: Opština Berane, Sekretarijat za socijalno stanovanje (demo).',
    ]);
    expect(printed).toContain('Rosuljić');
    expect(lines).toHaveLength(8);
    const own = await hub.ask(await hub.personToken(ana.nationalId, ana.birthDate), '{ me { printed } }');
    expect(own.body.data?.['me']).not.toMatchObject({
      printed: expect.stringContaining('assisted session by'),
    });
  });

  test('breaks no rule that the log is held against', async () => {
    const verification = { ok: true, entries: 0, sealedTo: 0, heads: 0, unsealed: 0 } as never;
    const breaches = await findBreaches(readLogPages(hub.running.hub.database), demoSearch, verification);
    expect(breaches).toEqual([]);
  });

  test('keeps of the card a keyed hash, and its number nowhere', async () => {
    const number = 'QX73-519ZT';
    await openSession(hub, await newClerk(), { ...marko, kind: 'PASSPORT', number });
    const { database } = hub.running.hub;
    const rows = await database.query<{ row: string }>(
      `select to_jsonb(it)::text as row from assisted_session it
        union all select to_jsonb(it)::text from audit_entry it`,
    );
    const everything = rows.map(({ row }) => row).join('\n');
    expect(everything).toContain('"card_kind": "PASSPORT"');
    expect(everything).not.toMatch(/QX73|519ZT/);
    expect(everything).not.toContain(marko.nationalId);
    const hashes = await database.query<{ card_hash: string }>(
      'select distinct card_hash from assisted_session',
    );
    for (const { card_hash } of hashes) expect(card_hash).toMatch(/^[\w-]{43}$/);
    expect(hashes).toHaveLength(2);
  });
});

describe('nobody is shown', () => {
  const terms: readonly (readonly [string, () => Typed])[] = [
    ['of whom no register knows', () => ({ nationalId: '0101990210005', birthDate: '1990-01-01' })],
    [
      'whose number does not pass its check',
      () => ({ ...ana, nationalId: ana.nationalId.replace(/.$/, 'x') }),
    ],
    ['with another birth date', () => ({ ...ana, birthDate: '1987-05-15' })],
    ['who is only probably one with the lines that name them', () => probable],
  ];

  test.each(terms)('%s: one refusal, and the look-up is in the log', async (_name, typed) => {
    const clerk = await newClerk();
    const { result, lines } = await loggedDuring(hub, async () => await openSession(hub, clerk, typed()));
    expect(said(result)).toEqual([
      400,
      ['BAD_USER_INPUT'],
      'No assisted session can be opened for this person.',
    ]);
    expect(result.body.data).toEqual({ openAssistedSession: null });
    expect(lines).toMatchObject([{ kind: 'LOOKUP', conflicted: 0 }]);
  });

  test('who lives with the clerk, whom the clerk declared, and the clerk: the same bytes (R15)', async () => {
    const nobody = await openSession(hub, await newClerk(), {
      nationalId: '0101990210005',
      birthDate: '1990-01-01',
    });
    const atHome = await clerkToken(hub, 'Rifat at work', { identity: rifat });
    for (const near of [ana, rifat]) {
      const { result, lines } = await loggedDuring(hub, async () => await openSession(hub, atHome, near));
      expect(bytesOf(result)).toEqual(bytesOf(nobody));
      expect(lines).toMatchObject([{ kind: 'LOOKUP', conflicted: 1 }]);
    }
    const declared = 'Neda who declared';
    await hub.ask(
      await hub.agencyToken({
        agency: 'berane.municipality',
        actor: declared,
        purpose: 'housing-welfare-management',
      }),
      'mutation ($id: String!) { declareConflict(nationalId: $id) }',
      { id: marko.nationalId },
    );
    const result = await openSession(hub, await clerkToken(hub, declared), marko);
    expect(bytesOf(result)).toEqual(bytesOf(nobody));
  });

  test.each([
    ['software', { agency: 'berane.municipality', actor: 'berane.municipality.software' }],
    ['a colleague at other work', { agency: 'berane.municipality', purpose: 'housing-welfare-management' }],
    ['an agency that is not registered for it', { agency: 'berane.support' }],
  ])('by %s', async (_name, other) => {
    const token = await hub.agencyToken({ actor: 'Somebody', purpose: 'rights-fulfilment', ...other });
    const answer = await openSession(hub, token, ana);
    expect([answer.status, codesOf(answer)]).toEqual([403, ['FORBIDDEN']]);
  });

  test.each([
    ['is empty', ''],
    ['is a word', 'KARTICA'],
    ['is the national id', ana.nationalId],
  ])("where the card's number %s", async (_name, number) => {
    expect(codesOf(await openSession(hub, await newClerk(), { ...ana, number }))).toEqual(['BAD_USER_INPUT']);
  });
});

describe('a session is used', () => {
  test('until its fifteenth minute has passed, and at that instant no longer', async () => {
    hub.clock.set(begin);
    const clerk = await newClerk();
    const session = sessionOf(await openSession(hub, clerk, ana));
    hub.clock.set('2026-11-21T10:14:59.999Z');
    // A token lives for less, so the clerk has another by now.
    const later = await clerkToken(hub, `Clerk ${clerks}`);
    expect((await askInSession(hub, later, session, 'keptApart')).body.errors).toBeUndefined();
    hub.clock.set('2026-11-21T10:15:00.000Z');
    expect(said(await askInSession(hub, later, session, 'keptApart'))).toEqual(gone);
    hub.clock.set(begin);
  });

  test('by who opened it alone: for a colleague and another agency it never was', async () => {
    const clerk = await newClerk();
    const session = sessionOf(await openSession(hub, clerk, ana));
    const never = await askInSession(hub, clerk, 'nothing', 'keptApart');
    for (const token of [await newClerk(), await newClerk({ agency: 'berane.centre' })]) {
      expect(bytesOf(await askInSession(hub, token, session, 'keptApart'))).toEqual(bytesOf(never));
    }
    expect(said(never)).toEqual(gone);
    const own = await hub.personToken(ana.nationalId, ana.birthDate);
    expect(codesOf(await askInSession(hub, own, session, 'keptApart'))).toEqual(['FORBIDDEN']);
    expect(codesOf(await hub.ask(clerk, '{ me { keptApart } }'))).toEqual(['FORBIDDEN']);
  });

  test('until it is closed, and nobody opens it again: to its clerk not even a new one that day', async () => {
    const clerk = await newClerk();
    const session = sessionOf(await openSession(hub, clerk, ana));
    const close = 'mutation ($session: ID!) { closeAssistedSession(session: $session) }';
    expect((await hub.ask(clerk, close, { session })).body.data).toEqual({ closeAssistedSession: true });
    expect(said(await askInSession(hub, clerk, session, 'keptApart'))).toEqual(gone);
    expect(said(await hub.ask(clerk, close, { session }))).toEqual(gone);
    const again = await openSession(hub, clerk, ana);
    expect(codesOf(again)).toEqual(['FORBIDDEN']);
    expect((await openSession(hub, await newClerk(), ana)).body.errors).toBeUndefined();
    hub.clock.set('2026-11-21T23:00:00Z'); // The next day has begun in Podgorica.
    const next = await clerkToken(hub, `Clerk ${clerks - 1}`);
    expect((await openSession(hub, next, ana)).body.errors).toBeUndefined();
    hub.clock.set(begin);
  });

  test('one at a time: another person at the counter ends the first', async () => {
    const clerk = await newClerk();
    const first = sessionOf(await openSession(hub, clerk, ana));
    const second = sessionOf(await openSession(hub, clerk, rifat));
    expect(said(await askInSession(hub, clerk, first, 'keptApart'))).toEqual(gone);
    expect((await askInSession(hub, clerk, second, 'keptApart')).body.errors).toBeUndefined();
  });

  test('of one person: no child is shown in it', async () => {
    const clerk = await newClerk();
    const session = sessionOf(await openSession(hub, clerk, ana));
    const answer = await hub.ask(
      clerk,
      'query ($session: ID!) { me(session: $session, ward: "x") { keptApart } }',
      { session },
    );
    expect(codesOf(answer)).toEqual(['BAD_USER_INPUT']);
  });

  test('to read: what it names is nothing to any other operation of the agency (R23)', async () => {
    const clerk = await newClerk({ agency: 'berane.municipality' });
    const session = sessionOf(await openSession(hub, clerk, ana));
    const shown = await askInSession(hub, clerk, session, 'held { id } consents { id receipt } portableCopy');
    const me = shown.body.data?.['me'] as {
      held: { id: string }[];
      consents: { id: string; receipt: string }[];
      portableCopy: string;
    };
    const copied = (JSON.parse(me.portableCopy) as { person: string }).person;
    const atWork = await hub.agencyToken({
      agency: 'berane.municipality',
      actor: `Clerk ${clerks}`,
      purpose: 'housing-welfare-management',
    });
    const known = await findPerson(hub, atWork, ana.nationalId);
    expect(known).not.toBeNull();
    expect(copied).not.toBe(known);
    for (const id of [copied, ...me.held.map((each) => each.id), ...me.consents.map((each) => each.id)]) {
      const looked = await hub.ask(atWork, 'query ($id: ID!) { person(id: $id) { id } }', { id });
      expect(looked.body.data).toEqual({ person: null });
      const query = `mutation ($id: ID!) { withdrawConsent(person: $id, recipient: "berane.support") { state } }`;
      expect(codesOf(await hub.ask(atWork, query, { id }))).toEqual(['BAD_USER_INPUT']);
    }
    // Neither is it the same in the next session.
    const colleague = await newClerk();
    const next = sessionOf(await openSession(hub, colleague, ana));
    const second = await askInSession(hub, colleague, next, 'held { id }');
    const { held = [] } = (second.body.data?.['me'] ?? {}) as { held?: readonly { id: string }[] };
    const ids = held.map(({ id }) => id);
    expect(ids).toHaveLength(7);
    expect(ids.filter((id) => me.held.some((each) => each.id === id))).toEqual([]);
  });
});

test('a counter is no way to look through a town: twenty tries a day, found or not', async () => {
  const clerk = await newClerk();
  for (let number = 0; number < 20; number += 1) {
    const typed = number % 2 === 0 ? { ...ana, birthDate: '1950-01-01' } : ana;
    expect(codesOf(await openSession(hub, clerk, typed))).not.toEqual(['RATE_LIMITED']);
  }
  const limited = await openSession(hub, clerk, rifat);
  expect(codesOf(limited)).toEqual(['RATE_LIMITED']);
  expect((await openSession(hub, await newClerk(), rifat)).body.errors).toBeUndefined();
});

test('a year after its end nothing is left of who sat beside whom', async () => {
  const count = async (): Promise<number> => {
    const [row] = await hub.running.hub.database.query<{ count: number }>(
      'select count(*)::int as count from assisted_session',
    );
    return row?.count ?? 0;
  };
  expect(await count()).toBeGreaterThan(10);
  hub.clock.set('2027-11-21T10:00:00Z');
  await hub.running.hub.sweep();
  expect(await count()).toBeGreaterThan(10);
  hub.clock.set('2027-11-22T10:15:01Z');
  await hub.running.hub.sweep();
  expect(await count()).toBe(0);
  hub.clock.set(begin);
});
