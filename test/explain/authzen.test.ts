import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createAuditLog } from '../../src/audit/audit-log.ts';
import type { Registration } from '../../src/domain/agency.ts';
import type { AgencyCaller } from '../../src/domain/caller.ts';
import { localDateOf } from '../../src/domain/local-date.ts';
import { purposeOfTerm } from '../../src/domain/purpose.ts';
import { type AccessQuestion, createAccessEvaluations } from '../../src/graph/access-evaluations.ts';
import { createAccessPlans } from '../../src/graph/access-plans.ts';
import { createStandings } from '../../src/graph/standings.ts';
import { giveConsent } from '../harness/consents.ts';
import { logOf, operationsOf } from '../harness/log.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { agencyIn, editConfiguration } from '../http/edited-configuration.ts';
import { canary, type Exchanged, send } from '../http/exchange.ts';
import { askPlan, officerToken, planOf } from './ask-plan.ts';

// Every agency may plan under every operational purpose, so that the whole matrix can be asked for.
const configuration = editConfiguration((edited) => {
  for (const { id } of edited.agencies.agencies) {
    for (const registered of Object.values(agencyIn(edited, id).purposes)) {
      if (registered.class === 'operational' && !registered.operations.includes('accessPlan'))
        registered.operations.push('accessPlan');
      for (const operation of ['household', 'person']) {
        if (registered.class === 'operational' && !registered.operations.includes(operation))
          registered.operations.push(operation);
      }
    }
  }
});
let hub: TestHub;
const purpose = 'housing-welfare-management';
let token = '';

beforeAll(async () => {
  hub = await openSmallHub(
    { housing: sampleTenants('1', '2'), centre: sampleCases('CSR-00001') },
    { configuration: { ...configuration.files, publicUrl: 'https://hub.berane.example' } },
  );
  token = await hub.agencyToken({ agency: 'berane.municipality', purpose, actor: 'Milena Clerk' });
});
afterAll(async () => {
  await hub?.close();
  configuration.remove();
});

interface Evaluated {
  readonly decision: boolean;
  readonly context: { readonly state: string; readonly id?: string };
}

const noProof = { method: 'POST', path: '/access/v1/evaluations', proofs: [] };
const own = { type: 'agency', id: 'berane.municipality' };
const read = { name: 'read' };
const field = (id: string) => ({ type: 'field', id });

const evaluate = async (
  body: unknown,
  by: string | null = token,
  address = 'evaluation',
): Promise<Exchanged> =>
  await send(hub, by, {
    path: `/access/v1/${address}`,
    ...(body === undefined ? {} : { body: body as string | object }),
  });
const evaluations = async (body: unknown, by: string | null = token): Promise<Exchanged> =>
  await evaluate(body, by, 'evaluations');

