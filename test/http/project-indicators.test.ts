// What funders are shown of their projects: what statistics answer to the same questions, and nobody else.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { parse } from 'yaml';
import { registryFile } from '../../src/access/registry-file.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import { agencyIn, editConfiguration } from './edited-configuration.ts';

interface Indicator {
  readonly id: string;
  readonly isGiven: boolean;
  readonly count: number | null;
  readonly amount: number | null;
  readonly mean: number | null;
  readonly share: number | null;
}

interface Project {
  readonly name: string;
  readonly period: string;
  readonly indicators: readonly Indicator[];
  readonly csv: string;
}

/** Each indicator, and the question to `statistics` that it is. */
const asked = {
  housed: { measure: 'TENANT_HOUSEHOLDS', target: 400 },
  persons: { measure: 'PERSONS', where: [{ dimension: 'AGE_BAND', values: ['Y15-17'] }] },
  amount: { measure: 'GRANTED_AMOUNT' },
  few: {
    measure: 'PERSONS',
    where: [
      { dimension: 'LOCAL_COMMUNITY', values: ['OTHER'] },
      { dimension: 'AGE_BAND', values: ['UNK'] },
      { dimension: 'SEX', values: ['M'] },
    ],
  },
} as const;

const works = { name: 'Who works and rents', measure: 'EMPLOYED_PERSONS' };
const rents = { dimension: 'TENURE', values: ['RENT_FR'] };
const places = { dimension: 'LOCAL_COMMUNITY', values: ['Centar', 'Hareme', 'OTHER', 'Park'] };

const indicators = [
  ...Object.entries(asked).map(([id, question]) => ({ id, name: `=${id}`, ...question })),
  {
    ...{ id: 'nowhere', name: 'A place that the release puts together with others', measure: 'PERSONS' },
    where: [{ dimension: 'LOCAL_COMMUNITY', values: ['Nowhere'] }],
  },
];

const project = (id: string, change: object) => ({
  ...{ id, name: 'Homes', municipality: 'berane', funders: ['statistics'] },
  ...{ from: '2026-01-01', to: '2027-12-31', indicators, ...change },
});

const { files, remove } = editConfiguration((edited) => {
  const { agencies } = edited;
  const planning = agencyIn(edited, 'berane.municipality').purposes['improve-public-services'];
  planning?.operations.push('projectIndicators');
  const { projects } = agencies as unknown as { readonly projects: readonly object[] };
  Object.assign(agencies, {
    projects: [
      ...projects,
      project('homes', {}),
      project('over', { to: '2026-10-31' }),
      project('rents', {
        indicators: [
          { ...works, id: 'anywhere', where: [rents] },
          { ...works, id: 'by-place', where: [rents, places] },
        ],
      }),
      project('later', { from: '2027-01-01' }),
      project('planned-there', { funders: ['berane.municipality'] }),
      project('ended-there', { funders: ['berane.municipality'], to: '2026-10-31' }),
      project('nowhere-there', {
        funders: ['berane.municipality'],
        indicators: [{ ...indicators.at(-1), measure: 'GRANTED_AMOUNT' }],
      }),
    ],
  });
});

let hub: TestHub;
let funder: string;
let planner: string;

const answerOf = async (id: string, token = funder) =>
  await hub.ask(
    token,
    `{ projectIndicators(project: ${JSON.stringify(id)}) { name period csv
      indicators { id isGiven count amount mean share } } }`,
  );
const shown = async (id: string): Promise<Project> => {
  const { body } = await answerOf(id);
  expect(body.errors).toBeUndefined();
  return body.data?.['projectIndicators'] as Project;
};

beforeAll(async () => {
  hub = await openTestHub({ configuration: files });
  funder = await hub.agencyToken({
    ...{ agency: 'statistics', purpose: 'provide-official-statistics', actor: 'Ivo' },
  });
  planner = await hub.agencyToken({
    ...{ agency: 'berane.municipality', purpose: 'improve-public-services', actor: 'Mirza' },
  });
}, 60_000);
afterAll(async () => {
  await hub.close();
  remove();
});

const inWords = (value: unknown): string =>
  JSON.stringify(value)
    .replace(/"(dimension|values)":/g, '$1:')
    .replace(/dimension:"(\w+)"/g, 'dimension:$1');

