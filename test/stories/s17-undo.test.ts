// S17 (R20, R22): the son says whose the contract is; the municipality grants it, and the link is mended. The sample's father and son
// are called Đuvelić; the contract carries the father's birth date and no number.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findBreaches } from '../../src/audit/find-breaches.ts';
import { readLogPages } from '../../src/audit/read-log-pages.ts';
import { demoSearch } from '../audit/replay-town.ts';
import { giveConsent } from '../harness/consents.ts';
import { personOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { figure } from '../harness/people.ts';
import { importTenants, openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { askRight, correctionsFor, decideRight, waitingRequests } from '../harness/rights.ts';

const father = figure('CSR-00003/000007');
const son = figure('CSR-00004/000009');
const contract = 'SS-2025/906-00003';

let hub: TestHub;
const staff = async (agency: string, roles: readonly string[] = []): Promise<string> =>
  await hub.agencyToken({
    ...{ agency, roles, actor: `Vesna of ${agency}` },
    purpose: agency === 'berane.municipality' ? 'housing-welfare-management' : 'social-welfare-provision',
  });
const reading =
  'id tenantEntries { familyName } caseEntries { familyName } households { tenancies { rooms arrears } }';
const read = async (agency: string, birthDate: string): Promise<Record<string, unknown> | null> => {
  hub.clock.advance(1);
  const answer = await hub.ask(
    await staff(agency),
    `query ($born: LocalDate!) { findPerson(givenName: "Dragan", familyName: "Đuvelić", birthDate: $born) { ${reading} } }`,
    { born: birthDate },
  );
  hub.clock.advance(1);
  expect(answer.body.errors).toBeUndefined();
  return answer.body.data?.['findPerson'] as Record<string, unknown> | null;
};
/** What the Centre reads of somebody by their number. */
const readOf = async ({ nationalId }: typeof father): Promise<unknown> => {
  const answer = await hub.ask(
    await staff('berane.centre'),
    `query ($id: String!) { findPerson(nationalId: $id) { ${reading} } }`,
    { id: nationalId },
  );
  return answer.body.data?.['findPerson'];
};
const ownFile = async (person: typeof father): Promise<Answer> =>
  await hub.ask(
    await hub.personToken(person.nationalId, person.birthDate),
    '{ me { held { source kind values { coordinate value } } accesses { day agency fields { coordinate } } } }',
  );
/** On what coordinates whose records were read, as a person's own log says. */
const readBy = async (person: typeof father, agency: string): Promise<readonly string[]> => {
  const { body } = await ownFile(person);
  const me = body.data?.['me'] as {
    accesses: readonly { agency: string; fields: readonly { coordinate: string }[] }[];
  };
  const named = hub.running.hub.registry.agencies.get(agency)?.name;
  return me.accesses
    .filter((each) => each.agency === agency || JSON.stringify(named).includes(each.agency))
    .flatMap(({ fields }) => fields.map(({ coordinate }) => coordinate));
};
const grantAll = async (): Promise<void> => {
  hub.clock.advance(1);
  for (const { id } of await waitingRequests(hub, await staff('berane.municipality')))
    expect((await decideRight(hub, await staff('berane.municipality'), id, 'GRANTED')).status).toBe(200);
  hub.clock.advance(1);
};

let before: Record<string, unknown> | null;

beforeAll(async () => {
  hub = await openSmallHub({
    housing: sampleTenants('1', '2', '3', '7', '8', '22'),
    centre: sampleCases('CSR-00001', 'CSR-00003', 'CSR-00004'),
  });
  before = await read('berane.centre', father.birthDate);
  const terms = { controller: 'berane.municipality', categories: ['IDENTITY', 'HOUSING', 'FINANCE'] };
  expect((await giveConsent(hub, await hub.personToken(son.nationalId, son.birthDate), terms)).status).toBe(
    200,
  );
});
afterAll(async () => await hub.close());

describe('S17 "it is mine", granted by the agency whose contract it is', () => {
  it("was read by the Centre as the father's", async () => {
    expect(before).toMatchObject({ tenantEntries: [{ familyName: 'Đuvelić' }], caseEntries: [{}] });
    expect(await personOf(hub, 'housing', '7')).toBe(await personOf(hub, 'centre', father.localId));
  });

  it('takes the contract from the father and gives it to the son', async () => {
    const asked = await askRight(hub, son, {
      ...{ right: 'LINK', controller: 'berane.municipality', reference: contract, mine: true },
    });
    expect(asked.body.errors).toBeUndefined();
    await grantAll();
    expect(await personOf(hub, 'housing', '7')).toBe(await personOf(hub, 'centre', son.localId));
    expect(await readOf(father)).toMatchObject({ tenantEntries: [], caseEntries: [{}] });
    const sons = await readOf(son);
    expect(sons).toMatchObject({ tenantEntries: [{ familyName: 'Đuvelić' }], caseEntries: [{}] });
  });

  it("parts the households: none of the father's is the son's contract", async () => {
    const after = await read('berane.municipality', son.birthDate);
    expect(after).toMatchObject({
      households: expect.arrayContaining([{ tenancies: [{ rooms: 2, arrears: '112.8' }] }]),
    });
    const [units] = await hub.running.hub.database.query<{ same: boolean }>(
      `select one.entity_id = other.entity_id as same from link one join link other on other.entity = 'HOUSEHOLD'
         and other.source = 'centre' and other.local_id = 'CSR-00003' and other.ended_at is null
       where one.entity = 'HOUSEHOLD' and one.source = 'housing' and one.local_id = ? and one.ended_at is null`,
      [contract],
    );
    expect(units).toEqual({ same: false });
  });

  it("stands in the son's file, and not in the father's", async () => {
    const [sons, fathers] = [await ownFile(son), await ownFile(father)];
    expect(sons.text).toContain('112.8');
    expect(fathers.text).not.toContain('112.8');
  });

  it("moves what was read of it into the son's log", async () => {
    const ofTenancy = (each: string): boolean => each.startsWith('Tenan');
    expect((await readBy(son, 'berane.centre')).filter(ofTenancy)).not.toEqual([]);
    expect((await readBy(father, 'berane.centre')).filter(ofTenancy)).toEqual([]);
  });

  it('opens nothing by the consent that the son gave before', async () => {
    // The contract carries the father's birth date.
    expect(await read('berane.support', father.birthDate)).toBeNull();
    hub.clock.advance(1);
    const terms = { controller: 'berane.municipality', categories: ['IDENTITY', 'HOUSING', 'FINANCE'] };
    expect((await giveConsent(hub, await hub.personToken(son.nationalId, son.birthDate), terms)).status).toBe(
      200,
    );
    expect(await read('berane.support', father.birthDate)).toMatchObject({
      tenantEntries: [{ familyName: 'Đuvelić' }],
    });
  });

  it('is told to whoever read it as of the father, and to nobody else', async () => {
    const answer = await correctionsFor(hub, await staff('berane.centre'));
    expect(answer.body.data?.['corrections']).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          ...{ duty: 'OTHER_PERSON', field: 'TenantEntry.familyName', source: 'housing' },
          ...{ person: before?.['id'], household: null, confirmedAt: null },
        }),
      ]),
    );
    const support = await correctionsFor(hub, await staff('berane.support'));
    expect(support.body.data?.['corrections']).toEqual([]);
    const [first] = (answer.body.data?.['corrections'] ?? []) as { id: string }[];
    const confirmed = await hub.ask(
      await staff('berane.centre'),
      'mutation ($id: ID!) { confirmCorrection(id: $id) }',
      {
        id: first?.id,
      },
    );
    expect(confirmed.body.data).toEqual({ confirmCorrection: true });
    const again = await correctionsFor(hub, await staff('berane.centre'));
    expect(again.text).not.toContain('"confirmedAt":null');
  });

  it('is a breach, with who read what, and no value', async () => {
    const { database, registry } = hub.running.hub;
    const breaches = await findBreaches(readLogPages(database), demoSearch, { ok: true } as never);
    const mine = breaches.filter(({ rule }) => rule === 'OTHER_PERSON');
    expect(registry.agencies.has('berane.centre')).toBe(true);
    expect(mine).toEqual([expect.objectContaining({ agency: 'berane.centre', persons: 1 })]);
    expect(mine[0]?.fields).toContain('TenantEntry.familyName');
    expect(JSON.stringify(mine)).not.toMatch(/Dragan|112/);
  });

  it('never comes back by itself: not by a new version, nor under another number', async () => {
    const [row] = sampleTenants('7');
    if (!row) throw new Error('no row 7');
    hub.clock.advance(1);
    await importTenants(hub, [...sampleTenants('1', '2', '3', '8', '22'), { ...row, dug_eur: '99,9' }]);
    expect(await personOf(hub, 'housing', '7')).toBe(await personOf(hub, 'centre', son.localId));
    await importTenants(hub, [...sampleTenants('1', '2', '3', '8', '22'), { ...row, rb: '70' }]);
    expect(await personOf(hub, 'housing', '70')).not.toBe(await personOf(hub, 'centre', father.localId));
  });
});