describe('an evaluation', () => {
  test.each([
    ['Tenancy.arrears', true, 'GRANTED', undefined],
    ['CaseEntry.givenName', false, 'RESIDUAL', 'DEPENDS_ON_RECORD'],
    ['Right.title', false, 'REFUSED', 'FIELD_NOT_IN_PURPOSE'],
    ['CaseEntry.health', false, 'REFUSED', 'PROHIBITED'],
  ])('of %s: %s, for it is %s', async (id, decision, state, word) => {
    const answer = await evaluate({ subject: own, action: read, resource: field(id) });
    expect([answer.status, answer.headers.get('content-type')]).toEqual([
      200,
      'application/json; charset=utf-8',
    ]);
    expect(answer.body).toMatchObject({ decision, context: { state, ...(word ? { id: word } : {}) } });
    if (!decision)
      expect(answer.body).toMatchObject({ context: { reason_user: { en: expect.any(String) } } });
  });

  test('says what a residual field depends on', async () => {
    const answer = await evaluate({ subject: own, action: read, resource: field('CaseEntry.givenName') });
    expect(answer.body).toMatchObject({
      context: { depends_on: ['AREA', 'RELATIONSHIP', 'PERSON_PROHIBITION'] },
    });
  });

  test('a token narrowed to local communities is granted nothing outright', async () => {
    const narrowed = await hub.agencyToken({
      agency: own.id,
      purpose,
      actor: 'Milena Clerk',
      area: ['Park'],
    });
    const answer = await evaluate(
      { subject: own, action: read, resource: field('Tenancy.arrears') },
      narrowed,
    );
    expect(answer.body).toMatchObject({ decision: false, context: { depends_on: ['AREA'] } });
  });

  test('takes the purpose and the roles of the context, within the own agency', async () => {
    const centre = await hub.agencyToken({
      agency: 'berane.centre',
      purpose: 'social-welfare-provision',
      actor: 'Nada Worker',
    });
    const subject = { type: 'agency', id: 'berane.centre' };
    const asking = (context: object) => ({
      subject,
      action: read,
      resource: field('Observation.note'),
      context,
    });
    expect((await evaluate(asking({}), centre)).body).toMatchObject({ decision: false });
    expect((await evaluate(asking({ roles: ['triage'] }), centre)).body).toMatchObject({ decision: true });
    const foreign = await evaluate(asking({ purpose }), centre);
    expect([foreign.status, foreign.body]).toMatchObject([
      200,
      { decision: false, context: { error: { status: 400, code: 'BAD_USER_INPUT' } } },
    ]);
  });

  test.each([
    ['a field that there is not', { resource: field(canary) }],
    ['a field that is open', { resource: field('Person.id') }],
    ['another type of resource', { resource: { type: canary, id: 'Tenancy.arrears' } }],
    ['another action', { action: { name: canary } }],
    ['a purpose that is none', { context: { purpose: canary } }],
  ])('of %s is no, with an error and nothing of what was sent', async (_what, changes) => {
    const answer = await evaluate({
      subject: own,
      action: read,
      resource: field('Tenancy.arrears'),
      ...changes,
    });
    expect([answer.status, answer.body]).toMatchObject([
      200,
      { decision: false, context: { error: { status: 400 } } },
    ]);
    expect(answer.text).not.toContain(canary);
  });

  test.each<[string, unknown, number, string]>([
    ['no JSON', `{ ${canary}`, 400, 'BAD_USER_INPUT'],
    ['no object', [canary], 400, 'BAD_USER_INPUT'],
    ['no body', undefined, 400, 'BAD_USER_INPUT'],
    ['null', 'null', 400, 'BAD_USER_INPUT'],
    ['deep lists', `{"subject":${'['.repeat(100_000)}${']'.repeat(100_000)}}`, 400, 'BAD_USER_INPUT'],
    [
      'more roles than a token can have',
      {
        subject: own,
        action: read,
        resource: field('Tenancy.arrears'),
        context: { roles: Array.from({ length: 21 }, (_, index) => `r${index}`) },
      },
      400,
      'BAD_USER_INPUT',
    ],
    ['no subject', { action: read, resource: field('Tenancy.arrears') }, 400, 'BAD_USER_INPUT'],
    [
      'a subject without an id',
      { subject: { type: 'agency' }, action: read, resource: field('a') },
      400,
      'BAD_USER_INPUT',
    ],
    [
      'a purpose that is no text',
      { subject: own, action: read, resource: field('a'), context: { purpose: 1 } },
      400,
      'BAD_USER_INPUT',
    ],
    [
      'another agency',
      { subject: { type: 'agency', id: canary }, action: read, resource: field('a') },
      403,
      'FORBIDDEN',
    ],
    [
      'a person of the agency',
      { subject: { type: 'user', id: own.id }, action: read, resource: field('a') },
      403,
      'FORBIDDEN',
    ],
  ])('is refused for %s', async (_what, body, status, code) => {
    const answer = await evaluate(body);
    expect([answer.status, answer.body.errors?.map(({ extensions }) => extensions.code)]).toEqual([
      status,
      [code],
    ]);
    expect(answer.text).not.toContain(canary);
  });

  test('is refused for what is not JSON by its header', async () => {
    const answer = await send(hub, token, {
      path: '/access/v1/evaluation',
      headers: { 'content-type': 'text/plain' },
      body: '{}',
    });
    expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ]);
  });

  test('without a token that holds is the 401 of every address, whatever was sent', async () => {
    const graphql = await send(hub, null, { body: { query: '{ __typename }' } });
    for (const body of [{}, { subject: own, action: read, resource: field('Tenancy.arrears') }]) {
      for (const by of [null, canary]) {
        const answer = await evaluate(body, by);
        expect([answer.status, answer.body]).toEqual([401, graphql.body]);
        expect(answer.headers.get('www-authenticate')).toBe(graphql.headers.get('www-authenticate'));
      }
    }
  });

  test('is not for who may not plan: a person, statistics, a lead', async () => {
    const by = [
      await hub.personToken(ana.nationalId, ana.birthDate),
      await hub.agencyToken({ agency: 'statistics', purpose: 'provide-official-statistics', actor: 'Ivo' }),
      await officerToken(hub, own.id, ['lead']),
    ];
    const before = (await logOf(hub)).length;
    for (const each of by) {
      const answer = await evaluate({ subject: own, action: read, resource: field('Tenancy.arrears') }, each);
      expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
    }
    const lines = (await logOf(hub)).slice(before);
    expect(lines.map(({ kind, code }) => [kind, code])).toEqual(by.map(() => ['DENIAL', 'FORBIDDEN']));
  });

  test('answers with the client’s own request id, as the specification asks; the log holds the hub’s', async () => {
    const answer = await send(hub, token, {
      path: '/access/v1/evaluation',
      headers: { 'x-request-id': 'bfe9eb29-ab87-4ca3-be83-a1d5d8305716' },
      body: { subject: own, action: read, resource: field('Right.title') },
    });
    expect(answer.headers.get('x-request-id')).toBe('bfe9eb29-ab87-4ca3-be83-a1d5d8305716');
    const line = (await operationsOf(hub)).at(-1);
    expect(line?.request).toBe(answer.headers.get('x-hub-request-id'));
    expect(line).toMatchObject({
      rootFields: ['evaluation'],
      withheld: [{ coordinate: 'Right.title', reason: 'FIELD_NOT_IN_PURPOSE' }],
    });
  });
});

