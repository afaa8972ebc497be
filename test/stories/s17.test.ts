// S17 (R20, R22). The sample's father and son are called Đuvelić. "Not me" with its ten days is in `test/http/rights.test.ts`, and of
// a record over a probable link in `test/http/not-me.test.ts`.
// The split with `Corrected`, the breach entry, and that the pair never joins again: `s17-undo.test.ts`.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  confirmConsent,
  findPerson,
  giveConsent,
  idOf,
  prohibit,
  recordConsent,
} from '../harness/consents.ts';
import { personOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, figure } from '../harness/people.ts';
import { type CaseLine, openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf, createTwins, type Twins } from '../harness/twins.ts';

const father = figure('CSR-00003/000007');
const son = figure('CSR-00004/000009');
const gordana = figure('CSR-00007/000013');

/** Gordana's case as the Centre has it when nobody wrote down her number: the same name and birth date, and no more. */
const caseWithoutNumber = (): CaseLine => {
  const [line] = sampleCases('CSR-00007');
  if (!line) throw new Error('the samples have no case of Gordana');
  return { ...line, members: line.members.slice(0, 1).map((member) => ({ ...member, nationalId: null })) };
};

const everything = {
  'berane.municipality': ['IDENTITY', 'CONTACT', 'HOUSEHOLD', 'HOUSING', 'FINANCE'],
  'berane.centre': ['IDENTITY', 'CONTACT', 'HOUSEHOLD', 'EMPLOYMENT', 'HEALTH'],
};

const reading = `id givenName
  tenantEntries { familyName provenance { linkCertainty } }
  caseEntries { familyName provenance { linkCertainty } }
  households { tenancies { rooms arrears } careCases { address provenance { linkCertainty } } }`;

let twins: Twins;
let hub: TestHub;
/** The twin in which the Centre has no case of Gordana's. */
let without: TestHub;

const tokenOf = async (agency: string, of: TestHub = hub): Promise<string> =>
  await of.agencyToken({
    agency,
    actor: 'Vesna',
    purpose: agency === 'berane.municipality' ? 'housing-welfare-management' : 'social-welfare-provision',
  });

const ownToken = async (person: typeof father, of: TestHub = hub): Promise<string> =>
  await of.personToken(person.nationalId, person.birthDate);

const consentToEverything = async (of: TestHub, person: typeof father): Promise<readonly number[]> => {
  const statuses: number[] = [];
  for (const [controller, categories] of Object.entries(everything)) {
    statuses.push((await giveConsent(of, await ownToken(person, of), { controller, categories })).status);
  }
  return statuses;
};

const askBy = async (of: TestHub, agency: string, nationalId: string): Promise<Answer> =>
  await of.ask(
    await tokenOf(agency, of),
    `query ($id: String!) { findPerson(nationalId: $id) { ${reading} } }`,
    {
      id: nationalId,
    },
  );

/** Whom the register's row 7 names: by the father's birth date, which the son's contract carries. */
const askByName = async (agency: string, birthDate = father.birthDate): Promise<Answer> =>
  await hub.ask(
    await tokenOf(agency),
    `query ($born: LocalDate!) {
       findPerson(givenName: "Dragan", familyName: "Đuvelić", birthDate: $born) { ${reading} } }`,
    { born: birthDate },
  );

const found = (answer: Answer): unknown => answer.body.data?.['findPerson'];

beforeAll(async () => {
  twins = await createTwins();
  // Row 22 is a stranger's: by it the hub learns that Rudeš, where the son lodged, lies in Berane.
  const housing = sampleTenants('1', '2', '3', '7', '8', '22');
  const cases = sampleCases('CSR-00001', 'CSR-00003', 'CSR-00004');
  hub = await openSmallHub({ housing, centre: [...cases, caseWithoutNumber()] }, twins.options());
  without = await openSmallHub({ housing, centre: cases }, twins.options());
});

afterAll(async () => {
  await hub.close();
  await without.close();
  twins.remove();
});

