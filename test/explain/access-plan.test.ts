import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giveConsent, idOf } from '../harness/consents.ts';
import { loggedDuring, operationsOf, personOf } from '../harness/log.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { canary } from '../http/exchange.ts';
import { askPlan, officerToken, type PlanVariables, planOf, stepNamed, told } from './ask-plan.ts';

let hub: TestHub;
const tokens = { clerk: '', machine: '', support: '', officer: '', dpo: '', lead: '', person: '' };
const purpose = 'housing-welfare-management';
const household =
  'query ($id: ID!) { household(id: $id) { address rights { title } tenancies { arrears } } }';

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  const agency = 'berane.municipality';
  tokens.clerk = await hub.agencyToken({ agency, purpose, actor: 'Milena Clerk' });
  tokens.machine = await hub.agencyToken({ agency, purpose, actor: 'service:nightly' });
  tokens.support = await hub.agencyToken({
    agency: 'berane.support',
    purpose: 'social-welfare-provision',
    actor: 'Vesna Psychologist',
  });
  tokens.officer = await officerToken(hub, agency, ['officer']);
  tokens.dpo = await officerToken(hub, agency, ['dpo']);
  tokens.lead = await officerToken(hub, agency, ['lead']);
  tokens.person = await hub.personToken(ana.nationalId, ana.birthDate);
});
afterAll(async () => await hub?.close());

const dataReads = (): readonly string[] =>
  hub.statements.filter((sql) => /\b(record|link|mention|consent)\b/.test(sql));

