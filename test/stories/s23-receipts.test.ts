// S23 (R23): receipts of one act at two agencies, and ids of one agency under two purposes. Only operational work reads
// anybody, so the statistics id of a person is given by no operation: the hub's cipher is asked for it at the end. Of a letter
// the statistics id can be had over HTTP, by a registration of this test's own.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giveConsent, idOf } from '../harness/consents.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { type CaseLine, openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf, createTwins, sameInBoth, type Twins } from '../harness/twins.ts';
import { agencyIn, type EditedConfiguration, editConfiguration } from '../http/edited-configuration.ts';

let twins: Twins;
let edited: EditedConfiguration;
/** In the twin both registers have other numbers for the same contract, case and people. */
let hub: TestHub;
let twin: TestHub;

type Staff = (world: TestHub) => Promise<string>;
const staff =
  (agency: string, purpose: string): Staff =>
  async (world) =>
    await world.agencyToken({ agency, purpose, actor: `Vesna of ${agency}` });
const municipality = staff('berane.municipality', 'housing-welfare-management');
const statistics = staff('berane.municipality', 'improve-public-services');
const support = staff('berane.support', 'social-welfare-provision');
const centre = staff('berane.centre', 'social-welfare-provision');
const community = staff('berane.community', 'social-welfare-provision');

const both = async (
  token: Staff,
  query: string,
  variables: Record<string, unknown> = {},
  headers: Record<string, string> = {},
): Promise<Answer> =>
  await sameInBoth(
    [hub, twin],
    async (world) => await world.ask(await token(world), query, variables, headers),
  );

/** The id that a receipt, or the one item of a list of them, holds. */
const idIn = (answer: Answer): string => {
  const [receipt] = Object.values(answer.body.data ?? {}).flat() as { id: string | null }[];
  if (typeof receipt?.id !== 'string') throw new Error(`no receipt: ${answer.text}`);
  expect(answer.text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/);
  return receipt.id;
};
const anaFor = async (token: Staff): Promise<string> => await idOf(hub, await token(hub), ana.nationalId);

const lookAt = (housingKeys: boolean, centreKeys: boolean): string => {
  const [contract, line] = housingKeys ? ['contractNumber', 'entryNumber'] : ['', ''];
  const [number, entry] = centreKeys ? ['caseNumber', 'entryNumber'] : ['', ''];
  return `query ($n: String!) { findPerson(nationalId: $n) {
    id givenName tenantEntries { ${line} givenName provenance { source version recordedAt } }
    caseEntries { ${entry} givenName relation provenance { source version recordedAt } }
    households { id address members { id } dwelling { id address }
      tenancies { ${contract} address rooms } careCases { ${number} address } } } }`;
};

const recording = `mutation ($p: ID!, $terms: ConsentTerms!, $evidence: ConsentEvidence!) {
  recordConsent(person: $p, terms: $terms, evidence: $evidence) { id state at until } }`;
const confirming = `mutation ($p: ID!) { confirmConsent(person: $p, recipient: "berane.support",
  purpose: "social-welfare-provision", reference: "S-17/2026") { id state at until } }`;
const onPaper = {
  terms: {
    ...{ recipient: 'berane.support', controller: 'berane.municipality' },
    ...{ purpose: 'social-welfare-provision', categories: ['HOUSING'] },
    ...{ noticeVersion: '2026-1', language: 'cnr', script: 'Latn' },
  },
  evidence: { kind: 'PAPER', reference: 'S-17/2026', givenOn: '2026-10-21', witness: null },
};
const referring = `mutation ($p: ID!, $to: String!) {
  referPerson(person: $p, to: $to, reference: "U-17/2026", until: "2026-12-24") { id at until } }`;
const waiting = '{ referrals { id from reference at until } }';
const accepting = 'mutation ($id: ID!) { acceptReferral(referral: $id) { id } }';
const ending = 'mutation ($id: ID!) { endReferral(referral: $id) }';