test('whoever is nobody has nothing sent back, and the hub’s id stands on every answer of these addresses', async () => {
  const headers = { 'x-request-id': canary };
  const asking = { subject: own, action: read, resource: field('Tenancy.arrears') };
  const exchanges = [
    [null, { path: '/access/v1/evaluation', headers, body: asking }, 401],
    [null, { path: '/access/v1/evaluations', headers, body: asking }, 401],
    [canary, { path: '/access/v1/evaluation', headers, body: '{' }, 400],
    [null, { path: '/.well-known/authzen-configuration', method: 'GET', headers }, 200],
  ] as const;
  for (const [by, exchange, status] of exchanges) {
    const answer = await send(hub, by, exchange);
    expect(answer.status).toBe(status);
    expect([...answer.headers].join(' ')).not.toContain(canary);
    expect(answer.headers.get('x-hub-request-id')).toBe(answer.headers.get('x-request-id'));
  }
  const refused = await send(hub, token, { path: '/access/v1/evaluation', headers, body: {} });
  expect([refused.status, refused.headers.get('x-request-id')]).toEqual([400, canary]);
  expect(refused.headers.get('x-hub-request-id')).toMatch(/^[0-9a-f-]{36}$/);
});

describe('one request', () => {
  const counted = () => {
    const { graph, registry, policy, audit } = {
      ...hub.running.hub,
      audit: createAuditLog(hub.running.hub.database),
    };
    const today = (): string => localDateOf(new Date(), registry.timeZone);
    const standingOf = createStandings({
      registry,
      catalogue: graph.catalogue,
      policy: policy.current,
      today,
      kept: 1000,
    });
    const asked = { own: [] as AgencyCaller[], planned: [] as AgencyCaller[], fields: 0 };
    const accessPlans = createAccessPlans({
      graph,
      registry,
      agreements: () => policy.current().agreements,
      rulesetOf: (caller) => {
        asked.own.push(caller);
        return standingOf(caller)?.ruleset ?? null;
      },
      plannedRulesetOf: (caller) => {
        asked.planned.push(caller);
        return standingOf(caller)?.ruleset ?? null;
      },
      today,
    });
    const { evaluate: ask } = createAccessEvaluations({
      accessPlans: {
        ...accessPlans,
        evaluate: (scope, coordinate) => {
          asked.fields += 1;
          return accessPlans.evaluate(scope, coordinate);
        },
      },
      audit,
      policyVersion: () => policy.current().version,
      clock: () => new Date(),
    });
    return { asked, ask };
  };
  const question = (id: string, roles: readonly string[] | null): AccessQuestion => ({
    subject: own,
    action: read,
    resource: field(id),
    context: { purpose: null, roles },
  });

  test('decides each field under each purpose and roles once, however often it is asked', async () => {
    const { asked, ask } = counted();
    const caller = await hub.running.hub.verifier.verify(`Bearer ${token}`, noProof);
    const fields = ['Tenancy.arrears', 'Right.title'];
    const questions = Array.from({ length: 100 }, (_, index) =>
      question(fields[index % 2] ?? '', index % 4 < 2 ? null : ['triage']),
    );
    const answers = await ask({ caller, requestId: 'r', hash: '', questions, semantic: 'execute_all' });
    expect(answers).toHaveLength(100);
    expect(asked.fields).toBe(4);
    expect((await operationsOf(hub)).at(-1)?.withheld).toHaveLength(2);
  });

  test('looks rules of made-up roles up apart from those that requests go by', async () => {
    const { asked, ask } = counted();
    const caller = await hub.running.hub.verifier.verify(`Bearer ${token}`, noProof);
    const questions = Array.from({ length: 100 }, (_, index) => question('Tenancy.arrears', [`r${index}`]));
    await ask({ caller, requestId: 'r', hash: '', questions, semantic: 'execute_all' });
    expect(asked.planned).toHaveLength(100);
    expect(new Set(asked.own)).toEqual(new Set([caller]));
  });
});

