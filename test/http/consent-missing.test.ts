// R6: that consent is missing is told the same whether or not a value is held (THREATS.md I8).
import { afterAll, beforeAll, expect, test } from 'vitest';
import { giveConsent, idOf } from '../harness/consents.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { type CaseLine, openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { createTwins, sameInBoth, type Twins } from '../harness/twins.ts';

let twins: Twins;
/** The Centre has written down how people are, and in the other world it has not. */
let worlds: readonly [TestHub, TestHub];

const withoutHealth = (line: CaseLine): CaseLine => ({
  ...line,
  members: line.members.map((member) => ({ ...member, health: null })),
});

beforeAll(async () => {
  twins = await createTwins();
  const housing = sampleTenants('1', '2', '3');
  const cases = sampleCases('CSR-00001');
  expect(JSON.stringify(cases)).toMatch(/"health":"/);
  worlds = [
    await openSmallHub({ housing, centre: cases }, twins.options()),
    await openSmallHub({ housing, centre: cases.map(withoutHealth) }, twins.options()),
  ];
});
afterAll(async () => {
  for (const world of worlds ?? []) await world.close();
  twins?.remove();
});

const asking = `query ($id: ID!) { person(id: $id) { givenName caseEntries { givenName health } } }`;

test.each([
  ['of a record of which something else is open', ['IDENTITY']],
  ['of a record of which nothing is open', []],
])('the same bytes where a value is held and where none is: %s', async (_what, categories) => {
  const answer = await sameInBoth(worlds, async (world) => {
    const token = await world.agencyToken({
      agency: 'berane.support',
      purpose: 'social-welfare-provision',
      actor: 'Vesna',
    });
    const person = await world.personToken(ana.nationalId, ana.birthDate);
    if (categories.length > 0) {
      const given = await giveConsent(world, person, { controller: 'berane.centre', categories });
      expect(given.body.errors).toBeUndefined();
    } else await world.ask(person, 'mutation { withdrawConsent(recipient: "berane.support") { state } }');
    return await world.ask(token, asking, { id: await idOf(world, token, ana.nationalId) });
  });
  const codes = answer.body.errors?.map(({ path, extensions }) => [path, extensions.code]);
  const entries = ['person', 'caseEntries'];
  expect(codes).toContainEqual([
    categories.length > 0 ? [...entries, 0, 'health'] : entries,
    'CONSENT_REQUIRED',
  ]);
});
