// What a planning report is printed from, and whom it is asked for, without a hub.
import { readFileSync } from 'node:fs';
import { HtmlValidate } from 'html-validate';
import { describe, expect, it } from 'vitest';
import { askerOf, chooseAnalyst } from '../../src/cli/planning/analyst.ts';
import {
  type PlanningQuestionName,
  planningQuestionNames,
  planningQuestions,
} from '../../src/cli/planning/planning-questions.ts';
import type { PlanningLine, PlanningTable, PlanningTables } from '../../src/cli/planning/planning-tables.ts';
import { planningLanguages, readPlanningWords } from '../../src/cli/planning/planning-words.ts';
import { printPlanningReport } from '../../src/cli/planning/print-report.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { registry } from '../policy/demo-house.ts';

const read = (name: string): string => readFileSync(projectFile('config', 'planning', name), 'utf8');
const english = readPlanningWords(read, 'en');
const asker = { issuer: 'https://statistics.example', purpose: 'dpv:ProvideOfficialStatistics' };

/** Tables as a hub would give them, of which some are as a test says. */
const made = (
  changes: Partial<Record<PlanningQuestionName, Partial<PlanningTable>>>,
  release: Partial<PlanningTables['release']> = {},
): PlanningTables => ({
  municipality: 'berane',
  release: {
    ...{ period: '2026-11', asOf: '2026-11-01', drawnAt: '2026-11-01T00:00:00.000Z', basis: 'EVERYONE' },
    ...{ coverage: null, controllers: ['berane.centre'] },
    rule: { id: 'eurostat-rooms', version: '2014', source: 'Eurostat' },
    ...release,
  },
  tables: new Map(
    planningQuestionNames.map((name, index) => [
      name,
      {
        ...{ name, number: index + 1, pages: [], outcome: 'GIVEN', lines: [] },
        variables: { ...planningQuestions[name], municipality: 'berane' },
        ...changes[name],
      } satisfies PlanningTable,
    ]),
  ),
});

const line = (count: number | null, ...values: readonly string[]): PlanningLine => ({
  ...{ values, count, share: null },
});
const print = async (tables: PlanningTables): Promise<string> =>
  await printPlanningReport(tables, { words: english, municipalityName: 'Berane', asker });