describe('evaluations', () => {
  const three = ['Tenancy.arrears', 'Right.title', 'Tenancy.rooms'].map((id) => ({ resource: field(id) }));
  const decisions = (answer: Exchanged): readonly boolean[] =>
    (answer.body as { evaluations: { decision: boolean }[] }).evaluations.map(({ decision }) => decision);
  const ask = async (semantic: string | null, list: readonly object[]): Promise<Exchanged> =>
    await evaluations({
      subject: own,
      action: read,
      evaluations: list,
      ...(semantic ? { options: { evaluations_semantic: semantic } } : {}),
    });

  test.each<[string | null, readonly object[], readonly boolean[]]>([
    [null, three, [true, false, true]],
    ['execute_all', three, [true, false, true]],
    ['deny_on_first_deny', three, [true, false]],
    ['permit_on_first_permit', three, [true]],
    ['permit_on_first_permit', [...three].reverse().slice(1), [false, true]],
  ])('with the semantic %s', async (semantic, list, expected) => {
    expect(decisions(await ask(semantic, list))).toEqual(expected);
  });

  test('an evaluation’s own word goes before the default', async () => {
    const answer = await evaluations({
      subject: own,
      action: { name: 'write' },
      resource: field('Tenancy.arrears'),
      evaluations: [{ action: read }, {}, { subject: { type: 'agency', id: 'berane.centre' }, action: read }],
    });
    expect(decisions(answer)).toEqual([true, false, false]);
    expect(answer.body).toMatchObject({
      evaluations: [{}, {}, { context: { error: { status: 403, code: 'FORBIDDEN' } } }],
    });
  });

  test('about another agency leave one denial in the log, beside the line of the request', async () => {
    const before = (await logOf(hub)).length;
    const foreign = { subject: { type: 'agency', id: 'berane.centre' } };
    await evaluations({
      subject: own,
      action: read,
      resource: field('Tenancy.arrears'),
      evaluations: [{}, foreign, foreign],
    });
    const lines = (await logOf(hub)).slice(before);
    expect(lines.map(({ kind, code }) => [kind, code])).toEqual([['DENIAL', 'FORBIDDEN']]);
    expect((await operationsOf(hub)).at(-1)?.request).toBe(lines[0]?.['request']);
  });

  test.each([[undefined], [[]]])('without any is a single one: %j', async (none) => {
    const answer = await evaluations({
      subject: own,
      action: read,
      resource: field('Tenancy.arrears'),
      ...(none ? { evaluations: none } : {}),
    });
    expect(answer.body).toMatchObject({ decision: true });
  });

  test.each<[string, object]>([
    ['one without a resource', { subject: own, action: read, evaluations: [{}] }],
    [
      'another semantic',
      { subject: own, action: read, evaluations: three, options: { evaluations_semantic: canary } },
    ],
    ['too many', { subject: own, action: read, evaluations: Array.from({ length: 101 }, () => three[0]) }],
  ])('are refused whole for %s', async (_what, body) => {
    const answer = await evaluations(body);
    expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    expect(answer.text).not.toContain(canary);
  });
});

test('the metadata names the addresses of the configuration, not of the request', async () => {
  const answer = await send(hub, null, {
    method: 'GET',
    path: '/.well-known/authzen-configuration',
    headers: { 'x-forwarded-host': `${canary}.example` },
  });
  expect([answer.status, answer.body]).toEqual([
    200,
    {
      policy_decision_point: 'https://hub.berane.example',
      access_evaluation_endpoint: 'https://hub.berane.example/access/v1/evaluation',
      access_evaluations_endpoint: 'https://hub.berane.example/access/v1/evaluations',
    },
  ]);
});

