import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPairwiseIds } from '../../src/access/pairwise-id.ts';
import { personOf } from '../harness/log.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { marko } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';

/** Well formed, and in no register. */
const nobodysNumber = '0101006500006';

let hub: TestHub;
beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00002') });
});
afterAll(async () => await hub.close());

// Timing itself is measured where the machine is quiet; what would make it differ is counted here (THREATS.md I10).
test('who is there and hidden takes the same statements as who is not there at all', async () => {
  const { keys, current } = hub.running.hub.secrets.pairwise;
  const ids = createPairwiseIds({ masterKeys: keys, current });
  const scope = { agency: 'berane.municipality', purposeClass: 'operational' };
  const token = await hub.agencyToken({
    agency: 'berane.municipality',
    purpose: 'housing-welfare-management',
    actor: 'Milena',
  });
  const statementsFor = async (person: string): Promise<readonly string[]> => {
    hub.statements.length = 0;
    const query = 'query ($id: ID!) { person(id: $id) { id givenName households { id } } }';
    const answer = await hub.ask(token, query, { id: ids.encode('PERSON', person, scope) });
    expect(answer.body.data).toEqual({ person: null });
    // Sealing the log, every second, is nobody's question.
    return hub.statements.filter((statement) => statement.includes('key as materialized'));
  };
  // Marko is in the Centre's register alone, with whom the municipality works for its own tenants only.
  const hidden = await statementsFor(await personOf(hub, 'centre', 'CSR-00002/000004'));
  expect(hidden).toHaveLength(1);
  expect(await statementsFor('00000000-0000-4000-8000-00000000dead')).toEqual(hidden);
});

test('who is looked for and hidden takes the same statements as who is in no register', async () => {
  const token = await hub.agencyToken({
    agency: 'berane.municipality',
    purpose: 'housing-welfare-management',
    actor: 'Milena',
  });
  const statementsFor = async (terms: object): Promise<readonly string[]> => {
    hub.statements.length = 0;
    const query = `query ($nationalId: String, $givenName: String, $familyName: String, $birthDate: LocalDate) {
      findPerson(nationalId: $nationalId, givenName: $givenName, familyName: $familyName, birthDate: $birthDate) { id } }`;
    const answer = await hub.ask(token, query, { ...terms });
    expect(answer.body.data).toEqual({ findPerson: null });
    return hub.statements.filter((statement) => /key as materialized|mention_key/.test(statement));
  };
  const { nationalId, givenName, familyName, birthDate } = marko;
  const byNumber = await statementsFor({ nationalId });
  expect(byNumber.filter((statement) => statement.includes('key as materialized'))).toHaveLength(1);
  expect(await statementsFor({ nationalId: nobodysNumber })).toEqual(byNumber);
  const byName = await statementsFor({ givenName, familyName, birthDate });
  expect(await statementsFor({ givenName, familyName: 'Nepoznat', birthDate })).toEqual(byName);
});
