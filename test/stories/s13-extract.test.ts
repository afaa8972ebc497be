// S13 (R7), the extract that is planned; R4, R5, R14, R23, R24 as extracts have them: issue 7, item 6.
import { decodeJwt } from 'jose';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { demoActor } from '../../src/access/demo-actor.ts';
import { createExtractMarks } from '../../src/access/extract-mark.ts';
import { hashNationalId } from '../../src/identity/national-id.ts';
import { traceExtract } from '../../src/records/trace-extract.ts';
import { findEndedConsents } from '../../src/store/ended-consent-store.ts';
import { findPerson, giveConsent, prohibit } from '../harness/consents.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { ana, marko } from '../harness/people.ts';
import {
  approveExtract,
  type Copy,
  consentOfAll,
  fetchExtract,
  officer,
  personsOf,
  planExtract,
  researcher,
  researchTerms,
} from '../harness/research.ts';

const both = ['berane.municipality', 'berane.centre'] as const;
const columns = ['PLACE', 'AGE_BAND', 'EMPLOYED'];
const project = { agency: 'statistics', purposeClass: 'project:housing-conditions' };
const consenting = 260;

let hub: TestHub;
let iva: string;
let mirza: string;
let nina: string;
/** The extract that is in use: a drawing takes as long as all else of a test, so what holds of one needs no other. */
let id = '';
/** Planned before it was released: one that nobody approves, and one that is approved too late. */
let [waiting, second] = ['', ''];
const person = { ana: '', marko: '' };

interface Shown {
  readonly id: string;
  readonly state: string;
  readonly waitsFor: readonly string[];
  readonly places: string | null;
  readonly ages: string | null;
  readonly rows: number | null;
}
interface OwnLog {
  readonly accesses: readonly {
    readonly agreement: string | null;
    readonly step: string;
    readonly fields: readonly { readonly coordinate: string }[];
  }[];
}
const shownOf = (answer: { body: { data?: Record<string, unknown> | null } }, root: string): Shown =>
  answer.body.data?.[root] as Shown;
const codeOf = (answer: { body: { errors?: readonly { extensions: { code: string } }[] } }) =>
  answer.body.errors?.[0]?.extensions.code;

const plan = async (): Promise<string> => shownOf(await planExtract(hub, iva, columns), 'planExtract').id;
const idIn = (uuid: string): string => hub.running.hub.pairwise.encode('PERSON', uuid, project);
const idsIn = (copy: Copy): readonly string[] => copy.rows.map(([id]) => id ?? '');
const storedRowsOf = async (uuid: string): Promise<number> =>
  (await hub.running.hub.database.query('select from extract_row where person = ?::uuid', [uuid])).length;
const tokens = async (): Promise<void> => {
  iva = await researcher(hub);
  mirza = await officer(hub, 'berane.municipality', 'Mirza');
  nina = await officer(hub, 'berane.centre', 'Nina');
};

beforeAll(async () => {
  hub = await openTestHub();
  await hub.running.hub.releases.drawDue();
  await tokens();
  const { pairwise } = hub.running.hub;
  const clerk = { agency: 'berane.municipality', purpose: 'housing-welfare-management', actor: 'Milena' };
  for (const [name, { nationalId }] of [
    ['ana', ana],
    ['marko', marko],
  ] as const) {
    const shown = await findPerson(hub, await hub.agencyToken(clerk), nationalId);
    const scope = { agency: clerk.agency, purposeClass: 'operational' };
    person[name] = pairwise.decode('PERSON', shown ?? '', scope) ?? '';
  }
  const tenants = await personsOf(hub, ['berane.municipality']);
  // More than a page of rows, and not all: every row is decided on anew with each copy.
  const others = [...new Set([person.marko, ...tenants.slice(0, consenting)])].filter(
    (each) => each !== person.ana,
  );
  await consentOfAll(hub, others, both);
  for (const controller of both) {
    const own = await hub.personToken(ana.nationalId, ana.birthDate);
    expect((await giveConsent(hub, own, researchTerms(controller))).body.errors).toBeUndefined();
  }
});
afterAll(async () => await hub?.close());