describe('S17 a probable link serves who asks by law, marked, and nobody else', () => {
  it("the son's contract without a number is linked to the father, and only probably; his own case stays his", async () => {
    const links = await hub.running.hub.database.query<{ certainty: string }>(
      `select certainty from link where entity = 'PERSON' and source = 'centre' and local_id = ?`,
      [father.localId],
    );
    expect(links).toEqual([{ certainty: 'PROBABLE' }]);
    const fathers = await personOf(hub, 'centre', father.localId);
    expect(await personOf(hub, 'housing', '7')).toBe(fathers);
    expect(await personOf(hub, 'centre', son.localId)).not.toBe(fathers);
  });

  it("the municipality, by law, is given the father's record marked as probable, and Ana's as certain", async () => {
    const answer = await askByName('berane.municipality');
    expect(answer.status).toBe(200);
    expect(found(answer)).toMatchObject({
      tenantEntries: [{ familyName: 'Đuvelić', provenance: { linkCertainty: null } }],
      caseEntries: [{ familyName: 'Đuvelić', provenance: { linkCertainty: 'PROBABLE' } }],
      households: [
        {
          tenancies: [{ rooms: 2, arrears: '112.8' }],
          careCases: [{ address: 'Haremska 71', provenance: { linkCertainty: 'PROBABLE' } }],
        },
      ],
    });
    const certain = await askBy(hub, 'berane.municipality', ana.nationalId);
    expect(found(certain)).toMatchObject({
      caseEntries: [{ familyName: 'Rosuljić', provenance: { linkCertainty: 'CERTAIN' } }],
      households: [{ careCases: [{ provenance: { linkCertainty: 'CERTAIN' } }] }],
    });
  });

  it('the Centre, by law, is given the contract marked as probable, and its own case without link facts', async () => {
    expect(found(await askBy(hub, 'berane.centre', father.nationalId))).toMatchObject({
      tenantEntries: [{ familyName: 'Đuvelić', provenance: { linkCertainty: 'PROBABLE' } }],
      caseEntries: [{ provenance: { linkCertainty: null } }],
    });
  });

  it("the father's own token acts for his own case alone: the contract joined to it by name stays closed", async () => {
    expect(await consentToEverything(hub, father)).toEqual([200, 200]);
    expect(found(await askByName('berane.support'))).toMatchObject({
      tenantEntries: [],
      caseEntries: [{ familyName: 'Đuvelić' }],
      households: [{ tenancies: [], careCases: [{ address: 'Haremska 71' }] }],
    });
    const withdrawn = await hub.ask(
      await ownToken(father),
      'mutation { withdrawConsent(recipient: "berane.support") { state } }',
    );
    expect(withdrawn.status).toBe(200);
    expect(found(await askByName('berane.support'))).toBeNull();
  });

  it("the son's token never acts for the father: neither his consent nor his prohibition touches the father's", async () => {
    const [law, support] = [await askByName('berane.municipality'), await askByName('berane.support')];
    expect(found(support)).toBeNull();
    expect(await consentToEverything(hub, son)).toEqual([200, 200]);
    expect((await prohibit(hub, await ownToken(son), 'berane.municipality')).status).toBe(200);

    expect(found(await askByName('berane.support', son.birthDate))).toMatchObject({
      tenantEntries: [],
      caseEntries: [{ familyName: 'Đuvelić' }],
      households: [{ tenancies: [], careCases: [{ address: 'Rudarska 9' }] }],
    });
    expect(bytesOf(await askByName('berane.support'))).toEqual(bytesOf(support));
    expect(found(await askBy(hub, 'berane.support', father.nationalId))).toBeNull();
    expect(bytesOf(await askByName('berane.municipality'))).toEqual(bytesOf(law));
  });

  const ownFile = async (world: TestHub, person: typeof father): Promise<Answer> =>
    await world.ask(
      await ownToken(person, world),
      `{ me(language: "cnr") { held { source kind values { coordinate value } } accesses { day agency fields { coordinate } }
         json: portableCopy(form: JSON) person: portableCopy(form: CORE_PERSON) printed } }`,
    );

  it("the son's own file has no line of the father's benefits, nor the contract that was joined to the father by name", async () => {
    const own = await ownFile(hub, son);
    expect(own.body.errors).toBeUndefined();
    expect(own.text).toContain('Rudarska 9');
    expect(own.text).not.toMatch(/Haremska|lična invalidnina|262[.,]5|112[.,]8|SS-2025|CSR-00003/);
    const fathers = await ownFile(hub, father);
    expect(fathers.text).toContain('262');
    expect(fathers.text).not.toMatch(/112[.,]8|SS-2025|Rudarska|CSR-00004/);
  });

  it("his file is the same to the byte where the father's line says something else", async () => {
    const other = await openSmallHub(
      {
        housing: sampleTenants('1', '2', '3', '7', '8', '22').map((row) =>
          row.rb === '7' ? { ...row, dug_eur: '999,9' } : row,
        ),
        centre: [
          ...sampleCases('CSR-00001'),
          ...sampleCases('CSR-00003').map((line) => ({
            ...line,
            address: 'Haremska 72',
            rights: [{ type: 'naknada za njegu', status: 'priznato', amountEur: 77, since: '2022-01-01' }],
          })),
          ...sampleCases('CSR-00004'),
        ],
      },
      twins.options(),
    );
    const same = await openSmallHub(
      {
        housing: sampleTenants('1', '2', '3', '7', '8', '22'),
        centre: sampleCases('CSR-00001', 'CSR-00003', 'CSR-00004'),
      },
      twins.options(),
    );
    const [one, two] = [await ownFile(other, son), await ownFile(same, son)];
    expect(one.text).toContain('Rudarska 9');
    expect(bytesOf(one)).toEqual(bytesOf(two));
    await other.close();
    await same.close();
  });

  it("a number with the other one's birth date is nobody's: 403", async () => {
    for (const token of [
      await hub.personToken(son.nationalId, father.birthDate),
      await hub.personToken(father.nationalId, son.birthDate),
    ]) {
      const answer = await giveConsent(hub, token);
      expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
    }
  });

  it("Gordana's consent reaches only what is linked with certainty: same bytes as if the Centre had nothing", async () => {
    expect(await findPerson(hub, await tokenOf('berane.support'), gordana.nationalId)).toBeNull();
    for (const world of [hub, without]) {
      expect(await consentToEverything(world, gordana)).toEqual([200, 200]);
    }
    const here = await askBy(hub, 'berane.support', gordana.nationalId);
    expect(found(here)).toMatchObject({
      givenName: 'Gordana',
      tenantEntries: [{ familyName: 'Blizarić', provenance: { linkCertainty: 'CERTAIN' } }],
      caseEntries: [],
      households: [{ tenancies: [{ rooms: 1, arrears: '240.3' }], careCases: [] }],
    });
    expect(bytesOf(here)).toEqual(bytesOf(await askBy(without, 'berane.support', gordana.nationalId)));
    // The record is there, and who asks by law is given it.
    expect(found(await askBy(hub, 'berane.municipality', gordana.nationalId))).toMatchObject({
      caseEntries: [{ familyName: 'Blizarić', provenance: { linkCertainty: 'PROBABLE' } }],
    });
  });

  it("the father's consent on paper, recorded at the Centre and confirmed, opens nothing of the son's contract", async () => {
    const before = await askByName('berane.support');
    expect(found(before)).toBeNull();
    const centre = await tokenOf('berane.centre');
    const fathers = await idOf(hub, centre, father.nationalId);
    const terms = { categories: everything['berane.municipality'] };
    expect((await recordConsent(hub, centre, fathers, { terms })).status).toBe(200);
    const municipality = await tokenOf('berane.municipality');
    const confirmed = await confirmConsent(
      hub,
      municipality,
      await idOf(hub, municipality, father.nationalId),
    );
    expect(confirmed.body.data).toMatchObject({ confirmConsent: { state: 'GIVEN' } });
    expect(found(await askByName('berane.support'))).toBeNull();
  });
});