const renumbered = (line: CaseLine): CaseLine =>
  JSON.parse(JSON.stringify(line).replaceAll('CSR-00001', 'CSR-00777')) as CaseLine;

beforeAll(async () => {
  twins = await createTwins();
  edited = editConfiguration((files) => {
    const purpose = agencyIn(files, 'berane.municipality').purposes['improve-public-services'];
    purpose?.operations.push('referrals', 'acceptReferral', 'person', 'findPerson');
  });
  const open = async (housing: ReturnType<typeof sampleTenants>, lines: readonly CaseLine[]) => {
    const { configuration, ...options } = twins.options();
    return await openSmallHub(
      { housing, centre: lines },
      { ...options, configuration: { ...configuration, ...edited.files } },
    );
  };
  const [housing, lines] = [sampleTenants('1', '2', '3'), sampleCases('CSR-00001')];
  hub = await open(housing, lines);
  const other = housing.map((row) => ({ ...row, rb: `7${row.rb}`, broj_ugovora: 'SS-2019/777-77777' }));
  twin = await open(other, lines.map(renumbered));
  for (const controller of ['berane.municipality', 'berane.centre']) {
    const categories = ['IDENTITY', 'CONTACT', 'HOUSEHOLD', 'HOUSING'];
    const answer = await sameInBoth([hub, twin], async (world) => {
      const own = await world.personToken(ana.nationalId, ana.birthDate);
      return await giveConsent(world, own, { controller, categories });
    });
    expect(answer.status).toBe(200);
  }
}, 120_000);

afterAll(async () => {
  await hub.close();
  await twin.close();
  twins.remove();
  edited.remove();
});

describe("S23 a register's own numbers are its owner's alone", () => {
  it('the same bytes for everybody else whatever the numbers are; the owner sees which', async () => {
    const variables = { n: ana.nationalId };
    for (const [token, query] of [
      [support, lookAt(true, true)],
      [municipality, lookAt(false, true)],
      [centre, lookAt(true, false)],
    ] as const) {
      const seen = await both(token, query, variables);
      expect(seen.status).toBe(200);
      expect(seen.body.data).toMatchObject({ findPerson: { households: [{ tenancies: [{ rooms: 3 }] }] } });
    }
    for (const [token, query, here, there] of [
      [municipality, lookAt(true, false), 'SS-2019/161-00001', 'SS-2019/777-77777'],
      [centre, lookAt(false, true), 'CSR-00001', 'CSR-00777'],
    ] as const) {
      expect((await hub.ask(await token(hub), query, variables)).text).toContain(here);
      expect((await twin.ask(await token(twin), query, variables)).text).toContain(there);
    }
  });
});

