// What a request was given of one person's records, told to the data protection officer of their controller, whichever agency
// asked: what ran through this very person (R14), over certain links (R20), and of nobody to whom the officer is near (R15).
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { giveConsent, idOf } from '../harness/consents.ts';
import { loggedDuring, personOf } from '../harness/log.ts';
import type { Answer, TestHub } from '../harness/open-hub.ts';
import { ana, rifat } from '../harness/people.ts';
import { openSmallHub, sampleCases, sampleTenants } from '../harness/registers.ts';
import { canary } from '../http/exchange.ts';
import { officerToken, type ShownStep, stepFields, told } from './ask-plan.ts';

const controller = 'berane.municipality';
const nothing = '{"data":{"accessExplanation":null}}\n';
const byNumber = { nationalId: ana.nationalId };
let hub: TestHub;
const tokens = {
  support: '',
  clerk: '',
  dpo: '',
  officer: '',
  own: '',
  centre: '',
  supportDpo: '',
  near: '',
};
/** What the service read of Ana, on her consent, and the register's own clerk. */
const requests = { support: '', clerk: '' };

const requestOf = (answer: Answer): string => answer.headers.get('x-request-id') ?? '';

beforeAll(async () => {
  hub = await openSmallHub({ housing: sampleTenants('1', '2', '3'), centre: sampleCases('CSR-00001') });
  tokens.support = await hub.agencyToken({
    agency: 'berane.support',
    purpose: 'social-welfare-provision',
    actor: 'Vesna',
  });
  tokens.clerk = await hub.agencyToken({
    agency: controller,
    purpose: 'housing-welfare-management',
    actor: 'Milena',
  });
  tokens.dpo = await officerToken(hub, controller, ['dpo'], 'Dragana');
  tokens.officer = await officerToken(hub, controller, ['officer'], 'Olga');
  tokens.own = await officerToken(hub, 'berane.support', [], 'Vesna');
  tokens.centre = await officerToken(hub, 'berane.centre', ['dpo'], 'Darko');
  tokens.supportDpo = await officerToken(hub, 'berane.support', ['dpo'], 'Stana');
  tokens.near = await hub.agencyToken({
    agency: controller,
    purpose: 'enforce-access-control',
    actor: 'Rifat himself',
    roles: ['dpo'],
    identity: rifat,
  });
  const person = await hub.personToken(ana.nationalId, ana.birthDate);
  expect(
    (await giveConsent(hub, person, { categories: ['IDENTITY', 'HOUSEHOLD', 'HOUSING', 'FINANCE'] })).body
      .errors,
  ).toBeUndefined();
  const read = async (token: string): Promise<string> => {
    const answer = await hub.ask(
      token,
      `query ($id: String!) { findPerson(nationalId: $id) { tenantEntries { givenName }
         caseEntries { familyName } households { tenancies { rooms arrears contractNumber } } } }`,
      { id: ana.nationalId },
    );
    expect(answer.text).toContain('"rooms":');
    return requestOf(answer);
  };
  requests.support = await read(tokens.support);
  requests.clerk = await read(tokens.clerk);
});
afterAll(async () => await hub?.close());

interface Shown {
  readonly agency: string;
  readonly actor: string;
  readonly operations: readonly string[];
  readonly withheld: readonly object[];
  readonly refusal: object | null;
  readonly disclosed: readonly {
    readonly controller: string;
    readonly kind: string;
    readonly fields: readonly string[];
    readonly step: string;
    readonly agreement: string | null;
    readonly agreementVersion: number | null;
    readonly basis: { readonly article6: string } | null;
    readonly consents: readonly string[];
    readonly steps: readonly ShownStep[] | null;
  }[];
}

const explain = async (token: string, request: string, person: object | null = byNumber): Promise<Answer> =>
  await hub.ask(
    token,
    `query ($request: ID!, $person: AccessSubject) { accessExplanation(request: $request, person: $person) {
       agency actor purpose roles operationHash operations withheld { coordinate } refusal { code }
       disclosed { controller kind fields step agreement agreementVersion basis { article6 } consents
         steps { ${stepFields} } } } }`,
    { request, person },
  );

const shownOf = (answer: Answer): Shown => {
  const shown = answer.body.data?.['accessExplanation'] as Shown | null | undefined;
  if (!shown) throw new Error(`no explanation: ${answer.text}`);
  return shown;
};

