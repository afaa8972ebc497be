import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giveConsent } from '../harness/consents.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { bytesOf, createTwins, type Twins } from '../harness/twins.ts';
import { send } from '../http/exchange.ts';
import { askPlan, officerToken, type PlanVariables } from './ask-plan.ts';

// Two worlds: in one Ana is a tenant and in the Centre's care and has consented to the support service, in the other she
// is nowhere. What is said in advance, and what is refused, is the same bytes in both.
let twins: Twins;
let held: TestHub;
let nothing: TestHub;
const operation = `query ($id: String!) { findPerson(nationalId: $id) { givenName caseEntries { health }
  households { address tenancies { rooms arrears } } } }`;

beforeAll(async () => {
  twins = await createTwins();
  held = await openSmallHub(
    { housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') },
    twins.options(),
  );
  nothing = await openSmallHub({ housing: sampleTenants('4') }, twins.options());
  await giveConsent(held, await held.personToken(ana.nationalId, ana.birthDate));
});
afterAll(async () => {
  await held?.close();
  await nothing?.close();
  twins?.remove();
});

const both = async <Result>(ask: (hub: TestHub) => Promise<Result>): Promise<readonly [Result, Result]> => [
  await ask(held),
  await ask(nothing),
];

const clerk = { agency: 'berane.municipality', purpose: 'housing-welfare-management', actor: 'Milena' };
const vesna = { agency: 'berane.support', purpose: 'social-welfare-provision', actor: 'Vesna' };

describe('a plan', () => {
  test.each([clerk, vesna])('of $agency', async (caller) => {
    const [one, other] = await both(
      async (hub) =>
        await askPlan(hub, await hub.agencyToken(caller), { operation, purpose: caller.purpose }),
    );
    expect(one.status).toBe(200);
    expect(bytesOf(one)).toEqual(bytesOf(other));
  });

  test.each<[string, (hub: TestHub) => Promise<string>]>([
    ['the reader’s own staff', async (hub) => await hub.agencyToken(vesna)],
    ['the controller’s clerk', async (hub) => await hub.agencyToken(clerk)],
    ['the controller’s officer', async (hub) => await officerToken(hub, clerk.agency, ['officer'])],
  ])('with a person, for %s', async (_who, tokenOf) => {
    const asking: PlanVariables = {
      operation,
      purpose: vesna.purpose,
      person: { nationalId: ana.nationalId },
      recipient: vesna.agency,
    };
    const [one, other] = await both(async (hub) => await askPlan(hub, await tokenOf(hub), asking));
    expect(one.status).toBe(403);
    expect(bytesOf(one)).toEqual(bytesOf(other));
  });

  test('with a person, for the officer of an agency that holds nothing of them', async () => {
    const asking: PlanVariables = {
      operation,
      purpose: clerk.purpose,
      person: { nationalId: ana.nationalId },
      recipient: clerk.agency,
    };
    const [one, other] = await both(
      async (hub) => await askPlan(hub, await officerToken(hub, 'petnjica.municipality', ['dpo']), asking),
    );
    expect(one.body.data).toMatchObject({ accessPlan: { records: [] } });
    expect(bytesOf(one)).toEqual(bytesOf(other));
  });
});

test('an evaluation, of every field of the operation', async () => {
  const [one, other] = await both(async (hub) => {
    const { status, headers, text } = await send(hub, await hub.agencyToken(vesna), {
      path: '/access/v1/evaluations',
      body: {
        subject: { type: 'agency', id: vesna.agency },
        action: { name: 'read' },
        evaluations: ['Tenancy.rooms', 'Tenancy.arrears', 'CaseEntry.health', 'Person.givenName'].map(
          (id) => ({
            resource: { type: 'field', id },
          }),
        ),
      },
    });
    return bytesOf({ status, headers, text, body: {} });
  });
  expect(one.status).toBe(200);
  expect(one).toEqual(other);
});

test('an explanation of what was withheld from the own request', async () => {
  const [one, other] = await both(async (hub) => {
    const answer = await hub.ask(await hub.agencyToken(clerk), operation, { id: ana.nationalId });
    return await hub.ask(
      await officerToken(hub, clerk.agency, ['dpo']),
      `query ($request: ID!) { accessExplanation(request: $request) { withheld {
         coordinate reason controllers { controller steps { step outcome reason agreements { id version } } } } } }`,
      { request: answer.headers.get('x-request-id') ?? '' },
    );
  });
  expect(one.body.data).toMatchObject({
    accessExplanation: { withheld: [{ coordinate: 'CaseEntry.health', reason: 'PROHIBITED' }] },
  });
  expect(bytesOf(one)).toEqual(bytesOf(other));
});

test('an explanation of another agency’s request', async () => {
  const [one, other] = await both(async (hub) => {
    const answer = await hub.ask(await hub.agencyToken(vesna), operation, { id: ana.nationalId });
    const request = answer.headers.get('x-request-id') ?? '';
    return await hub.ask(
      await officerToken(hub, clerk.agency, ['dpo']),
      'query ($request: ID!) { accessExplanation(request: $request) { at } }',
      { request },
    );
  });
  expect(one.body.data).toEqual({ accessExplanation: null });
  expect(bytesOf(one)).toEqual(bytesOf(other));
});
