import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { agencyIn, editConfiguration } from './edited-configuration.ts';
import { canary, graphqlResponse, plainJson, sameBytes, send } from './exchange.ts';
import { entriesOf, homeOf } from './inside.ts';
import { fieldInputs, forbiddenOperations, openInputs, withheldFields } from './refused-purposes.ts';

// The support service may read names and nothing else, and may try to list and to search all the same.
const configuration = editConfiguration((edited) => {
  agencyIn(edited, 'berane.support').purposes['social-welfare-provision']?.operations.push('households');
  for (const agreement of edited.agreements.agreements) {
    if (agreement.recipient !== 'berane.support') continue;
    const entry = agreement.id.startsWith('centre') ? 'CaseEntry' : 'TenantEntry';
    agreement.categories = [];
    agreement.fields = [`${entry}.givenName`, `${entry}.familyName`];
  }
});
let hub: TestHub;
const tokens = {
  municipality: '',
  neighbour: '',
  centre: '',
  support: '',
  machine: '',
  unregistered: '',
  statistics: '',
  person: '',
};
let [household, person] = ['', ''];

const dataReads = (): readonly string[] =>
  hub.statements.filter((sql) => /\b(record|link|mention|consent)\b/.test(sql));

beforeAll(async () => {
  hub = await openSmallHub(
    { housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') },
    { configuration: configuration.files },
  );
  const housing = { purpose: 'housing-welfare-management', actor: 'Milena Clerk' };
  const welfare = { purpose: 'social-welfare-provision', actor: 'Nada Worker' };
  tokens.municipality = await hub.agencyToken({ agency: 'berane.municipality', ...housing });
  tokens.neighbour = await hub.agencyToken({ agency: 'petnjica.municipality', ...housing });
  tokens.centre = await hub.agencyToken({ agency: 'berane.centre', ...welfare });
  tokens.support = await hub.agencyToken({ agency: 'berane.support', ...welfare });
  tokens.machine = await hub.agencyToken({
    agency: 'berane.municipality',
    ...housing,
    actor: 'service:nightly',
  });
  tokens.unregistered = await hub.agencyToken({ agency: 'berane.municipality', ...welfare });
  tokens.statistics = await hub.agencyToken({
    agency: 'statistics',
    purpose: 'provide-official-statistics',
    actor: 'Ivo',
  });
  tokens.person = await hub.personToken(ana.nationalId, ana.birthDate);
  ({ household, person } = await homeOf(hub, tokens.municipality, ana.nationalId));
});
afterAll(async () => {
  await hub?.close();
  configuration.remove();
});

describe('an operation outside the purpose', () => {
  test.each(forbiddenOperations)('$when', async ({ by, body }) => {
    for (const accept of [graphqlResponse, plainJson]) {
      const before = (await entriesOf(hub)).length;
      hub.statements.length = 0;
      const answer = await send(hub, tokens[by], { headers: { accept }, body });
      expect(answer.status).toBe(403);
      expect(answer.body).toEqual({
        errors: [{ message: 'This purpose cannot run this operation.', extensions: { code: 'FORBIDDEN' } }],
      });
      expect(answer.text).not.toContain(canary);
      expect(dataReads()).toEqual([]);
      const log = (await entriesOf(hub)).slice(before);
      expect(log.map(({ kind, code }) => [kind, code])).toEqual([['DENIAL', 'FORBIDDEN']]);
      expect(JSON.stringify(log)).not.toContain(canary);
    }
  });

  test('of two operations in a document the one that is named is decided on, run and logged', async () => {
    const query = `query Allowed($id: ID!) { household(id: $id) { id address } } query Denied { statistics(measure: PERSONS, by: []) { period } }`;
    for (const round of [1, 2, 3]) {
      const before = (await entriesOf(hub)).length;
      const allowed = await send(hub, tokens.municipality, {
        body: { query, operationName: 'Allowed', variables: { id: household } },
      });
      expect([round, allowed.status, allowed.body.data]).toEqual([
        round,
        200,
        { household: { id: household, address: 'Lipov drvored 12' } },
      ]);
      const denied = await send(hub, tokens.municipality, { body: { query, operationName: 'Denied' } });
      expect([round, denied.status, denied.body.data]).toEqual([round, 403, undefined]);
      const log = (await entriesOf(hub)).slice(before);
      const told = new Set(log.map(({ kind, operation }) => `${kind} ${operation?.name}`));
      expect([...told]).toEqual(['DISCLOSURE Allowed', 'DENIAL Denied']);
    }
  });
});

describe('a field outside the purpose', () => {
  test.each(withheldFields)('$when', async ({ by, query, data, withheld }) => {
    const answer = await send(hub, tokens[by], { body: { query, variables: { household, person } } });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ data, extensions: { withheld } });
  });
});

describe('a field outside the purpose as an input', () => {
  test.each(fieldInputs)('$when', async ({ body }) => {
    for (const accept of [graphqlResponse, plainJson]) {
      hub.statements.length = 0;
      const answer = await send(hub, tokens.support, { headers: { accept }, body });
      expect(answer.status).toBe(403);
      expect(answer.body).toEqual({
        errors: [
          {
            message: 'An input names a field outside this purpose.',
            extensions: { code: 'FIELD_NOT_IN_PURPOSE' },
          },
        ],
      });
      expect(answer.text).not.toContain(canary);
      expect(dataReads()).toEqual([]);
    }
  });

  test.each(openInputs)('but $when', async ({ by, body, status }) => {
    const answer = await send(hub, tokens[by], { body });
    expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual(status);
  });
});

describe('an id that names nothing here', () => {
  const query =
    'query ($household: ID!, $person: ID!) { household(id: $household) { id address } person(id: $person) { id givenName } }';

  test('absent, foreign, of another kind or no id at all: the same bytes', async () => {
    const own = await send(hub, tokens.municipality, { body: { query, variables: { household, person } } });
    expect(own.body.data).toEqual({
      household: { id: household, address: 'Lipov drvored 12' },
      person: { id: person, givenName: 'Ana' },
    });
    const flipped = (id: string): string => `${id.slice(0, -1)}${id.endsWith('A') ? 'B' : 'A'}`;
    const asked: [string, { household: string; person: string }][] = [
      [tokens.neighbour, { household, person }],
      [tokens.centre, { household, person }],
      [tokens.municipality, { household: person, person: household }],
      [tokens.municipality, { household: flipped(household), person: flipped(person) }],
      [tokens.municipality, { household: '', person: canary }],
      [tokens.municipality, { household: '00000000-0000-4000-8000-000000000000', person: '1' }],
      [tokens.municipality, { household: 'x'.repeat(100_000), person: '🦆' }],
    ];
    const nothing = { status: 200, text: '{"data":{"household":null,"person":null}}\n' };
    for (const [token, variables] of asked) {
      const answer = await send(hub, token, { body: { query, variables } });
      expect(sameBytes(answer)).toMatchObject(nothing);
    }
  });
});
