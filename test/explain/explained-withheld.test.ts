import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { explainWithheld } from '../../src/records/explained-withheld.ts';
import { decisionOf, formOf, officer, propose } from '../harness/agreements.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { send } from '../http/exchange.ts';
import { agreements, callerOf, graph, registry, rulesetOf, today } from '../policy/demo-house.ts';
import { askPlan, officerToken, planOf, type ShownStep, stepFields, stepNamed, told } from './ask-plan.ts';

let hub: TestHub;
const agency = 'berane.support';
const purpose = 'social-welfare-provision';
const towardsSupport = 'berane-municipality-to-support';
const tokens = { support: '', machine: '', own: '', dpo: '' };

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  tokens.support = await hub.agencyToken({ agency, purpose, actor: 'Vesna' });
  tokens.machine = await hub.agencyToken({ agency, purpose, actor: 'service:nightly' });
  tokens.own = await officerToken(hub, agency, [], 'Vesna');
  tokens.dpo = await officerToken(hub, agency, ['dpo'], 'Darko');
});
afterAll(async () => await hub?.close());

const operation = `query ($id: String!) { findPerson(nationalId: $id) {
  caseEntries { entryNumber } households { rights { title } tenancies { rooms arrears contractNumber } } } }`;

interface Withheld {
  readonly coordinate: string;
  readonly reason: string;
  readonly controllers:
    | readonly {
        readonly coordinate: string;
        readonly controller: string;
        readonly steps: readonly ShownStep[];
      }[]
    | null;
}

const requestOf = (answer: Answer): string =>
  answer.headers.get('x-hub-request-id') ?? answer.headers.get('x-request-id') ?? '';

const ask = async (token: string, id: string = ana.nationalId): Promise<string> =>
  requestOf(await hub.ask(token, operation, { id }));

const explain = async (token: string, request: string): Promise<Answer> =>
  await hub.ask(
    token,
    `query ($request: ID!) { accessExplanation(request: $request) {
       withheld { coordinate reason controllers { coordinate controller steps { ${stepFields} } } } } }`,
    { request },
  );

const withheldOf = (answer: Answer): readonly Withheld[] => {
  const shown = answer.body.data?.['accessExplanation'] as { withheld: readonly Withheld[] } | null;
  if (!shown) throw new Error(`no explanation: ${answer.text}`);
  return shown.withheld;
};

const named = (withheld: readonly Withheld[], coordinate: string): Withheld => {
  const found = withheld.find((each) => each.coordinate === coordinate);
  if (!found) throw new Error(`${coordinate} was not withheld`);
  return found;
};

describe('what was withheld', () => {
  test('is explained by the steps that a plan tells of it, every controller’s', async () => {
    const withheld = withheldOf(await explain(tokens.own, await ask(tokens.support)));
    const plan = planOf(await askPlan(hub, tokens.support, { operation, purpose }));
    const refused = plan.fields.filter(({ state }) => state === 'REFUSED');
    expect(refused.length).toBeGreaterThan(2);
    expect([...withheld].sort((one, other) => (one.coordinate < other.coordinate ? -1 : 1))).toEqual(
      refused.map(({ coordinate, reason, controllers }) => ({ coordinate, reason, controllers })),
    );
  });

  test('names the agreements that were tried, with version and basis, and why none opened', async () => {
    const withheld = withheldOf(await explain(tokens.dpo, await ask(tokens.support)));
    const { reason, controllers } = named(withheld, 'Tenancy.contractNumber');
    expect(reason).toBe('FIELD_NOT_IN_PURPOSE');
    expect(controllers?.map(({ controller }) => controller)).toEqual([
      'berane.municipality',
      'petnjica.municipality',
    ]);
    const [{ steps } = { steps: [] }] = controllers ?? [];
    expect(told(steps)).toMatchObject({
      AGREEMENT_PROHIBITION: 'PASSED',
      OWN: 'SKIPPED NOT_OWN_RECORD',
      DUTY: 'SKIPPED NO_AGREEMENT',
      CONSENT: 'SKIPPED NATURAL_KEY',
      REFUSED: 'FAILED NOTHING_OPENED',
    });
    expect(stepNamed(steps, 'CONSENT').agreements).toMatchObject([
      { id: towardsSupport, version: 1, reason: 'NATURAL_KEY', basis: { article6: 'A6-1-a' } },
    ]);
  });

  test('from whoever is no named human says so at every step', async () => {
    const asked = await hub.ask(
      tokens.machine,
      '{ household(id: "x") { tenancies { rooms contractNumber } rights { title } } }',
    );
    const withheld = withheldOf(await explain(tokens.dpo, requestOf(asked)));
    expect(new Set(withheld.map(({ reason }) => reason))).toEqual(new Set(['NAMED_ACTOR_REQUIRED']));
    const steps = withheld.flatMap(({ controllers }) => controllers?.flatMap((each) => each.steps) ?? []);
    expect(steps.length).toBeGreaterThan(9);
    expect(new Set(steps.map(({ outcome, reason }) => `${outcome} ${reason}`))).toEqual(
      new Set(['SKIPPED NAMED_ACTOR_REQUIRED', 'FAILED NAMED_ACTOR_REQUIRED']),
    );
  });

  test('is the same whoever was asked for, and leaves out what a subject closed', async () => {
    const [held, absent] = [await ask(tokens.support), await ask(tokens.support, '0101990000000')];
    const explained = await explain(tokens.own, held);
    expect((await explain(tokens.own, absent)).text).toBe(explained.text);
    // Nobody has consented: rooms and arrears were given of nobody, and that is not said.
    const coordinates = withheldOf(explained).map(({ coordinate }) => coordinate);
    expect(coordinates).not.toContain('Tenancy.rooms');
    expect(coordinates).not.toContain('Tenancy.arrears');
  });

  test('of an evaluation has no steps: it can name a purpose and roles that the log does not hold', async () => {
    const answer = await send(hub, tokens.support, {
      path: '/access/v1/evaluation',
      body: {
        subject: { type: 'agency', id: agency },
        action: { name: 'read' },
        resource: { type: 'field', id: 'Right.title' },
      },
    });
    const request = answer.headers.get('x-hub-request-id') ?? '';
    expect(withheldOf(await explain(tokens.own, request))).toEqual([
      { coordinate: 'Right.title', reason: 'FIELD_NOT_IN_PURPOSE', controllers: null },
    ]);
  });

  test('stays explained by the agreements that were in force then', async () => {
    const before = await ask(tokens.support);
    const explained = await explain(tokens.own, before);
    hub.clock.advance(60_000);
    const municipality = await officer(hub, 'berane.municipality', 'Milena Officer');
    const narrower = formOf(towardsSupport, {
      categories: ['IDENTITY', 'CONTACT', 'HOUSEHOLD', 'HOUSING'],
      validFrom: '2026-11-21',
    });
    expect(decisionOf(await propose(hub, municipality, narrower)).takesEffect).toBe(true);

    const now = named(withheldOf(await explain(tokens.own, await ask(tokens.support))), 'Tenancy.arrears');
    const consent = stepNamed(now.controllers?.[0]?.steps ?? [], 'CONSENT');
    expect(consent.agreements.map(({ version, reason }) => [version, reason])).toContainEqual([
      2,
      'FIELD_NOT_NAMED',
    ]);
    expect((await explain(tokens.own, before)).text).toBe(explained.text);
  });
});