describe('a funder', () => {
  it.each(Object.entries(asked))('is shown of %s what statistics answer', async (id, question) => {
    const where = 'where' in question ? inWords(question.where) : '[]';
    const { body } = await hub.ask(
      funder,
      `{ statistics(measure: ${question.measure}, municipality: "berane", by: [], where: ${where}) { isGiven
        lines { count amount mean share } } }`,
    );
    const table = body.data?.['statistics'] as { isGiven: boolean; lines: readonly object[] };
    const found = (await shown('homes')).indicators.find((each) => each.id === id);
    expect(found).toEqual({ id, isGiven: table.isGiven, ...table.lines[0] });
    expect(found?.count === null).toBe(id === 'few');
  });

  it('is shown nothing of a place that the release does not tell by itself', async () => {
    const found = (await shown('homes')).indicators.find(({ id }) => id === 'nowhere');
    expect(found).toEqual({
      id: 'nowhere',
      isGiven: false,
      count: null,
      amount: null,
      mean: null,
      share: null,
    });
  });

  it('is shown a number of each indicator of the demonstration’s project', async () => {
    const { indicators: numbers } = await shown('homes-for-families');
    expect(numbers.map(({ id }) => id)).toEqual(['housed', 'supported', 'at-work', 'waiting']);
    for (const { id, isGiven, count } of numbers)
      expect([id, isGiven, count]).toEqual([id, true, expect.any(Number)]);
  });

  it('is given a table that the grid does not have where local communities are named', async () => {
    const { indicators: numbers } = await shown('rents');
    expect(numbers.map(({ id, isGiven }) => [id, isGiven])).toEqual([
      ['anywhere', false],
      ['by-place', true],
    ]);
  });

  it.each(['over', 'later'])('is shown no number of a release outside the project’s days: %s', async (id) => {
    const { name, indicators: numbers } = await shown(id);
    expect(name).toBe('Homes');
    expect(numbers.map(({ isGiven, count }) => [isGiven, count])).toEqual(
      indicators.map(() => [false, null]),
    );
  });

  it('takes them along as CSV, in which no name is a formula', async () => {
    const { csv, period, indicators: numbers } = await shown('homes');
    const [head, housed] = csv.trim().split('\n');
    expect(head).toBe('period,indicator,name,measure,count,amount,target');
    expect(housed).toBe(`${period},housed,'=housed,TENANT_HOUSEHOLDS,${numbers[0]?.count},,400`);
  });

  it('leaves a line in the log that names nobody', async () => {
    await answerOf('homes');
    const [entry] = await hub.running.hub.database.query<{ body: { fields: string[] } }>(
      `select body from audit_entry where kind = 'DISCLOSURE' order by id desc limit 1`,
    );
    expect(entry?.body.fields).toEqual(['ProjectIndicators.indicators']);
  });
});

describe('whoever does not fund a project', () => {
  it('is refused as if there were none', async () => {
    const withoutId = (answer: object): string => JSON.stringify(answer).replace(/[0-9a-f-]{36}/g, '');
    const [theirs, none] = [await answerOf('homes', planner), await answerOf('no-such', planner)];
    expect(theirs.body.errors?.[0]?.extensions.code).toBe('FORBIDDEN');
    expect(withoutId(theirs.body)).toBe(withoutId(none.body));
    expect(withoutId((await answerOf('planned-there')).body)).toBe(withoutId(none.body));
  });

  it.each(['planned-there', 'ended-there', 'nowhere-there'])(
    'is refused a project of their own that rests on what they may not count, with or without a number to give: %s',
    async (id) => {
      const { data, errors } = (await answerOf(id, planner)).body;
      expect([data?.['projectIndicators'] ?? null, errors?.[0]?.extensions.code]).toEqual([
        null,
        'FORBIDDEN',
      ]);
    },
  );
});

test('the docs show a project that a registry file can have', () => {
  const docs = readFileSync(projectFile('docs', 'statistics.md'), 'utf8');
  const [, block = ''] = /```yaml\n(projects:[\s\S]*?)```/.exec(docs) ?? [];
  const demo = parse(readFileSync(projectFile('config', 'demo', 'agencies.yaml'), 'utf8')) as object;
  const { projects } = registryFile.parse({ ...demo, ...(parse(block) as object) });
  expect(projects[0]).toMatchObject({
    id: 'homes-for-families',
    indicators: [{ id: 'housed' }, { id: 'at-work' }],
  });
});