describe('an extract is planned', () => {
  it.each([
    ['with a column that no agreement gives', ['PLACE', 'RECIPIENT'], 'berane', 'FIELD_NOT_IN_PURPOSE'],
    ['with a column twice', ['SEX', 'SEX'], 'berane', 'BAD_USER_INPUT'],
    ['without a column', [], 'berane', 'BAD_USER_INPUT'],
    ['of a place where no agreement reaches', ['SEX'], 'petnjica', 'FIELD_NOT_IN_PURPOSE'],
    ['of a place where the agency does not work', ['SEX'], 'bar', 'BAD_USER_INPUT'],
  ])('never %s', async (_why, named, municipality, code) => {
    expect(codeOf(await planExtract(hub, iva, named, municipality))).toBe(code);
  });

  it('by nobody but a named person of the project', async () => {
    const machine = await researcher(hub, 'service:nightly');
    const statistician = { agency: 'statistics', purpose: 'provide-official-statistics', actor: 'Iva' };
    for (const token of [machine, await hub.agencyToken(statistician), mirza])
      expect(codeOf(await planExtract(hub, token, columns))).toBe('FORBIDDEN');
  });

  it('and under the project nothing else of anybody is read', async () => {
    const answer = await hub.ask(iva, '{ person(id: "1") { id } }');
    expect(codeOf(answer)).toBe('FORBIDDEN');
  });
});