describe('S23 receipts of two agencies cannot be joined', () => {
  it('one consent on paper: who recorded it and who confirmed it hold two ids', async () => {
    const recorded = await both(support, recording, { p: await anaFor(support), ...onPaper });
    const confirmed = await both(municipality, confirming, { p: await anaFor(municipality) });
    expect(recorded.body.data).toMatchObject({ recordConsent: { state: 'PENDING' } });
    expect(confirmed.body.data).toMatchObject({ confirmConsent: { state: 'GIVEN' } });
    expect(idIn(confirmed)).not.toBe(idIn(recorded));
    expect(idIn(confirmed).slice(-22)).not.toBe(idIn(recorded).slice(-22));
    // A withdrawal can mean several, or none, and names none.
    const withdrawing =
      'mutation ($p: ID!) { withdrawConsent(recipient: "berane.support", person: $p) { id state } }';
    const withdrawn = await both(municipality, withdrawing, { p: await anaFor(municipality) });
    expect(withdrawn.body.data).toEqual({ withdrawConsent: { id: null, state: 'WITHDRAWN' } });
  });

  it("one letter: who sent it and who received it hold two ids, and the other's is as one never made", async () => {
    const sent = await both(centre, referring, { p: await anaFor(centre), to: 'berane.municipality' });
    const received = await both(municipality, waiting);
    expect(received.body.data).toMatchObject({
      referrals: [{ from: 'berane.centre', reference: 'U-17/2026' }],
    });
    const [made, got] = [idIn(sent), idIn(received)];
    expect(got).not.toBe(made);
    const never = `${got.slice(0, -22)}${'A'.repeat(22)}`;
    for (const [token, query, foreign] of [
      [municipality, accepting, made],
      [municipality, ending, made],
      [centre, accepting, got],
      [centre, ending, got],
    ] as const) {
      const replayed = await both(token, query, { id: foreign });
      expect(replayed.body.errors?.[0]?.message).toBe('No such referral.');
      expect(bytesOf(replayed)).toEqual(bytesOf(await both(token, query, { id: never })));
    }
  });

  it('one letter under two purposes of one agency: two ids, and neither is of use under the other', async () => {
    const [casework, counted] = [await both(municipality, waiting), await both(statistics, waiting)];
    expect(idIn(counted)).not.toBe(idIn(casework));
    for (const [token, foreign] of [
      [municipality, idIn(counted)],
      [statistics, idIn(casework)],
    ] as const) {
      const replayed = await both(token, accepting, { id: foreign });
      expect(replayed.body.errors?.[0]?.message).toBe('No such referral.');
    }
    // Under its own purpose it is the letter.
    const accepted = await both(municipality, accepting, { id: idIn(casework) });
    expect(accepted.body.data).toEqual({ acceptReferral: { id: await anaFor(municipality) } });
  });

  it('one key and one number of a form at two agencies: two ids, of a record and of an observation', async () => {
    const headers = { 'idempotency-key': 'MZ-1' };
    const where = { address: 'Polimska 1', localCommunity: 'Park' };
    const pushing =
      'mutation ($r: [CentreCaseInput!]!) { pushCentreRecords(records: $r, mode: PARTIAL) { id outcome } }';
    const member = { localId: 'MZ-1/1', givenName: 'Nina', familyName: 'Proba', relation: 'nosilac' };
    const record = { caseNumber: 'MZ-1', version: 1, recordedAt: '2026-11-20T08:00:00Z', members: [member] };
    const pushed = await both(centre, pushing, { r: [{ ...record, ...where }] }, headers);
    const submitting = 'mutation ($o: ObservationInput!) { submitObservation(observation: $o) { id state } }';
    const observation = { localId: 'MZ-1', householdHead: 'Nina Proba', ...where };
    const submitted = await both(community, submitting, { o: observation }, headers);
    expect(idIn(submitted)).not.toBe(idIn(pushed));
  });
});

describe('S23 casework ids are of no use to another purpose class of the same agency', () => {
  it('statistics reads nobody, by a casework id or by a number, even where it is registered to', async () => {
    const person = await anaFor(municipality);
    const byId = 'query ($id: ID!) { person(id: $id) { id } }';
    const replayed = await both(statistics, byId, { id: person });
    expect(bytesOf(replayed)).toEqual(bytesOf(await both(statistics, byId, { id: 'never made' })));
    expect(replayed.text).not.toContain(person);
    const found = await both(statistics, lookAt(true, true), { n: ana.nationalId });
    expect(found.body.data?.['findPerson'] ?? null).toBeNull();
  });

  it('were an id ever given there, it would be another one', async () => {
    const { pairwise } = hub.running.hub;
    const agency = 'berane.municipality';
    const person = await anaFor(municipality);
    const uuid = pairwise.decode('PERSON', person, { agency, purposeClass: 'operational' });
    for (const purposeClass of ['statistics', 'administration', 'project:roof'] as const) {
      expect(pairwise.encode('PERSON', uuid ?? '', { agency, purposeClass })).not.toBe(person);
      expect(pairwise.decode('PERSON', person, { agency, purposeClass })).not.toBe(uuid);
    }
  });
});
