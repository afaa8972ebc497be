// What analysts ask over HTTP: tables, pages of them, the catalogue, and what a table rests on.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';

interface Table {
  readonly period: string;
  readonly isGiven: boolean;
  readonly lines: readonly { readonly values: readonly (string | null)[]; readonly count: number | null }[];
  readonly endCursor: string | null;
  readonly csv: string;
  readonly available: readonly { readonly by: readonly string[] }[];
}

let hub: TestHub;
let analyst: string;

beforeAll(async () => {
  hub = await openTestHub();
  analyst = await hub.agencyToken({
    ...{ agency: 'statistics', purpose: 'provide-official-statistics', actor: 'Ivo' },
  });
});
afterAll(async () => await hub.close());

const table = async (text: string, token = analyst): Promise<Table> => {
  const answer = await hub.ask(
    token,
    `{ statistics(${text}) { period isGiven lines { values count } endCursor csv available { by } } }`,
  );
  expect(answer.body.errors).toBeUndefined();
  return answer.body.data?.['statistics'] as Table;
};
const codeOf = async (text: string, token = analyst): Promise<string | undefined> =>
  (await hub.ask(token, `{ statistics(${text}) { period } }`)).body.errors?.[0]?.extensions.code;

describe('a table', () => {
  it('says which release it is of, on what it rests, and by which rule', async () => {
    const answer = await hub.ask(
      analyst,
      `{ statistics(measure: OVERCROWDED_HOUSEHOLDS, municipality: "berane", by: [SETTLEMENT]) {
        measure municipality period asOf drawnAt by basis coverage controllers policyVersion rule { id version source } isGiven } }`,
    );
    expect(answer.body).toEqual({
      data: {
        statistics: {
          ...{ measure: 'OVERCROWDED_HOUSEHOLDS', municipality: 'berane', by: ['SETTLEMENT'], isGiven: true },
          ...{ period: '2026-11', asOf: expect.stringMatching(/^2026-11-/), drawnAt: expect.any(String) },
          ...{ coverage: null, policyVersion: expect.stringMatching(/\S/) },
          ...{ basis: 'EVERYONE', controllers: ['berane.centre', 'berane.municipality'] },
          rule: { id: 'eurostat-rooms', version: '2014', source: expect.stringContaining('Eurostat') },
        },
      },
    });
  });

  it('comes a page at a time, and whole as CSV', async () => {
    const whole = await table('measure: PERSONS, municipality: "berane", by: [LOCAL_COMMUNITY, AGE_BAND]');
    const pages = [];
    let after: string | null = null;
    do {
      const page: Table = await table(
        `measure: PERSONS, municipality: "berane", by: [LOCAL_COMMUNITY, AGE_BAND], first: 7, after: ${JSON.stringify(after)}`,
      );
      pages.push(...page.lines);
      after = page.endCursor;
    } while (after !== null);
    expect(pages).toEqual(whole.lines);
    expect(whole.csv.trim().split('\n')).toEqual([
      'LOCAL_COMMUNITY,AGE_BAND,count',
      ...whole.lines.map(({ values, count }) => [...values, count ?? ''].join(',')),
    ]);
  });

  it('holds nothing of fewer than eleven, and nothing but multiples of five', async () => {
    const { lines } = await table(
      'measure: PERSONS, municipality: "berane", by: [LOCAL_COMMUNITY, AGE_BAND, SEX]',
    );
    expect(lines.length).toBeGreaterThan(50);
    for (const { count } of lines)
      if (count !== null && count !== 0) expect([count % 5, count >= 10]).toEqual([0, true]);
    expect(lines.some(({ count }) => count === null)).toBe(true);
  });

  it('tells of rights by the month since when they are so, and of the days waited for by no month', async () => {
    const { isGiven, lines } = await table('measure: ASKED_RIGHTS, municipality: "berane", by: [MONTH]');
    expect(isGiven).toBe(true);
    const months = lines.map(({ values }) => values[0]);
    expect([months.length, months[0], months[12], months[13]]).toEqual([14, 'EARLIER', '2026-11', 'UNK']);
    // Of the samples' rights one alone is of these months: neither it is told, nor what would tell it.
    const withheld = lines.filter(({ count }) => count === null).map(({ values }) => values[0]);
    expect(withheld).toEqual(['EARLIER', '2026-04']);
    expect(await codeOf('measure: WAITING_TIME, municipality: "berane", by: [MONTH]')).toBe('BAD_USER_INPUT');
  });

  it('is the same for everybody who may count what it rests on', async () => {
    const planner = await hub.agencyToken({
      ...{ agency: 'berane.municipality', purpose: 'improve-public-services', actor: 'Mirza' },
    });
    const question = 'measure: HOUSEHOLDS, municipality: "berane", by: [LOCAL_COMMUNITY, HOUSEHOLD_TYPE]';
    expect(await table(question, planner)).toEqual(await table(question));
    expect(await table('measure: PERSONS, by: []', planner)).toEqual(
      await table('measure: PERSONS, municipality: "berane", by: []'),
    );
    // The Centre's rights are no part of what the municipality plans by.
    expect(await codeOf('measure: RECIPIENT_HOUSEHOLDS, by: []', planner)).toBe('FORBIDDEN');
  });

  it('that would let a few be found out beside the others is not given, and says which are', async () => {
    const closed = await table('measure: PERSONS, municipality: "berane", by: [AGE_BAND, RECIPIENT]');
    expect([closed.isGiven, closed.lines]).toEqual([false, []]);
    expect(closed.available).toContainEqual({ by: ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX'] });
  });

  it.each([
    ['in no municipality, by an agency that works in two', 'measure: PERSONS, by: []', 'BAD_USER_INPUT'],
    [
      'in a municipality that is none of its own',
      'measure: PERSONS, municipality: "bar", by: []',
      'BAD_USER_INPUT',
    ],
    ['with a page of none', 'measure: PERSONS, municipality: "berane", by: [], first: 0', 'BAD_USER_INPUT'],
    [
      'after what is no place',
      'measure: PERSONS, municipality: "berane", by: [], after: "x"',
      'BAD_USER_INPUT',
    ],
    ['by sex twice', 'measure: PERSONS, municipality: "berane", by: [SEX, SEX]', 'BAD_USER_INPUT'],
  ])('is refused %s', async (_why, text, code) => {
    expect(await codeOf(text)).toBe(code);
  });

  it('is in the log as what it is: a count of nobody', async () => {
    await hub.ask(
      analyst,
      '{ statistics(measure: PERSONS, municipality: "petnjica", by: []) { lines { count } } }',
    );
    const [entry] = await hub.running.hub.database.query<{ body: { fields: string[] } }>(
      `select body from audit_entry where kind = 'DISCLOSURE' order by id desc limit 1`,
    );
    expect(entry?.body.fields).toEqual(['StatisticsTable.lines']);
  });
});

describe('the catalogue', () => {
  it('defines each measure and each dimension, with its values', async () => {
    const { body } = await hub.ask(
      analyst,
      `{ statisticsCatalogue(municipality: "berane") { period rule { id } measures { measure definition source dimensions }
        dimensions { dimension definition values } } }`,
    );
    const { measures, dimensions } = (body.data?.['statisticsCatalogue'] ?? {}) as {
      measures: { measure: string; definition: string; dimensions: string[] }[];
      dimensions: { dimension: string; values: string[] }[];
    };
    expect(measures.map(({ measure }) => measure)).toContain('SEVERELY_DEPRIVED_HOUSEHOLDS');
    expect(measures.every(({ definition }) => definition.length > 10)).toBe(true);
    expect(dimensions.find(({ dimension }) => dimension === 'SETTLEMENT')?.values).toContain('Berane');
    const known = new Set(dimensions.map(({ dimension }) => dimension));
    expect(measures.flatMap((each) => each.dimensions).every((each) => known.has(each))).toBe(true);
  });
});