describe('an extract is approved', () => {
  it('not by the same human behind an account of another agency', async () => {
    const id = await plan();
    const { database, secrets, pairwise } = hub.running.hub;
    const { nationalId } = demoActor('berane.municipality', 'Mirza');
    await database.query('update extract set planned_person = ? where id = ?::uuid', [
      hashNationalId(nationalId, secrets.hashing),
      pairwise.decode('EXTRACT', id, { agency: 'shared', purposeClass: 'operational' }),
    ]);
    expect(codeOf(await approveExtract(hub, mirza, id))).toBe('FORBIDDEN');
  });

  it('not where agreements have changed since it was planned: it is refused, and does not wait for nobody', async () => {
    const planned = await plan();
    const uuid = hub.running.hub.pairwise.decode('EXTRACT', planned, {
      ...{ agency: 'shared', purposeClass: 'operational' },
    });
    await hub.running.hub.database.query(
      `update extract set controllers = array['berane.municipality'] where id = ?::uuid`,
      [uuid],
    );
    expect(codeOf(await approveExtract(hub, mirza, planned))).toBe('BAD_USER_INPUT');
    const all = (await hub.ask(iva, '{ extracts { id state } }')).body.data?.['extracts'];
    expect(all).toContainEqual({ id: planned, state: 'REFUSED' });
  });

  it('by the agencies whose records it holds, each by somebody else than who planned it', async () => {
    [waiting, second] = [await plan(), await plan()];
    id = await plan();
    expect(await fetchExtract(hub, iva, id)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
    expect(codeOf(await approveExtract(hub, iva, id))).toBe('FORBIDDEN');
    const own = await officer(hub, 'statistics', 'Iva');
    expect(codeOf(await approveExtract(hub, own, id))).toBe('FORBIDDEN');
    const stranger = await officer(hub, 'petnjica.municipality', 'Haris');
    expect(codeOf(await approveExtract(hub, stranger, id))).toBe('BAD_USER_INPUT');
    const clerk = { agency: 'berane.municipality', purpose: 'enforce-access-control', actor: 'Mirza' };
    expect(codeOf(await approveExtract(hub, await hub.agencyToken(clerk), id))).toBe('FORBIDDEN');
    expect(shownOf(await approveExtract(hub, mirza, id), 'approveExtract')).toMatchObject({
      ...{ state: 'PENDING', waitsFor: ['berane.centre'], rows: null },
    });
    expect(await fetchExtract(hub, iva, id)).toMatchObject({ status: 400, code: 'BAD_USER_INPUT' });
    expect(shownOf(await approveExtract(hub, nina, id), 'approveExtract')).toMatchObject({
      ...{ state: 'RELEASED', waitsFor: [], places: expect.any(String), ages: expect.any(String) },
    });
  });

  it('and is shown to both sides alone', async () => {
    const asked = '{ extracts { id reason recipient project } }';
    const all = async (token: string) => (await hub.ask(token, asked)).body.data?.['extracts'] as unknown[];
    expect((await all(iva)).length).toBeGreaterThan(1);
    expect(await all(mirza)).toEqual(await all(iva));
    expect(await all(await officer(hub, 'petnjica.municipality', 'Haris'))).toEqual([]);
  });
});

describe('a copy', () => {
  let copy: Copy;
  beforeAll(async () => {
    copy = await fetchExtract(hub, iva, id);
  });

  it('has one row of each who consented, and nothing but codes', async () => {
    expect(copy.header).toEqual(['id', ...columns, 'mark']);
    expect(copy.rows.length).toBeGreaterThan(200);
    expect(new Set(idsIn(copy)).size).toBe(copy.rows.length);
    for (const [, place, age, employed] of copy.rows) {
      expect(place).toMatch(/^(berane|Berane|OTHER|UNK|Berane: OTHER|[A-ZČĆŽŠĐ][a-zčćžšđ ]+)$/u);
      expect(age).toMatch(/^(Y\d+-\d+|Y_GE\d+|UNK)$/);
      expect(employed).toMatch(/^(YES|NO|UNK)$/);
    }
    for (const word of [ana.givenName, ana.familyName, ana.nationalId, ana.birthDate, person.ana])
      expect(copy.text).not.toContain(word);
  });

  it('has nobody in it who looks like fewer than ten others, and no class that is all employed or all not (R24)', () => {
    const classes = Map.groupBy(copy.rows, ([, place, age]) => `${place} ${age}`);
    expect(classes.size).toBeGreaterThan(1);
    for (const rows of classes.values()) {
      expect(rows.length).toBeGreaterThanOrEqual(11);
      const known = new Set(
        rows.map(([, , , employed]) => employed).filter((employed) => employed !== 'UNK'),
      );
      expect(known.size).not.toBe(1);
    }
  });

  it('has ids of the project alone (R23)', async () => {
    expect(idsIn(copy)).toContain(idIn(person.ana));
    const operational = { agency: 'statistics', purposeClass: 'statistics' };
    expect(copy.text).not.toContain(hub.running.hub.pairwise.encode('PERSON', person.ana, operational));
  });

  it('is told from every other copy by each of its rows, which say the same', async () => {
    const again = await fetchExtract(hub, iva, id);
    expect(again.rows.map((row) => row.slice(0, -1))).toEqual(copy.rows.map((row) => row.slice(0, -1)));
    const marks = new Set(copy.rows.map((row) => row.at(-1)));
    expect(marks.size).toBe(copy.rows.length);
    expect(again.rows.some((row) => marks.has(row.at(-1)))).toBe(false);
  });

  it('is traced to who fetched it, by a part of its rows', async () => {
    const theirs = await fetchExtract(hub, iva, id);
    const { database, secrets } = hub.running.hub;
    const { markOf } = createExtractMarks(secrets.hashing);
    const trace = async (rows: Copy['rows']) => await traceExtract(rows, { database, markOf });
    const found = await trace([['id', 'mark'], ...theirs.rows.slice(5, 8)]);
    expect(found).toMatchObject([{ rows: 3, actor: 'Iva', project: project.purposeClass }]);
    // A cell that somebody changed speaks for nobody.
    expect(await trace(theirs.rows.map(([first, ...rest]) => [`${first}x`, ...rest]))).toEqual([]);
  });

  it('is given to nobody else', async () => {
    const other = { agency: 'statistics', purpose: 'provide-official-statistics', actor: 'Iva' };
    for (const token of [await hub.agencyToken(other), mirza])
      expect((await fetchExtract(hub, token, id)).code).toBe(
        token === mirza ? 'BAD_USER_INPUT' : 'FORBIDDEN',
      );
    expect((await fetchExtract(hub, await researcher(hub, 'service:nightly'), id)).code).toBe('FORBIDDEN');
    expect((await fetchExtract(hub, null, id)).code).toBe('UNAUTHENTICATED');
    expect((await fetchExtract(hub, iva, 'nothing')).code).toBe('BAD_USER_INPUT');
  });

  it('stands in the log of whom it is about, with the columns it was worked out from (R14)', async () => {
    const answer = await hub.ask(
      await hub.personToken(ana.nationalId, ana.birthDate),
      '{ me(language: "en") { accesses { agency purpose step agreement fields { coordinate } } } }',
    );
    const own = answer.body.data?.['me'] as OwnLog | undefined;
    const given = (own?.accesses ?? []).filter(
      ({ agreement }) => agreement?.endsWith('-to-research') === true,
    );
    expect(new Set(given.map(({ step }) => step))).toEqual(new Set(['CONSENT']));
    const fields = given.flatMap((each) => each.fields.map(({ coordinate }) => coordinate));
    expect(fields).toEqual(
      expect.arrayContaining(['CaseEntry.employed', 'TenantEntry.birthDate', 'Tenancy.localCommunity']),
    );
    expect(fields).not.toContain('CaseEntry.givenName');
  });
});

describe('S13 whoever withdraws', () => {
  it('leaves the extract that was given: at once', async () => {
    expect(idsIn(await fetchExtract(hub, iva, id))).toContain(idIn(person.ana));
    expect(await storedRowsOf(person.ana)).toBeGreaterThan(0);
    const answer = await hub.ask(
      await hub.personToken(ana.nationalId, ana.birthDate),
      'mutation { withdrawConsent(recipient: "statistics") { state } }',
    );
    expect(answer.body.errors).toBeUndefined();
    expect(await storedRowsOf(person.ana)).toBe(0);
    const left = idsIn(await fetchExtract(hub, iva, id));
    expect(left).not.toContain(idIn(person.ana));
    expect(left).toContain(idIn(person.marko));
  });

  it('is told of to the project, which erases and confirms (R7)', async () => {
    const answer = await hub.ask(iva, '{ endedConsents { person purpose fields } }');
    const owed = answer.body.data?.['endedConsents'] as { person: string; fields: string[] }[];
    expect(owed.map((each) => each.person)).toContain(idIn(person.ana));
    // The agency's other work is not: one consent in both lists would join the ids that Ana has in each (R23).
    const { database } = hub.running.hub;
    const policyMaking = 'dpv:PublicPolicyMaking';
    const told = async (isProject: boolean) =>
      await findEndedConsents(database, {
        ...{ recipient: 'statistics', self: null, limit: 10 },
        under: [isProject, policyMaking, JSON.stringify([policyMaking])],
      });
    expect((await told(true)).length).toBeGreaterThan(0);
    expect(await told(false)).toEqual([]);
  });

  it('or forbids the recipient, leaves it too', async () => {
    expect(await storedRowsOf(person.marko)).toBeGreaterThan(0);
    await prohibit(hub, await hub.personToken(marko.nationalId, marko.birthDate), 'statistics');
    expect(await storedRowsOf(person.marko)).toBe(0);
    expect(idsIn(await fetchExtract(hub, iva, id))).not.toContain(idIn(person.marko));
  });
});

describe('what the store alone does not take back', () => {
  it('a copy leaves out: every row is decided on anew', async () => {
    const before = await fetchExtract(hub, iva, id);
    const { database } = hub.running.hub;
    const [row] = await database.query<{ person: string; consent: string }>(
      // Of those who look like the most others: without one of them nothing else changes.
      `select person::text as person, consents[1]::text as consent from extract_row
         where extract_id = ?::uuid order by count(*) over (partition by extract_id, identifying) desc, person limit 1`,
      [hub.running.hub.pairwise.decode('EXTRACT', id, { agency: 'shared', purposeClass: 'operational' })],
    );
    // As a day would: no act of anybody tells of it.
    await database.query(`update consent set valid_until = '2026-11-21' where id = ?::uuid`, [row?.consent]);
    const after = await fetchExtract(hub, iva, id);
    expect(idsIn(before)).toContain(idIn(row?.person ?? ''));
    expect(idsIn(after)).toEqual(idsIn(before).filter((each) => each !== idIn(row?.person ?? '')));
  });

  it('the sweep erases', async () => {
    const { database } = hub.running.hub;
    const spent = async () =>
      await database.query(
        `select from extract_row row join consent on consent.id = any (row.consents) where consent.valid_until <= '2026-11-21'`,
      );
    expect((await spent()).length).toBeGreaterThan(0);
    await hub.running.hub.sweep();
    expect(await spent()).toEqual([]);
  });
});

describe('a project', () => {
  it('has one extract: its ids would join those of two', async () => {
    for (const named of [columns, ['PLACE', 'AGE_BAND', 'SEX']])
      expect(codeOf(await planExtract(hub, iva, named))).toBe('BAD_USER_INPUT');
    // Planned before the other was released, and approved after it: nothing waits for anybody then.
    expect(codeOf(await approveExtract(hub, mirza, second))).toBeUndefined();
    expect(codeOf(await approveExtract(hub, nina, second))).toBe('BAD_USER_INPUT');
    const answer = await hub.ask(iva, '{ extracts { id state } }');
    expect(answer.body.data?.['extracts']).toContainEqual({ id: second, state: 'REFUSED' });
  });
});

describe('a copy is given', () => {
  it('to who planned it and to no colleague: copies would differ by whoever is near to one of them (R15)', async () => {
    expect((await fetchExtract(hub, await researcher(hub, 'Luka'), id)).code).toBe('FORBIDDEN');
  });

  it('as a whole: a token for a part of the municipality plans and fetches none', async () => {
    const part = await hub.agencyToken({
      ...{ agency: 'statistics', purpose: 'public-policy-making', actor: 'Iva' },
      area: ['Hareme'],
    });
    expect((await fetchExtract(hub, part, id)).code).toBe('FORBIDDEN');
    expect(codeOf(await planExtract(hub, part, columns))).toBe('FORBIDDEN');
  });

  it('without whom a register says otherwise of since, or who says that it is not so (R22)', async () => {
    const before = idsIn(await fetchExtract(hub, iva, id));
    const { database, pairwise } = hub.running.hub;
    const extract = pairwise.decode('EXTRACT', id, { agency: 'shared', purposeClass: 'operational' });
    const [row] = await database.query<{ person: string; position: number }>(
      `select person::text as person, position from extract_row where extract_id = ?::uuid
         order by count(*) over (partition by extract_id, identifying) desc, person desc limit 1`,
      [extract],
    );
    const at = [extract, row?.position];
    const set = async (codes: string) =>
      await database.query(
        `update extract_row set sensitive = array[?] where extract_id = ?::uuid and position = ?`,
        [codes, ...at],
      );
    const [was] = await database.query<{ code: string }>(
      `select sensitive[1] as code from extract_row where extract_id = ?::uuid and position = ?`,
      at,
    );
    await set(was?.code === 'YES' ? 'NO' : 'YES');
    expect(idsIn(await fetchExtract(hub, iva, id))).toEqual(
      before.filter((each) => each !== idIn(row?.person ?? '')),
    );
    await set(was?.code ?? '');
    expect(idsIn(await fetchExtract(hub, iva, id))).toEqual(before);
  });

  it('no further than the page in which somebody is missing who was counted', async () => {
    const { database, pairwise, extractCopies, verifier } = hub.running.hub;
    const extract = pairwise.decode('EXTRACT', id, { agency: 'shared', purposeClass: 'operational' });
    const caller = await verifier.verify(`Bearer ${iva}`);
    const stillHolds = async () => await verifier.stillHolds(`Bearer ${iva}`);
    const pages = await extractCopies.open({ caller, requestId: 'half-way', id, stillHolds });
    expect((await pages.next()).value).toContain('id,PLACE');
    // The first page of rows holds the first of them: it is gone before it is read.
    const gone = await database.query<{ row: object }>(
      `delete from extract_row kept where extract_id = ?::uuid and position = (select min(position) from extract_row
         where extract_id = kept.extract_id) returning to_jsonb(kept) as row`,
      [extract],
    );
    await expect(pages.next()).rejects.toMatchObject({ code: 'EXTRACT_NOT_ANONYMOUS' });
    await database.query(
      'insert into extract_row select * from jsonb_populate_record(null::extract_row, ?::jsonb)',
      [JSON.stringify(gone[0]?.row)],
    );
  });

  it('no further than the page in which the token is revoked', async () => {
    const { extractCopies, verifier } = hub.running.hub;
    const token = await researcher(hub);
    const caller = await verifier.verify(`Bearer ${token}`);
    const stillHolds = async () => await verifier.stillHolds(`Bearer ${token}`);
    const pages = await extractCopies.open({ caller, requestId: 'revoked', id, stillHolds });
    expect((await pages.next()).value).toContain('id,PLACE');
    const revoked = await hub.ask(
      await hub.agencyToken({
        ...{ agency: 'statistics', purpose: 'enforce-access-control', actor: 'Olga', roles: ['officer'] },
      }),
      'mutation ($token: String!) { revokeAccess(tokenId: $token, reason: "A lost laptop") { tokenId } }',
      { token: decodeJwt(token).jti },
    );
    expect(revoked.body.errors).toBeUndefined();
    await expect(pages.next()).rejects.toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  it('twenty times a day, and no more', async () => {
    const { database, pairwise } = hub.running.hub;
    const extract = pairwise.decode('EXTRACT', id, { agency: 'shared', purposeClass: 'operational' });
    await database.query(
      `insert into extract_download (id, extract_id, actor, at)
         select gen_random_uuid(), ?::uuid, 'many', ?::timestamptz from generate_series(1, 20)`,
      [extract, hub.clock.now()],
    );
    expect(await fetchExtract(hub, iva, id)).toMatchObject({ status: 429, code: 'RATE_LIMITED' });
    await database.query(`update extract_download set at = at - interval '1 day' where actor = 'many'`);
    expect((await fetchExtract(hub, iva, id)).status).toBe(200);
    await database.query(`delete from extract_download where actor = 'many'`);
  });

  it('not to who has declared somebody since it was drawn, whoever it is (R15)', async () => {
    const stranger = '0101950710009';
    const { database, secrets } = hub.running.hub;
    const self = demoActor('statistics', 'Iva').nationalId;
    await database.query(
      `insert into conflict_of_interest (self_hash, other_hash, agency, actor, declared_at) values (?, ?, 'statistics', 'Iva', ?)`,
      [hashNationalId(self, secrets.hashing), hashNationalId(stranger, secrets.hashing), hub.clock.now()],
    );
    expect((await fetchExtract(hub, iva, id)).code).toBe('FORBIDDEN');
    await database.query('delete from conflict_of_interest');
    expect((await fetchExtract(hub, iva, id)).status).toBe(200);
  });
});

describe('after thirty days', () => {
  it('the rows are erased, what the extract was stays, and nobody fetches or approves it any more', async () => {
    hub.clock.advance(30 * 86_400_000);
    await tokens();
    expect(await fetchExtract(hub, iva, id)).toMatchObject({ status: 410, code: 'EXTRACT_OVER' });
    expect(codeOf(await approveExtract(hub, mirza, waiting))).toBe('EXTRACT_OVER');
    await hub.running.hub.sweep();
    expect(await hub.running.hub.database.query('select from extract_row')).toEqual([]);
    const answer = await hub.ask(iva, '{ extracts { id state } }');
    const states = answer.body.data?.['extracts'] as Shown[];
    expect(states).toContainEqual({ id, state: 'OVER' });
  });
});
