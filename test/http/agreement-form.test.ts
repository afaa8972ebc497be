import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AgreementForm } from '../../src/access/agreement-form.ts';
import { languageTags } from '../../src/domain/language.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { openSmallHub } from '../harness/registers.ts';
import { graphqlResponse, send } from './exchange.ts';

const choice = 'value label explanation';
const query = `query ($language: String!, $controller: String) {
  agreementForm(language: $language, controller: $controller) {
    agencies { ${choice} purposes { ${choice} } }
    categories { ${choice} fields { ${choice} } }
    article6 { ${choice} } article9 { ${choice} } article10 { ${choice} }
    citations { ${choice} jurisdiction carries }
    requires { ${choice} } municipalities { ${choice} } } }`;

let hub: TestHub;
let [officer, clerk] = ['', ''];

const ask = async (variables: object, token = officer) =>
  await send(hub, token, { headers: { accept: graphqlResponse }, body: { query, variables } });
const formOf = async (variables: object): Promise<AgreementForm> => {
  const answer = await ask(variables);
  expect([answer.status, answer.body.errors]).toEqual([200, undefined]);
  return (answer.body.data as { agreementForm: AgreementForm }).agreementForm;
};
const choiceOf = <Each extends { value: string }>(
  choices: readonly Each[],
  value: string,
): Each | undefined => choices.find((each) => each.value === value);

beforeAll(async () => {
  hub = await openSmallHub({});
  const agency = { agency: 'berane.municipality', actor: 'Milica Officer' };
  officer = await hub.agencyToken({ ...agency, purpose: 'enforce-access-control', roles: ['officer'] });
  clerk = await hub.agencyToken({ ...agency, purpose: 'housing-welfare-management' });
});
afterAll(async () => {
  await hub?.close();
});

describe("the form of an agreement about the Centre's data", () => {
  test('offers agencies with the purposes they registered, less the administration of access', async () => {
    const { agencies } = await formOf({ language: 'en', controller: 'berane.centre' });
    expect(agencies.map(({ value }) => value)).toEqual([...hub.running.hub.registry.agencies.keys()]);
    expect(choiceOf(agencies, 'berane.support')).toEqual({
      value: 'berane.support',
      label: 'Psiho-socijalni servis podrške, nevladina organizacija (demo)',
      explanation: 'non-governmental organisation; works in: Berane',
      purposes: [
        {
          value: 'social-welfare-provision',
          label: 'social work and social services for the person',
          explanation: 'This includes: setting the kind and amount of social aid',
        },
      ],
    });
  });

  test("offers the fields of the Centre's registers by category, without their own numbers", async () => {
    const { categories } = await formOf({ language: 'en', controller: 'berane.centre' });
    const fields = categories.flatMap((category) => category.fields.map(({ value }) => value));
    expect(fields).toContain('CaseEntry.health');
    expect(fields).not.toContain('CaseEntry.entryNumber');
    expect(fields.filter((field) => field.startsWith('Tenan'))).toEqual([]);
    expect(choiceOf(categories, 'HEALTH')).toEqual({
      value: 'HEALTH',
      label: 'health',
      explanation: 'Needs a basis under Art. 9. state of health',
      fields: [
        {
          value: 'CaseEntry.health',
          label: 'state of health',
          explanation: "members in the Centre's cases; about the person alone",
        },
      ],
    });
    expect(choiceOf(categories, 'PROTECTION')?.explanation).toBe(
      "Needs a basis under Art. 9. Needs a basis under Art. 10. the controller's registers hold nothing of this today",
    );
  });

  test("offers the acts of the controller's jurisdiction, each with the bases it can carry", async () => {
    const { article6, article9, article10, citations } = await formOf({
      language: 'en',
      controller: 'berane.centre',
    });
    expect(article6.map(({ value }) => value)).toEqual(['A6-1-a', 'A6-1-c', 'A6-1-d', 'A6-1-e']);
    expect(
      [...article6, ...article9, ...article10].map(({ value, explanation }) => [value, explanation]),
    ).toEqual(
      expect.arrayContaining([
        ['A6-1-a', 'Goes with consent of the person alone.'],
        ['A6-1-c', 'Needs an entry of the code list, with act, article and gazette.'],
        ['A6-1-d', 'Needs no entry of the code list.'],
        ['A9-2-h', 'Needs an entry of the code list, with act, article and gazette.'],
        ['A10', 'Needs an entry of the code list, with act, article and gazette.'],
      ]),
    );
    expect(new Set(citations.map(({ jurisdiction }) => jurisdiction))).toEqual(new Set(['ME']));
    expect(choiceOf(citations, 'social-and-child-protection')).toEqual({
      value: 'social-and-child-protection',
      label: 'Zakon o socijalnoj i dječjoj zaštiti, čl. 4, Sl. list CG 27/13',
      explanation:
        "For: casework and benefits; help for people who are not users yet. The article is an example, which the controller's lawyer confirms.",
      jurisdiction: 'ME',
      carries: ['A6-1-c', 'A6-1-e', 'A9-2-b', 'A9-2-h'],
    });
  });

  test('offers what must hold for the person, and where', async () => {
    const { requires, municipalities } = await formOf({ language: 'cnr', controller: 'berane.centre' });
    expect(requires.map(({ value, label }) => [value, label])).toEqual([
      ['NOTHING', 'ništa više'],
      ['RELATIONSHIP', 'otvoren odnos s licem'],
      ['CONSENT', 'saglasnost lica'],
    ]);
    expect(municipalities.map(({ value, label }) => [value, label])).toEqual([
      ['berane', 'Berane'],
      ['petnjica', 'Petnjica'],
    ]);
  });

  test.each(languageTags)('is whole in %s', async (language) => {
    const form = await formOf({ language, controller: 'berane.centre' });
    const empty: string[] = [];
    const walk = (value: unknown, path: string): void => {
      if (value === '' && !path.endsWith('explanation')) empty.push(path);
      if (value === '' && !/categories\.\d+\.explanation/.test(path)) empty.push(path);
      if (typeof value === 'object' && value !== null) {
        for (const [key, each] of Object.entries(value)) walk(each, `${path}.${key}`);
      }
    };
    walk(form, 'form');
    expect(empty).toEqual([]);
  });
});

test('without a controller it offers no field, no act and no place', async () => {
  const form = await formOf({ language: 'en' });
  expect(form.agencies).toHaveLength(hub.running.hub.registry.agencies.size);
  expect([form.citations, form.municipalities, form.categories.flatMap(({ fields }) => fields)]).toEqual([
    [],
    [],
    [],
  ]);
});

test.each([
  ['a language', { language: 'hr' }, /^This language is not known\./],
  ['a language of every object', { language: '__proto__' }, /^This language is not known\./],
  ['a controller', { language: 'en', controller: 'berane.center' }, /^The controller is not known\.$/],
])('%s that is none: 400', async (_name, variables, message) => {
  const answer = await ask(variables);
  expect(answer.body.errors?.map((error) => [error.message, error.extensions.code])).toEqual([
    [expect.stringMatching(message), 'BAD_USER_INPUT'],
  ]);
});

test('a clerk at work has no form: 403', async () => {
  const answer = await ask({ language: 'en' }, clerk);
  expect([answer.status, answer.body.errors?.[0]?.extensions.code]).toEqual([403, 'FORBIDDEN']);
});

test('the form reads nobody', async () => {
  hub.statements.length = 0;
  await formOf({ language: 'en', controller: 'berane.centre' });
  expect(hub.statements.filter((sql) => /\b(record|link|person|household|consent)\b/.test(sql))).toEqual([]);
});