describe('a plan', () => {
  test('says of each field what the graph then withholds, with every controller’s steps', async () => {
    const plan = planOf(await askPlan(hub, tokens.clerk, { operation: household, purpose }));
    const id = '00000000000000000000000';
    const answer = await hub.ask(tokens.clerk, household, { id });
    const refused = plan.fields.filter(({ state }) => state === 'REFUSED');
    expect(refused.map(({ coordinate, reason }) => ({ coordinate, reason }))).toEqual(
      answer.body.extensions?.withheld,
    );
    expect(plan.operations).toEqual([{ name: 'household', allowed: true }]);
    expect(plan.inputs).toEqual([
      { position: 'Query.household(id:)', names: 'Household.id', state: 'GRANTED', reason: null },
    ]);
    const arrears = plan.fields.find(({ coordinate }) => coordinate === 'Tenancy.arrears');
    expect(arrears?.state).toBe('GRANTED');
    expect(arrears?.controllers.map(({ controller, steps }) => [controller, told(steps)])).toEqual([
      [
        'berane.municipality',
        {
          COMPARTMENT: 'DEPENDS DEPENDS_ON_RECORD',
          CONFLICT_OF_INTEREST: 'DEPENDS DEPENDS_ON_RECORD',
          AGREEMENT_PROHIBITION: 'PASSED',
          OWN: 'PASSED',
          DUTY: 'SKIPPED NO_AGREEMENT',
          PERSON_PROHIBITION: 'SKIPPED NOTHING_RESTS_ON_IT',
          TASK: 'SKIPPED NO_AGREEMENT',
          CONSENT: 'SKIPPED NO_AGREEMENT',
          REFUSED: 'SKIPPED DECIDED_BEFORE',
        },
      ],
      ['petnjica.municipality', expect.objectContaining({ REFUSED: 'FAILED NOTHING_OPENED' })],
    ]);
  });

  test('names the agreement, its version, what it requires and its basis', async () => {
    const operation = '{ findPerson(nationalId: "1") { caseEntries { givenName health } } }';
    const plan = planOf(await askPlan(hub, tokens.clerk, { operation, purpose }));
    const named = plan.fields.find(({ coordinate }) => coordinate === 'CaseEntry.givenName');
    expect(named?.state).toBe('RESIDUAL');
    const task = stepNamed(named?.controllers[0]?.steps ?? [], 'TASK');
    expect(task.agreements).toMatchObject([
      {
        id: 'centre-to-berane-municipality',
        version: 1,
        outcome: 'DEPENDS',
        requires: 'RELATIONSHIP',
        basis: { article6: 'A6-1-e', citation: { act: 'Zakon o socijalnom stanovanju' } },
      },
      { id: 'centre-to-berane-municipality-for-planning', outcome: 'SKIPPED' },
    ]);
    const health = plan.fields.find(({ coordinate }) => coordinate === 'CaseEntry.health');
    expect([health?.state, health?.reason]).toEqual(['REFUSED', 'PROHIBITED']);
    expect(told(health?.controllers[0]?.steps ?? [])['AGREEMENT_PROHIBITION']).toBe('FAILED PROHIBITED');
  });

  test.each<[string, keyof typeof tokens, PlanVariables]>([
    ['a machine’s own', 'machine', { operation: household, purpose }],
    ['an officer’s, for any registered purpose', 'officer', { operation: household, purpose }],
    ['a purpose for statistics', 'officer', { operation: household, purpose: 'improve-public-services' }],
    ['a data protection officer’s, with roles', 'dpo', { operation: household, purpose, roles: ['triage'] }],
  ])('reads nobody: %s', async (_when, by, variables) => {
    hub.statements.length = 0;
    const plan = planOf(await askPlan(hub, tokens[by], variables));
    expect(dataReads()).toEqual([]);
    const states = new Set(plan.fields.map(({ state }) => state));
    const openers = by === 'machine' || variables.purpose !== purpose ? ['REFUSED'] : states;
    expect([...states].sort()).toEqual([...openers].sort());
    expect(plan.roles).toEqual(variables.roles ?? []);
  });

  test.each<[string, keyof typeof tokens, Partial<PlanVariables>, number, string, string]>([
    [
      'no GraphQL',
      'clerk',
      { operation: `{ ${canary}` },
      400,
      'BAD_USER_INPUT',
      'The operation is not GraphQL.',
    ],
    [
      'a field that there is not',
      'clerk',
      { operation: `{ ${canary} }` },
      400,
      'BAD_USER_INPUT',
      'The operation does not fit the schema.',
    ],
    [
      'a value that does not fit',
      'clerk',
      { operation: `{ household(id: {x: "${canary}"}) { id } }` },
      400,
      'BAD_USER_INPUT',
      'The operation does not fit the schema.',
    ],
    [
      'too much of it',
      'clerk',
      { operation: `{ ${'a '.repeat(5001)} }` },
      400,
      'QUERY_TOO_COMPLEX',
      'The operation asks for too much at once.',
    ],
    [
      'fragments that double',
      'clerk',
      {
        operation: `{ ...F0 } ${Array.from({ length: 40 }, (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`).join(' ')} fragment F40 on Query { __typename }`,
      },
      400,
      'QUERY_TOO_COMPLEX',
      'The operation asks for too much at once.',
    ],
    [
      'another operation’s name',
      'clerk',
      { operationName: canary },
      400,
      'BAD_USER_INPUT',
      'The document has no such operation.',
    ],
    [
      'a purpose that is none',
      'clerk',
      { purpose: canary },
      400,
      'BAD_USER_INPUT',
      'The purpose is not one that the agency has registered.',
    ],
    [
      'another agency’s purpose',
      'clerk',
      { purpose: 'social-welfare-provision' },
      400,
      'BAD_USER_INPUT',
      'The purpose is not one that the agency has registered.',
    ],
    ['a lead', 'lead', {}, 403, 'FORBIDDEN', 'This purpose cannot run this operation.'],
    ['a person', 'person', {}, 403, 'FORBIDDEN', 'This purpose cannot run this operation.'],
  ])('is refused for %s, and nothing of it comes back', async (_when, by, changes, status, code, message) => {
    hub.statements.length = 0;
    const answer = await askPlan(hub, tokens[by], { operation: household, purpose, ...changes });
    expect(answer.status).toBe(status);
    expect(answer.body.errors?.map((error) => [error.extensions.code, error.message])).toEqual([
      [code, message],
    ]);
    expect(answer.text).not.toContain(canary);
    expect(dataReads()).toEqual([]);
  });
});

describe('a plan with a person', () => {
  const operation =
    '{ household(id: "x") { tenancies { rooms arrears } } person(id: "x") { tenantEntries { givenName } } }';
  const asking = (nationalId: string): PlanVariables => ({
    operation,
    purpose: 'social-welfare-provision',
    recipient: 'berane.support',
    person: { nationalId },
  });

  test('tells the controller’s data protection officer each decision, with the consent’s receipt', async () => {
    const before = planOf(await askPlan(hub, tokens.dpo, asking(ana.nationalId)));
    const roomsOf = (plan: typeof before) =>
      plan.records?.flatMap(({ fields }) => fields).find(({ coordinate }) => coordinate === 'Tenancy.rooms');
    expect(roomsOf(before)?.open).toBe(false);
    expect(told(roomsOf(before)?.steps ?? [])).toMatchObject({
      OWN: 'SKIPPED NOT_OWN_RECORD',
      PERSON_PROHIBITION: 'DEPENDS DEPENDS_ON_RECORD',
      CONSENT: 'FAILED NOT_OPEN_FOR_THIS_PERSON',
      REFUSED: 'FAILED NOTHING_OPENED',
    });

    expect((await giveConsent(hub, tokens.person)).status).toBe(200);
    const { result, lines } = await loggedDuring(
      hub,
      async () => await askPlan(hub, tokens.dpo, asking(ana.nationalId)),
    );
    const plan = planOf(result);
    expect(plan.recipient).toBe('berane.support');
    const rooms = roomsOf(plan);
    expect([rooms?.open, rooms?.openedBy, rooms?.consents.length]).toEqual([true, 'CONSENT', 1]);
    expect(told(rooms?.steps ?? [])).toMatchObject({
      COMPARTMENT: 'PASSED',
      CONFLICT_OF_INTEREST: 'DEPENDS DEPENDS_ON_ACTOR',
      CONSENT: 'PASSED',
      REFUSED: 'SKIPPED DECIDED_BEFORE',
    });
    // Ana alone has consented, and both have signed.
    const arrears = plan.records
      ?.flatMap(({ fields }) => fields)
      .find(({ coordinate }) => coordinate === 'Tenancy.arrears');
    expect([arrears?.open, arrears?.consents]).toEqual([false, []]);

    const person = await personOf(hub, 'housing', '1');
    expect(lines.length).toBe(plan.records?.length);
    expect(new Set(lines.map((line) => [line.kind, line['step'], line.agency, line.through].join()))).toEqual(
      new Set([`DISCLOSURE,EXPLANATION,berane.municipality,${person}`]),
    );
    expect(new Set(lines.map((line) => line['request']))).toEqual(
      new Set([result.headers.get('x-request-id')]),
    );
  });

  test('another signatory’s consent is not told: his record shows what it opens, and no receipt', async () => {
    const plan = planOf(await askPlan(hub, tokens.dpo, asking(rifat.nationalId)));
    const rooms = plan.records
      ?.flatMap(({ fields }) => fields)
      .find(({ coordinate }) => coordinate === 'Tenancy.rooms');
    expect([rooms?.open, rooms?.consents]).toEqual([true, []]);
  });

  test('names the person by the agency’s own operational id as well', async () => {
    const operationalId = await idOf(hub, tokens.clerk, ana.nationalId);
    const { person: _person, ...rest } = asking('');
    const byId = planOf(await askPlan(hub, tokens.dpo, { ...rest, person: { operationalId } }));
    const byNumber = planOf(await askPlan(hub, tokens.dpo, asking(ana.nationalId)));
    expect(byId.records?.length).toBeGreaterThan(0);
    expect(byId.records).toEqual(byNumber.records);
  });

  test('of whom the controller holds nothing it says what it says of nobody', async () => {
    const operationalId = await idOf(hub, tokens.clerk, ana.nationalId);
    const nobody = [
      { nationalId: '0101006500006' },
      { nationalId: canary },
      { operationalId: canary },
      // An id of another agency's names nobody here.
      { operationalId: `${operationalId.slice(0, -3)}AAA` },
    ];
    for (const person of nobody) {
      const { result, lines } = await loggedDuring(
        hub,
        async () => await askPlan(hub, tokens.dpo, { ...asking(''), person }),
      );
      expect(planOf(result).records).toEqual([]);
      expect(lines.map(({ kind }) => kind)).toEqual(['LOOKUP']);
    }
  });

  test('only the controller’s own records are told of', async () => {
    const centre = await officerToken(hub, 'berane.centre', ['dpo']);
    const plan = planOf(await askPlan(hub, centre, asking(ana.nationalId)));
    expect(plan.records).toEqual([]);
    const everything = `{ person(id: "x") { caseEntries { givenName } tenantEntries { givenName } } }`;
    const own = planOf(await askPlan(hub, centre, { ...asking(ana.nationalId), operation: everything }));
    expect(new Set(own.records?.map(({ source }) => source))).toEqual(new Set(['centre']));
  });

  test.each<[string, () => Promise<string> | string]>([
    ['a clerk', () => tokens.clerk],
    ['the support service that reads', () => tokens.support],
    ['an officer', () => tokens.officer],
    ['a lead', () => tokens.lead],
    [
      'software with the role',
      async () => await officerToken(hub, 'berane.municipality', ['dpo'], 'service:nightly'),
    ],
    [
      'the role under an operational purpose',
      async () =>
        await hub.agencyToken({ agency: 'berane.municipality', purpose, actor: 'Milena', roles: ['dpo'] }),
    ],
  ])('is 403 for %s, before anybody is read', async (_who, tokenOf) => {
    const token = await tokenOf();
    hub.statements.length = 0;
    const answer = await askPlan(hub, token, { ...asking(ana.nationalId), purpose });
    expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
    expect(dataReads()).toEqual([]);
  });
});

test('that a plan was asked for is in the log, and nothing of its text', async () => {
  const before = (await operationsOf(hub)).length;
  const answer = await askPlan(hub, tokens.clerk, {
    operation: `query ${canary} { household(id: "${canary}") { address } }`,
    purpose,
  });
  expect(planOf(answer).fields.length).toBe(1);
  const [line, ...others] = (await operationsOf(hub)).slice(before);
  expect(others).toEqual([]);
  expect(line).toMatchObject({
    rootFields: ['accessPlan'],
    withheld: [],
    explains: [],
    actor: 'Milena Clerk',
    request: answer.headers.get('x-request-id'),
  });
  expect(JSON.stringify(line)).not.toContain(canary);
});