describe('graph, plan and evaluation are of one mind', () => {
  /** An operation that asks for every governed field there is, by the paths of the graph. */
  const everything = (): string => {
    const { catalogue } = hub.running.hub.graph;
    const listed = new Map([...catalogue.kinds.values()].map((kind) => [kind.typeName, kind]));
    const { schema } = hub.running.hub.graph;
    const selection = (typeName: string): string => {
      const type = schema.getType(typeName);
      if (!type || !('getFields' in type)) return '';
      return Object.values(type.getFields())
        .flatMap((each) => {
          const shown = String(each.type).replace(/[[\]!]/g, '');
          const kind = listed.get(shown);
          if (kind) return [`${each.name} { ${kind.fields.map(({ field: name }) => name).join(' ')} }`];
          if (['Dwelling', 'Household', 'Person'].includes(shown))
            return [`${each.name} { ... on ${shown} { __typename } }`];
          return ['Provenance', 'Contest', 'Difference', 'LinkedLine', 'Membership'].includes(shown) ||
            each.args.length > 0
            ? []
            : [each.name];
        })
        .join(' ');
    };
    return `{ household(id: "x") { ${selection('Household')} dwelling { ${selection('Dwelling')} } }
      person(id: "x") { ${selection('Person')} } }`;
  };

  const rows = async (): Promise<readonly [agency: string, registration: Registration][]> =>
    [...hub.running.hub.registry.agencies.values()].flatMap((agency) =>
      [...agency.registrations.values()]
        .filter(({ class: each }) => each === 'operational')
        .map((registration): [string, Registration] => [agency.id, registration]),
    );

  test('for every agency, operational purpose and governed field, with and without a role', async () => {
    const operation = everything();
    let cells = 0;
    const met = new Set<string>();
    for (const [agency, registration] of await rows()) {
      const slug = purposeOfTerm(registration.purpose)?.slug ?? '';
      for (const roles of [[], ['triage']]) {
        const by = await hub.agencyToken({ agency, purpose: slug, actor: 'Nada Worker', roles });
        const plan = planOf(await askPlan(hub, by, { operation, purpose: slug }));
        const graph = await hub.ask(by, operation);
        // Where nothing was granted at all the whole operation is refused (S01), and no field of it is any agency's.
        const isRefused = graph.status === 403;
        expect(graph.status, graph.text).toBe(isRefused ? 403 : 200);
        const withheld = new Map(
          (graph.body.extensions?.withheld ?? []).map(({ coordinate, reason }) => [coordinate, reason]),
        );
        const evaluated: Evaluated[] = [];
        // As many as one request may hold.
        for (let from = 0; from < plan.fields.length; from += 100) {
          const answer = await evaluations(
            {
              subject: { type: 'agency', id: agency },
              action: read,
              evaluations: plan.fields
                .slice(from, from + 100)
                .map(({ coordinate }) => ({ resource: field(coordinate) })),
            },
            by,
          );
          evaluated.push(...(answer.body as { evaluations: Evaluated[] }).evaluations);
        }
        for (const [index, planned] of plan.fields.entries()) {
          cells += 1;
          const cell = [agency, slug, roles.join(), planned.coordinate];
          const { decision, context } = evaluated[index] ?? { decision: null, context: { state: '' } };
          if (!isRefused)
            expect([...cell, planned.reason]).toEqual([...cell, withheld.get(planned.coordinate) ?? null]);
          expect([...cell, context.state]).toEqual([...cell, planned.state]);
          expect([...cell, decision]).toEqual([...cell, planned.state === 'GRANTED']);
          expect(planned.state === 'REFUSED').toBe(isRefused || withheld.has(planned.coordinate));
          met.add(planned.state);
        }
      }
    }
    const { governed, derived } = hub.running.hub.graph.catalogue;
    const operational = (await rows()).length;
    expect(cells).toBe(operational * 2 * (governed.size + derived.size));
    expect(met).toEqual(new Set(['GRANTED', 'RESIDUAL', 'REFUSED']));
  });
});

test('a consent changes no answer: what is decided in advance knows of nobody', async () => {
  const support = await hub.agencyToken({
    agency: 'berane.support',
    purpose: 'social-welfare-provision',
    actor: 'Vesna',
  });
  const asking = {
    subject: { type: 'agency', id: 'berane.support' },
    action: read,
    resource: field('Tenancy.rooms'),
  };
  const before = await evaluate(asking, support);
  await giveConsent(hub, await hub.personToken(ana.nationalId, ana.birthDate));
  expect((await evaluate(asking, support)).text).toBe(before.text);
  expect(before.body).toMatchObject({ decision: false, context: { state: 'RESIDUAL' } });
});