describe('a request that was refused as a whole', () => {
  test('by a field that it asked by: explained by the steps that refuse the field', async () => {
    const refused = await hub.ask(tokens.machine, '{ findPerson(nationalId: "1405987275476") { id } }');
    expect([refused.status, refused.body.errors?.[0]?.extensions.code]).toEqual([
      403,
      'FIELD_NOT_IN_PURPOSE',
    ]);
    const { reason, controllers } = named(
      withheldOf(await explain(tokens.dpo, requestOf(refused))),
      'Person.nationalIdChecked',
    );
    expect(reason).toBe('NAMED_ACTOR_REQUIRED');
    expect(controllers?.map(({ controller }) => controller)).toContain('berane.municipality');
    for (const { steps } of controllers ?? [])
      expect(stepNamed(steps, 'REFUSED')).toMatchObject({ outcome: 'FAILED', reason });
  });

  test('by an operation that is not for its purpose: its fields are explained as they would have been', async () => {
    const fields = 'household(id: "x") { tenancies { rooms contractNumber } }';
    const refused = await hub.ask(
      tokens.support,
      `{ statistics(measure: PERSONS, by: []) { period } ${fields} }`,
    );
    expect([refused.status, refused.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
    const withheld = withheldOf(await explain(tokens.own, requestOf(refused)));
    expect(withheld.map(({ coordinate }) => coordinate)).toEqual(['Tenancy.contractNumber']);
    expect(withheld).toEqual(
      withheldOf(await explain(tokens.own, requestOf(await hub.ask(tokens.support, `{ ${fields} }`)))),
    );
  });
});

test('rules that would have refused for another reason, or not at all, explain nothing', () => {
  const caller = callerOf('berane.municipality', 'housing-welfare-management');
  const own = registry.agencies.get(caller.agency);
  if (!own) throw new Error('the municipality is not in the registry');
  const rules = {
    ...{ caller, agency: own, purposeClass: 'operational' as const, catalogue: graph.catalogue },
    ...{ agreements, sources: [...registry.sources.values()], today, ruleset: rulesetOf(caller) },
  };
  const explained = (coordinate: string, reason: string): boolean =>
    explainWithheld(rules, [{ coordinate, reason }])[0]?.controllers !== null;
  expect(explained('CaseEntry.health', 'PROHIBITED')).toBe(true);
  expect(explained('CaseEntry.health', 'FIELD_NOT_IN_PURPOSE')).toBe(false);
  expect(explained('Tenancy.arrears', 'FIELD_NOT_IN_PURPOSE')).toBe(false);
  expect(explained('Tenancy.nothing', 'FIELD_NOT_IN_PURPOSE')).toBe(false);
  expect(explainWithheld(null, [{ coordinate: 'CaseEntry.health', reason: 'PROHIBITED' }])).toEqual([
    { coordinate: 'CaseEntry.health', reason: 'PROHIBITED', controllers: null },
  ]);
});