describe('a page', () => {
  it('takes a name out of a register for text, whatever is written in it', async () => {
    const name = `<script>alert("1")</script>&'`;
    const lines = [line(35, name, 'Y0-5', 'F'), line(20, name, 'Y0-5', 'M'), line(null, name, 'Y0-5', 'UNK')];
    const page = await print(
      made({
        personsByPlace: { lines: [line(250, name)] },
        agesByPlace: { lines },
        askedByRight: { lines: [line(15, name)] },
      }),
    );
    expect(page).not.toContain('<script');
    expect(page).toContain(
      '<th scope="row">&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;&amp;&#39;</th>',
    );
    expect(new HtmlValidate().validateStringSync(page).results).toEqual([]);
  });

  it('says of a table that is not given that it is not, and draws nothing in its place', async () => {
    const page = await print(made({ ages: { outcome: 'NOT_GIVEN' }, types: { outcome: 'REFUSED' } }));
    expect(page).toMatch(/People by age and sex: Not shown: this table cannot be given .*href="#query-13"/);
    expect(page).toMatch(/Households by type: Not shown: the agency .*href="#query-15"/);
    expect(page).not.toContain('chart-13');
    expect(page).not.toContain('chart-15"');
  });

  it('draws no chart of which every bar would be withheld', async () => {
    const lines = [line(null, 'Y0-5', 'F'), line(null, 'Y0-5', 'M'), line(15, 'Y0-5', 'UNK')];
    const page = await print(made({ ages: { lines } }));
    expect(page).not.toContain('chart-13');
    expect(page).toContain('<td class="count" data-query="13">15</td>');
  });

  it('writes a count of more than three digits with separators, in cells and charts, as the language has them', async () => {
    const tables = made({ persons: { lines: [line(12_345)] }, types: { lines: [line(1045, 'A1_LT65')] } });
    const page = await print(tables);
    expect(page).toContain('<td class="count" data-query="1">12,345</td>');
    expect(page).toMatch(/>1,045<\/text>/);
    const words = readPlanningWords(read, 'cnr');
    const montenegrin = await printPlanningReport(tables, { words, municipalityName: 'Berane', asker });
    expect(montenegrin).toContain('<td class="count" data-query="1">12.345</td>');
    expect(montenegrin).toMatch(/>1\.045<\/text>/);
  });

  it('calls what is put together by words, within a settlement too', async () => {
    const lines = [line(70, 'Berane: OTHER'), line(60, 'OTHER'), line(80, 'ANOTHER')];
    const page = await print(made({ personsByPlace: { lines } }));
    expect(
      [...page.matchAll(/<th scope="row">([^<]*)<\/th><td class="count" data-query="6">/g)].map(
        ([, name]) => name,
      ),
    ).toEqual([
      ...['Berane: Small local communities together', 'Small local communities together', 'ANOTHER'],
    ]);
  });

  it('names each place above its ages, and says once where none of them can be told', async () => {
    const of = (place: string, count: number | null) => [
      line(count, place, 'Y0-5', 'F'),
      line(null, place, 'Y0-5', 'M'),
    ];
    const page = await print(made({ agesByPlace: { lines: [...of('Park', 20), ...of('Hareme', null)] } }));
    expect(page).toMatch(
      /<h3>By local community<\/h3>[\s\S]*<h4>Park<\/h4>\n<figure[\s\S]*<h4>Hareme<\/h4>\n<p class="absent"/,
    );
    expect(page).not.toContain('chart-14-2');
    expect([...page.matchAll(/<td class="withheld" data-query="14">/g)]).toHaveLength(1);
    expect(new HtmlValidate().validateStringSync(page).results).toEqual([]);
  });

  it('reads no caption twice under a heading of the same words, and keeps it for whoever hears the table', async () => {
    const page = await print(made({ persons: { lines: [line(250)] } }));
    expect(page).toContain('<caption><span class="unseen">The municipality at a glance</span></caption>');
  });

  it('is laid out for A4, and keeps each table and chart on one page', async () => {
    const page = await print(made({}));
    expect(page).toMatch(/@page \{ size: A4;/);
    expect(page).toMatch(/@media print[\s\S]*figure, table, tr, pre, \.asked \{ break-inside: avoid; \}/);
  });

  it('draws women to the left and men to the right, each bar as long as its number', async () => {
    const lines = [line(20, 'Y0-5', 'F'), line(40, 'Y0-5', 'M'), line(0, 'UNK', 'F'), line(null, 'UNK', 'M')];
    const page = await print(made({ ages: { lines } }));
    const widths = [...page.matchAll(/<path d="M[^"]*?h([\d.]+)v[\d.]+h[^"]*Z" fill="(#\w+)"/g)];
    expect(widths.map(([, width = '']) => Math.round(Number(width)))).toEqual([50, 0, 99, 0]);
    const at = (said: string): number =>
      Number(new RegExp(`translate\\(([\\d.]+),[^>]*>${said}</text>`).exec(page)?.[1]);
    expect(at('women')).toBeLessThan(at('men'));
    expect(at('20')).toBeLessThan(at('women'));
    expect(at('40')).toBeGreaterThan(at('men'));
  });

  it('says whom it counts, and how many of the households, where not everybody is counted', async () => {
    const page = await print(made({}, { basis: 'CONSENTING', coverage: 85 }));
    expect(page).toContain('households of which everybody consented');
    expect(page).toContain('85 % of those that the registers know');
    expect(await print(made({}))).not.toContain('of those that the registers know');
  });
});

describe('the words', () => {
  it.each(planningLanguages)('of %s are of everything that is counted', (language) => {
    expect(readPlanningWords(read, language).language).toBe(language);
  });

  it.each(planningLanguages)('of %s fit into the room that a chart has for them', (language) => {
    const { values, sentences } = readPlanningWords(read, language);
    const { AGE_BAND: ages, SEX: _sexes, ...bars } = values;
    // Sans-serif of 12 units has letters of at most 5.8 on average in such words; 8 lie between a name and its bar.
    const widest = (texts: readonly string[]): number => 5.8 * Math.max(...texts.map((each) => each.length));
    expect(widest(Object.values(bars).flatMap((each) => Object.values(each)))).toBeLessThan(270 - 8);
    expect(widest(Object.values(ages))).toBeLessThan(90 - 8);
    expect(widest([sentences.withheld])).toBeLessThan(60 - 6);
  });

  it.each([
    [
      'a value that has no word',
      '  SEX: { F: women, M: men, UNK: not known }',
      '  SEX: { F: women, M: men }',
    ],
    ['a sentence without its place', '{municipality}', 'Berane'],
    ['another language than the file says', 'language: en', 'language: cnr'],
  ])('are refused with %s', (_what, from, to) => {
    const changed = read('en.yaml').replace(from, to);
    expect(changed).not.toBe(read('en.yaml'));
    expect(() => readPlanningWords(() => changed, 'en')).toThrow(/^en\.yaml:/);
  });
});

describe('the agency that a report is asked for', () => {
  const choose = (areas: readonly string[], agency: string | null = null): unknown =>
    chooseAnalyst(registry, { areas, agency });

  it('is the one of these municipalities that plans, or the only one that works in all of them', () => {
    expect(choose(['berane'])).toEqual({ agency: 'berane.municipality', purpose: 'improve-public-services' });
    expect(choose(['berane', 'petnjica'])).toEqual({
      ...{ agency: 'statistics', purpose: 'provide-official-statistics' },
    });
    expect(choose(['berane'], 'statistics')).toMatchObject({ agency: 'statistics' });
  });

  it.each([
    [['bar'], null, /^No municipality is called bar\. Known: berane, petnjica\.$/],
    [['berane'], 'nobody', /^No agency is called nobody\. Known: berane\.municipality/],
    [['berane'], 'berane.centre', /^berane\.centre has not registered a purpose of statistics\.$/],
    [['petnjica'], 'berane.municipality', /^berane\.municipality does not work in all of petnjica\.$/],
  ] as const)('is refused for %j and %s', (areas, agency, said) => {
    expect(() => choose(areas, agency)).toThrow(said);
  });

  it('is named by whoever asks where several could be meant, and is none where none plans', () => {
    const able = [...registry.agencies.values()].find(({ id }) => id === 'berane.municipality');
    if (!able) throw new Error('the demo has no such agency');
    const twice = new Map(registry.agencies).set('berane.twin', { ...able, id: 'berane.twin' });
    const chosen = { areas: ['berane'], agency: null };
    expect(() => chooseAnalyst({ ...registry, agencies: twice }, chosen)).toThrow(
      /^Several agencies may ask: berane\.municipality, berane\.twin\. Name one with --agency\.$/,
    );
    const centre = [...registry.agencies].filter(([id]) => id === 'berane.centre');
    expect(() => chooseAnalyst({ ...registry, agencies: new Map(centre) }, chosen)).toThrow(
      /^No agency of berane has registered a purpose of statistics\.$/,
    );
  });

  it('is what the token says; what is no token is told so', () => {
    const claims = Buffer.from(JSON.stringify({ iss: asker.issuer, purpose: asker.purpose })).toString(
      'base64url',
    );
    expect(askerOf(`x.${claims}.x`)).toEqual(asker);
    for (const token of ['', 'nothing', 'x.bm90aGluZw.x'])
      expect(() => askerOf(token)).toThrow(/cannot be read/);
  });
});
