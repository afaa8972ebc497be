import { afterAll, beforeAll, expect, test } from 'vitest';
import { idOf } from '../harness/consents.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana, marko } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';

let hub: TestHub;
beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00002') });
});
afterAll(async () => await hub.close());

// Timing itself is measured where the machine is quiet; what would make it differ is counted here (THREATS.md I10).
test('who is there and hidden takes as many statements as who is not there at all', async () => {
  const clerk = await hub.agencyToken({
    agency: 'berane.municipality',
    purpose: 'housing-welfare-management',
    actor: 'Milena',
  });
  const petnjica = await hub.agencyToken({
    agency: 'petnjica.municipality',
    purpose: 'housing-welfare-management',
    actor: 'Safet',
  });
  const seen = await idOf(hub, clerk, ana.nationalId);
  const costOf = async (token: string, query: string, variables: object): Promise<readonly string[]> => {
    hub.statements.length = 0;
    const answer = await hub.ask(token, query, { ...variables });
    expect(answer.body.data).toEqual({ it: null });
    // Sealing the log is nobody's answer.
    return hub.statements.filter((statement) => /key as materialized/.test(statement));
  };
  const byId = 'query ($id: ID!) { it: person(id: $id) { id givenName } }';
  // Ana's id as the municipality knows her is nobody's in Petnjica; Marko is in the Centre's register alone.
  const nobody = await costOf(petnjica, byId, { id: seen });
  expect(nobody).toHaveLength(1);
  const found = 'query ($id: String!) { it: findPerson(nationalId: $id) { id givenName } }';
  const hidden = await costOf(petnjica, found, { id: marko.nationalId });
  expect(hidden).toHaveLength(1);
});
