import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';
import { giveConsent, idOf } from '../harness/consents.ts';
import { logOf, operationsOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { canary, send } from '../http/exchange.ts';
import { officerToken, type ShownStep, stepFields, told } from './ask-plan.ts';

let hub: TestHub;
const tokens = { support: '', own: '', dpo: '', colleague: '', other: '', officer: '' };
const agency = 'berane.support';

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  tokens.support = await hub.agencyToken({ agency, purpose: 'social-welfare-provision', actor: 'Vesna' });
  tokens.own = await officerToken(hub, agency, [], 'Vesna');
  tokens.dpo = await officerToken(hub, agency, ['dpo'], 'Darko');
  tokens.officer = await officerToken(hub, agency, ['officer'], 'Olga');
  tokens.colleague = await officerToken(hub, agency, [], 'Petra');
  tokens.other = await officerToken(hub, 'berane.municipality', ['dpo'], 'Vesna');
  await giveConsent(hub, await hub.personToken(ana.nationalId, ana.birthDate), {
    categories: ['IDENTITY', 'HOUSEHOLD', 'HOUSING', 'FINANCE'],
  });
});
afterAll(async () => await hub?.close());

interface Shown {
  readonly request: string;
  readonly actor: string;
  readonly purpose: string;
  readonly operations: readonly string[];
  readonly withheld: readonly {
    readonly coordinate: string;
    readonly reason: string;
    readonly controllers?: readonly object[] | null;
  }[];
  readonly refusal: { code: string; asked: readonly string[] } | null;
  readonly disclosed: readonly {
    readonly source: string;
    readonly controller: string;
    readonly fields: readonly string[];
    readonly step: string;
    readonly agreement: string | null;
    readonly agreementVersion: number | null;
    readonly basis: { article6: string; article9: string | null } | null;
    readonly consents: readonly string[];
    readonly throughRelationship: boolean | null;
    readonly steps: readonly ShownStep[] | null;
  }[];
}

const explain = async (token: string, request: string): Promise<Answer> =>
  await hub.ask(
    token,
    `query ($request: ID!) { accessExplanation(request: $request) {
       request at actor purpose roles policyVersion operationName operationHash operations
       withheld { coordinate reason } refusal { code asked }
       disclosed { source kind controller fields step agreement agreementVersion
         basis { article6 article9 citation { act article gazette jurisdiction } }
         consents throughRelationship declared steps { ${stepFields} } } } }`,
    { request },
  );

const shownOf = (answer: Answer): Shown => {
  const shown = answer.body.data?.['accessExplanation'] as Shown | null | undefined;
  if (!shown) throw new Error(`no explanation: ${answer.text}`);
  return shown;
};
const requestOf = (answer: { readonly headers: Headers }): string => {
  const request = answer.headers.get('x-request-id');
  if (!request) throw new Error('the answer has no request id');
  return request;
};