describe('what another agency was given of a person', () => {
  test('is told to the controller’s officer, with agreement, basis, receipt and steps', async () => {
    const shown = shownOf(await explain(tokens.dpo, requests.support));
    expect(shown).toMatchObject({ agency: 'berane.support', actor: 'Vesna' });
    const rooms = shown.disclosed.find(({ fields }) => fields.includes('Tenancy.rooms'));
    expect(rooms).toMatchObject({
      step: 'CONSENT',
      agreement: 'berane-municipality-to-support',
      agreementVersion: 1,
      basis: { article6: 'A6-1-a' },
    });
    expect(rooms?.consents).toHaveLength(1);
    expect(told(rooms?.steps ?? [])).toMatchObject({ CONSENT: 'PASSED', REFUSED: 'SKIPPED DECIDED_BEFORE' });
  });

  test('holds nothing of other registers, and of what was refused or asked besides', async () => {
    const shown = shownOf(await explain(tokens.dpo, requests.support));
    expect(new Set(shown.disclosed.map((each) => each.controller))).toEqual(new Set([controller]));
    expect([shown.operations, shown.withheld, shown.refusal]).toEqual([[], [], null]);
    const named = shown.disclosed.flatMap(
      ({ steps }) => steps?.flatMap((step) => step.agreements.map(({ id }) => id)) ?? [],
    );
    expect(new Set(named)).toEqual(new Set(['berane-municipality-to-support']));
  });

  test('is found by the id under which the own staff see the person, too', async () => {
    const operationalId = await idOf(hub, tokens.clerk, ana.nationalId);
    const byId = await explain(tokens.dpo, requests.support, { operationalId });
    expect(byId.text).toBe((await explain(tokens.dpo, requests.support)).text);
  });

  test('and of what the own staff read, their own register’s step', async () => {
    const shown = shownOf(await explain(tokens.dpo, requests.clerk));
    expect(shown).toMatchObject({ agency: controller, actor: 'Milena' });
    expect(new Set(shown.disclosed.map(({ step }) => step))).toEqual(new Set(['OWN']));
  });
});

describe('nothing, in the same bytes', () => {
  test.each<[string, () => string, () => string, object]>([
    [
      'of somebody through whom nothing ran',
      () => tokens.dpo,
      () => requests.support,
      { nationalId: rifat.nationalId },
    ],
    [
      'of a number that nobody has',
      () => tokens.dpo,
      () => requests.support,
      { nationalId: '0101990000000' },
    ],
    ['of an id that is none', () => tokens.dpo, () => requests.support, { operationalId: 'x' }],
    ['of a request that is none', () => tokens.dpo, () => canary, byNumber],
    [
      'to an officer whose agency holds none of what was given',
      () => tokens.supportDpo,
      () => requests.support,
      byNumber,
    ],
    [
      'to an officer of whose records nothing was given',
      () => tokens.centre,
      () => requests.support,
      byNumber,
    ],
    ['to an officer of the same household (R15)', () => tokens.near, () => requests.support, byNumber],
  ])('%s', async (_what, token, request, person) => {
    const { result, lines } = await loggedDuring(hub, async () => await explain(token(), request(), person));
    expect(result.text).toBe(nothing);
    // Naming somebody is a look-up, and one that finds nothing leaves its mark (R16).
    expect(lines.map(({ kind }) => kind)).toEqual(['LOOKUP']);
    expect(lines[0]?.['conflicted']).toBe(token() === tokens.near ? 1 : 0);
  });

  test('once the link to the person is not certain any more (R20)', async () => {
    const uncertain = `update link set certainty = ? where entity = 'PERSON' and entity_id = ? and source = 'housing'`;
    const id = await personOf(hub, 'centre', 'CSR-00001/000001');
    const { database } = hub.running.hub;
    await database.query(uncertain, ['PROBABLE', id]);
    expect((await explain(tokens.dpo, requests.support)).text).toBe(nothing);
    await database.query(uncertain, ['CERTAIN', id]);
    expect(shownOf(await explain(tokens.dpo, requests.support)).disclosed.length).toBeGreaterThan(0);
  });
});

test('anybody but an officer for data protection is refused, whoever is named', async () => {
  for (const token of [tokens.officer, tokens.own]) {
    for (const person of [byNumber, { nationalId: '0101990000000' }]) {
      const { result, lines } = await loggedDuring(
        hub,
        async () => await explain(token, requests.support, person),
      );
      expect([result.status, result.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
      expect(lines).toMatchObject([{ kind: 'DENIAL', sought: [[expect.stringMatching(/^ID /)]] }]);
    }
  }
});

test('what is told stands in the person’s own log, by record and field', async () => {
  const id = await personOf(hub, 'housing', '1');
  const { lines } = await loggedDuring(hub, async () => await explain(tokens.dpo, requests.support));
  expect(lines.length).toBeGreaterThan(0);
  for (const line of lines)
    expect(line).toMatchObject({
      kind: 'DISCLOSURE',
      actor: 'Dragana',
      step: 'EXPLANATION',
      through: id,
      controller,
    });
  expect(lines.flatMap((line) => line['fields'])).toContain('Tenancy.rooms');
});

test('of what rests on several consents, each is told with the own receipt alone', async () => {
  const given = await giveConsent(hub, await hub.personToken(rifat.nationalId, rifat.birthDate), {
    categories: ['FINANCE'],
  });
  expect(given.body.errors).toBeUndefined();
  const answer = await hub.ask(
    tokens.support,
    'query ($id: String!) { findPerson(nationalId: $id) { households { tenancies { arrears } } } }',
    { id: ana.nationalId },
  );
  expect(answer.text).toMatch(/"arrears":"?\d/);
  const receipts: string[] = [];
  for (const { nationalId } of [ana, rifat]) {
    const shown = shownOf(await explain(tokens.dpo, requestOf(answer), { nationalId }));
    const arrears = shown.disclosed.filter(({ fields }) => fields.includes('Tenancy.arrears'));
    expect(arrears.map(({ consents }) => consents.length)).toEqual([1]);
    receipts.push(...arrears.flatMap(({ consents }) => consents));
  }
  expect(new Set(receipts).size).toBe(2);
});
