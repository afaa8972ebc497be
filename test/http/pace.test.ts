import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { TestHub } from '../harness/open-hub.ts';
import { ana, marko } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';

let hub: TestHub;
let clerk: string;
const waited: number[] = [];
beforeAll(async () => {
  const timer = { now: () => 0, wait: async (milliseconds: number) => void waited.push(milliseconds) };
  const registers = { housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00002') };
  hub = await openSmallHub(registers, { timer });
  clerk = await hub.agencyToken({
    agency: 'berane.municipality',
    purpose: 'housing-welfare-management',
    actor: 'Milena',
  });
});
afterAll(async () => await hub.close());
beforeEach(() => void waited.splice(0));

const find = 'query ($id: String!) { findPerson(nationalId: $id) { id } }';

// THREATS.md I10: the time that an answer takes does not tell whether there is somebody.
test('an answer that found nobody keeps pace, whoever was meant', async () => {
  const byNumber = await hub.ask(clerk, find, { id: marko.nationalId });
  expect(byNumber.body.data).toEqual({ findPerson: null });
  await hub.ask(clerk, '{ person(id: "nobody") { id } household(id: "nobody") { id } }');
  expect(waited).toEqual([50, 50]);
});

test('an answer that found somebody leaves as soon as it is there', async () => {
  const answer = await hub.ask(clerk, find, { id: ana.nationalId });
  expect(answer.body.data).not.toEqual({ findPerson: null });
  expect(waited).toEqual([]);
});

test.each([null, 'abc', 'a.b.c'])('a refused token keeps pace: %s', async (token) => {
  expect((await hub.ask(token, find, { id: ana.nationalId })).status).toBe(401);
  expect(waited).toEqual([5]);
});