/** As JSON with each step on a line of its own. */
const linesOf = (value: object): string => {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(/\{\s*"number"[\s\S]*?\n {8}\}/g, (step) => step.replace(/\s*\n\s*/g, ' '))}\n`;
};

const read = async (): Promise<Answer> =>
  await hub.ask(
    tokens.support,
    `query ($id: String!) { findPerson(nationalId: $id) { caseEntries { recordedBy: givenName }
       households { tenancies { rooms arrears contractNumber } } } }`,
    { id: ana.nationalId },
  );

describe('every answer', () => {
  test('has an id of the hub’s own, under which the log holds what the request did', async () => {
    const answer = await read();
    const request = requestOf(answer);
    expect(request).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const entries = [...(await logOf(hub)), ...(await operationsOf(hub))].filter(
      (entry) => entry['request' as never] === request,
    );
    expect(new Set(entries.map(({ kind }) => kind))).toEqual(new Set(['DISCLOSURE', 'OPERATION']));
    expect(requestOf(await read())).not.toBe(request);
  });

  test.each([
    ['a refused token', '/graphql', 'POST', 401],
    ['an address that nobody serves', '/nothing', 'GET', 404],
    ['an address that is none', '/%zz', 'GET', 400],
    ['a health address', '/health/live', 'GET', 204],
  ])('%s too, and a client’s own is not read', async (_what, path, method, status) => {
    const answer = await send(hub, null, { method, path, ...(method === 'POST' ? { body: {} } : {}) });
    expect(answer.status).toBe(status);
    expect(requestOf(answer)).not.toBe(canary);
  });

  test('an operation that gives nothing is in the log as one that ran', async () => {
    const before = (await operationsOf(hub)).length;
    const answer = await hub.ask(tokens.support, '{ household(id: "x") { rights { title } } }');
    expect(answer.status).toBe(200);
    expect((await operationsOf(hub)).slice(before)).toMatchObject([
      {
        agency,
        actor: 'Vesna',
        rootFields: ['household'],
        withheld: answer.body.extensions?.withheld ?? [],
        request: requestOf(answer),
      },
    ]);
  });
});

describe('an explanation', () => {
  test('says by which step each source gave what, with agreement, basis and the consent’s receipt', async () => {
    const answer = await read();
    const shown = shownOf(await explain(tokens.own, requestOf(answer)));
    expect(shown).toMatchObject({
      request: requestOf(answer),
      actor: 'Vesna',
      purpose: 'social-welfare-provision',
      operations: ['findPerson'],
      withheld: answer.body.extensions?.withheld ?? [],
      refusal: null,
    });
    const rooms = shown.disclosed.find(({ fields }) => fields.includes('Tenancy.rooms'));
    expect(rooms).toMatchObject({
      source: 'housing',
      controller: 'berane.municipality',
      step: 'CONSENT',
      agreementVersion: 1,
      basis: { article6: 'A6-1-a' },
      throughRelationship: false,
    });
    expect(rooms?.consents).toHaveLength(1);
    expect(told(rooms?.steps ?? [])).toMatchObject({
      COMPARTMENT: 'PASSED',
      AGREEMENT_PROHIBITION: 'PASSED',
      OWN: 'SKIPPED NOT_OWN_RECORD',
      DUTY: 'SKIPPED NO_AGREEMENT',
      PERSON_PROHIBITION: 'PASSED',
      CONSENT: 'PASSED',
      REFUSED: 'SKIPPED DECIDED_BEFORE',
    });
    const given = shown.disclosed.flatMap(({ fields }) => fields);
    expect(given).not.toContain('Tenancy.arrears');
  });

  test('is what the document for officers shows', async () => {
    const question = /```graphql\n(query[\s\S]*?)```/.exec(
      readFileSync(projectFile('docs', 'explanations.md'), 'utf8'),
    )?.[1];
    const answer = await hub.ask(tokens.own, question ?? '', { request: requestOf(await read()) });
    const rooms = shownOf(answer).disclosed.find(({ fields }) => fields.includes('Tenancy.rooms'));
    const example = { ...rooms, consents: rooms?.consents.map(() => '…') };
    await expect(`${JSON.stringify(example, null, 2)}\n`).toMatchFileSnapshot('example.golden.txt');
    const number = shownOf(answer).withheld.find(({ coordinate }) => coordinate === 'Tenancy.contractNumber');
    // The other controller's are alike: one is enough to read.
    const withheld = { ...number, controllers: number?.controllers?.slice(0, 1) };
    await expect(linesOf(withheld)).toMatchFileSnapshot('withheld-example.golden.txt');
  });

  test('holds no person, no value and nobody else’s id', async () => {
    const answer = await read();
    const person = await idOf(hub, tokens.support, ana.nationalId);
    const text = (await explain(tokens.own, requestOf(answer))).text;
    const inside = await hub.running.hub.database.query<{ id: string }>(
      'select entity_id::text as id from link union select id::text from consent union select id::text from record',
    );
    for (const secret of [person, ana.familyName, ana.nationalId, ...inside.map(({ id }) => id)]) {
      expect(text).not.toContain(secret);
    }
  });

  test('is the data protection officer’s too, under the same words and ids', async () => {
    const request = requestOf(await read());
    const own = await explain(tokens.own, request);
    const officer = await explain(tokens.dpo, request);
    expect(shownOf(officer)).toEqual(shownOf(own));
  });

  test('of a colleague, another agency or nobody is null, the same bytes', async () => {
    const request = requestOf(await read());
    const nothing = '{"data":{"accessExplanation":null}}\n';
    for (const token of [tokens.colleague, tokens.other, tokens.officer]) {
      expect((await explain(token, request)).text).toBe(nothing);
    }
    for (const none of [canary, '', '00000000-0000-4000-8000-000000000000', `${request}'`]) {
      expect((await explain(tokens.dpo, none)).text).toBe(nothing);
    }
  });

  test('of a refusal says its code and what was asked', async () => {
    const refused = await hub.ask(tokens.support, '{ statistics(measure: PERSONS, by: []) { period } }');
    expect(refused.status).toBe(403);
    const shown = shownOf(await explain(tokens.own, requestOf(refused)));
    expect([shown.refusal, shown.disclosed]).toEqual([{ code: 'FORBIDDEN', asked: [] }, []]);
  });

  test('is itself in the log, with the request that it was about', async () => {
    const request = requestOf(await read());
    const before = (await operationsOf(hub)).length;
    await explain(tokens.dpo, request);
    await explain(tokens.dpo, canary);
    const lines = (await operationsOf(hub)).slice(before);
    expect(lines.map(({ actor, rootFields, explains }) => [actor, rootFields, explains])).toEqual([
      ['Darko', ['accessExplanation'], [request]],
      ['Darko', ['accessExplanation'], []],
    ]);
    expect(JSON.stringify(lines)).not.toContain(canary);
  });
});
