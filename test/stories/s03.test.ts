// S02 and S03 (R11, R13), as far as the household's own people are concerned; what staff record, and the session opened by two of
// them, have files of their own. Left to the issue that builds what it needs: the report itself and the duty tokens (S02).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { giveConsent, idOf } from '../harness/consents.ts';
import { recordGuardianship } from '../harness/guardians.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { type Figure, figure } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { createTwins, sameInBoth, type Twins } from '../harness/twins.ts';
import { Random } from '../proof/random.ts';

const marko = figure('CSR-00002/000004');
const jelena = figure('CSR-00002/000005');
const luka = figure('CSR-00002/000006');

let twins: Twins;
/** A matter seals a case of Jelena's in the one world; in its twin there is none. */
let hub: TestHub;
let twin: TestHub;

const both = async (work: (world: TestHub) => Promise<Answer>): Promise<Answer> =>
  await sameInBoth([hub, twin], work);
const own = async (world: TestHub, person: Figure): Promise<string> =>
  await world.personToken(person.nationalId, person.birthDate);
const nada = async (world: TestHub): Promise<string> =>
  await world.agencyToken({ agency: 'berane.centre', actor: 'Nada', purpose: 'social-welfare-provision' });

const everything = `keptApart keptApartBy { jurisdiction act article gazette }
  held { id source controller kind since keptBy keptUntil values { coordinate value } shownTo { recipient agreement } }
  consents { id status receipt isRequest end { confirmBy } stays { agreement } events { status at agency byGuardian } }
  prohibitions { recipient } rightsRequests { id state } wards { id givenNames until }
  accesses { day agency purpose step fields { coordinate } }
  json: portableCopy(form: JSON) person: portableCopy(form: CORE_PERSON)`;

const openFile = async (world: TestHub, person: Figure, ward: string | null = null): Promise<Answer> =>
  await world.ask(
    await own(world, person),
    `query ($ward: ID) { me(language: "cnr", ward: $ward) { ${everything} } }`,
    {
      ward,
    },
  );

beforeAll(async () => {
  twins = await createTwins();
  const housing = sampleTenants('1', '2', '3', '4', '5', '6');
  const centre = sampleCases('CSR-00002');
  hub = await openSmallHub({ housing, centre }, twins.options());
  twin = await openSmallHub({ housing, centre }, twins.options());
  for (const world of [hub, twin]) {
    const token = await nada(world);
    await recordGuardianship(world, token, {
      ward: await idOf(world, token, luka.nationalId),
      guardian: await idOf(world, token, marko.nationalId),
    });
    await giveConsent(world, await own(world, jelena), {
      controller: 'berane.centre',
      categories: ['IDENTITY'],
    });
  }
  // Last, so that what both worlds hold has the same ids.
  const sealed = await hub.ask(
    await nada(hub),
    'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }',
    { records: sampleCases('CSR-00900') },
    { 'idempotency-key': 'the sealed case' },
  );
  expect(sealed.body.data).toEqual({ pushCentreRecords: [{ outcome: 'CREATED' }] });
});

afterAll(async () => {
  await hub.close();
  await twin.close();
  twins.remove();
});

describe('S03 who opens a file on the telephone that somebody else holds', () => {
  it('finds the tenancy, the benefits, the ordinary log and the one sentence: nothing tells that there is a matter', async () => {
    const answer = await both(async (world) => await openFile(world, jelena));
    expect(answer.status).toBe(200);
    expect(answer.text).not.toMatch(/M-2026|CSR-00900|sealed|matter/i);
    // On paper, too: nobody has asked for her, so that no number of a request stands on it.
    const paper = await both(
      async (world) => await world.ask(await own(world, jelena), '{ me(language: "cnr") { printed } }'),
    );
    expect(paper.text).not.toMatch(/M-2026|CSR-00900/);
    const sentence = /"keptApart":"([^"]+)"/.exec(answer.text)?.[1];
    expect(sentence).toBe(/"keptApart":"([^"]+)"/.exec((await openFile(twin, marko)).text)?.[1]);
  });

  it('the same when the lead has taken the matter and reads it', async () => {
    const lead = await hub.agencyToken({
      agency: 'berane.centre',
      actor: 'Nada',
      purpose: 'domestic-violence-protection',
      roles: ['lead'],
    });
    await hub.ask(lead, 'mutation { takeMatter(reference: "M-2026-001") { matter } }');
    const read = await hub.ask(lead, '{ matters { id units { id } } }');
    expect(read.body.data?.['matters']).toHaveLength(1);
    await both(async (world) => await openFile(world, jelena));
  });
});

const seed = process.env['SEED'] ?? String(Date.now() % 1_000_000);
const days = Array.from({ length: 30 }, (_, day) => day);

describe('S02 the other one of the household', () => {
  /** What he is shown and may turn: each part, days of the log, paper, and ids of his own file handed to the other roots. */
  const questions: readonly (readonly [string, string])[] = [
    ['his file, every field', `{ me(language: "cnr") { ${everything} } }`],
    ['his paper', '{ me(language: "sr-Cyrl") { printed } }'],
    ['days of his log', '{ me { accesses(from: "2026-11-01", until: "2027-01-15") { day agency step } } }'],
    [
      'entities by guessed ids',
      `{ _entities(representations: [{__typename: "Person", id: "1"}, {__typename: "Household", id: "H7"}]) { __typename } }`,
    ],
    ['a list by community', '{ households(filter: {localCommunity: "Pešca"}) { edges { cursor } } }'],
    ['her by number', `{ findPerson(nationalId: "${jelena.nationalId}") { id } }`],
  ];
  /** Numbers of requests are otherwise in each world. */
  const unnumbered = (answer: Answer): Answer => ({
    ...answer,
    text: answer.text.replace(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, 'request'),
  });
  const unseen = (answer: Answer): void => expect(answer.text).not.toMatch(/M-2026|CSR-00900|sealed|matter/i);
  const askAll = async (): Promise<void> => {
    for (const [, query] of questions)
      unseen(await both(async (world) => unnumbered(await world.ask(await own(world, marko), query))));
  };
  const setClocks = (milliseconds: number): void => {
    for (const world of [hub, twin]) world.clock.set(new Date(milliseconds).toISOString());
  };

  it.each(questions)('asks for %s: the same bytes in both worlds', async (what, query) => {
    const answer = await both(async (world) => unnumbered(await world.ask(await own(world, marko), query)));
    // What is his is shown; the roots of agencies are not his to ask.
    expect(answer.status).toBe(query.includes('{ me') ? 200 : 403);
    if (what === 'his paper') expect(answer.text).toContain(marko.familyName);
  });

  // Two worlds asked for the whole file in each of 720 hours take most of a minute.
  it(`opens his file, every field, each hour of three days drawn of thirty, and asks all of it, paper too, on each of the thirty: the same bytes in both worlds, seed ${seed}`, async () => {
    const drawn = new Set(new Random(seed).some(days, 3));
    expect(drawn.size).toBe(3);
    for (const day of days) {
      for (let hour = 0; hour < (drawn.has(day) ? 24 : 1); hour += 1) {
        setClocks(Date.parse('2026-11-21T12:00:00Z') + (day * 24 + hour) * 3_600_000);
        if (hour > 0) unseen(await both(async (world) => await openFile(world, marko)));
        else await askAll();
      }
    }
  });
});
