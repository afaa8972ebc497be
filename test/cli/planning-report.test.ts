// A planning report: every number is the hub's, names its query, and can be asked again.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { HtmlValidate } from 'html-validate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { gridTables, statisticsPopulations } from '../../src/statistics/populations.ts';
import { openTestHub, type TestHub } from '../harness/open-hub.ts';
import {
  cellsOf,
  drawnOf,
  operationOf,
  plain,
  queriesOf,
  silentOf,
  type Variables,
} from './planning-pages.ts';
import { type Outcome, runHub, temporaryDirectory } from './run-command.ts';

interface Line {
  readonly values: readonly string[];
  readonly count: number | null;
  readonly share: number | null;
}
interface Facts {
  readonly period: string;
  readonly drawnAt: string;
  readonly controllers: readonly string[];
}
interface Available {
  readonly available: readonly { readonly by: string[] }[];
}
interface Answered {
  readonly lines: readonly Line[];
  readonly endCursor: string | null;
}

const directory = temporaryDirectory();
let hub: TestHub;
let first: Outcome;
let english: string;
let montenegrin: string;
/** What the hub answers to each query of the page, asked again as it is written there. */
const answers = new Map<string, { readonly variables: Variables; readonly lines: readonly Line[] }>();

const analyst = { agency: 'statistics', purpose: 'provide-official-statistics', actor: 'Ivo' };
const planner = { agency: 'berane.municipality', purpose: 'improve-public-services', actor: 'Mirza' };

const pathOf = (name: string): string => join(directory.path, name);
const pageOf = (folder: string, name: string): string => readFileSync(join(pathOf(folder), name), 'utf8');
const fileOf = (name: string, text: string): string => {
  writeFileSync(pathOf(name), text);
  return pathOf(name);
};

const report = async (
  who: Parameters<TestHub['agencyToken']>[0],
  folder: string,
  area = 'berane',
): Promise<Outcome> =>
  await runHub([
    ...['report', '--area', area, '--out', pathOf(folder), '--hub', hub.url],
    ...['--token-file', fileOf('token', await hub.agencyToken(who))],
  ]);

/** Every line of a query, page after page. */
const askAgain = async (page: string, variables: Variables): Promise<readonly Line[]> => {
  const lines: Line[] = [];
  let after: string | null = null;
  do {
    const token = await hub.agencyToken(analyst);
    const { body } = await hub.ask(token, operationOf(page), { ...variables, after });
    expect(body.errors).toBeUndefined();
    const answered = body.data?.['statistics'] as Answered;
    lines.push(...answered.lines);
    after = answered.endCursor;
  } while (after !== null);
  return lines;
};

const saidOf = ({ count }: Line): string => (count === null ? 'withheld' : count.toLocaleString('en-GB'));

/** The places of a query by age and sex of which not one number is given. */
const silentPlacesOf = ({ by }: Variables, lines: readonly Line[]): readonly string[] => {
  if (by.join() !== 'LOCAL_COMMUNITY,AGE_BAND,SEX') return [];
  const places = Map.groupBy(lines, ({ values }) => values[0] ?? '');
  return [...places].filter(([, each]) => each.every(({ count }) => count === null)).map(([place]) => place);
};

/** What a page shows in a cell of its own: a place of which nothing is given has a sentence instead. */
const inCells = (variables: Variables, lines: readonly Line[]): readonly Line[] => {
  const silent = silentPlacesOf(variables, lines);
  return lines.filter(({ values }) => !silent.includes(values[0] ?? ''));
};

/**
 * What the bars of a query's charts say, in the order in which they are drawn. Of a pyramid: women from the oldest, then men, whose age
 * is not known last; and none where none would be given.
 */
const barsOf = ({ by }: Variables, lines: readonly Line[]): readonly string[] => {
  if (!by.includes('SEX')) return lines.map(saidOf);
  const placeOf = ({ values }: Line): string => values.slice(0, -2).join();
  return [...new Set(lines.map(placeOf))].flatMap((place) => {
    const bars = ['F', 'M'].flatMap((sex) => {
      const ages = lines.filter((line) => placeOf(line) === place && line.values.at(-1) === sex);
      return [...ages.slice(0, -1).reverse(), ...ages.slice(-1)];
    });
    return bars.every(({ count }) => count === null) ? [] : bars.map(saidOf);
  });
};

beforeAll(async () => {
  hub = await openTestHub();
  first = await report(analyst, 'first');
  english = first.code === 0 ? pageOf('first', 'berane.en.html') : '';
  montenegrin = first.code === 0 ? pageOf('first', 'berane.cnr.html') : '';
  for (const [number, variables] of queriesOf(english))
    answers.set(number, { variables, lines: await askAgain(english, variables) });
});
afterAll(async () => {
  await hub?.close();
  directory.remove();
});

describe('a planning report', () => {
  it('is a page for each municipality and language, and says which it has written', () => {
    expect([first.code, first.stderr]).toEqual([0, '']);
    expect(readdirSync(pathOf('first')).sort()).toEqual(['berane.cnr.html', 'berane.en.html']);
    expect(first.stdout.trim().split('\n')).toEqual(
      ['berane.cnr.html', 'berane.en.html'].map((name) => join(pathOf('first'), name)),
    );
  });

  it('holds each number of the answers to the queries that it names, in their order, and no other', () => {
    expect(answers.size).toBe(25);
    for (const [number, { variables, lines }] of answers) {
      expect(lines.length, number).toBeGreaterThan(0);
      expect(cellsOf(english, number), number).toEqual(inCells(variables, lines).map(saidOf));
      const drawn = drawnOf(english, number);
      if (drawn.length > 0) expect(drawn, number).toEqual(barsOf(variables, lines));
    }
    expect([...answers.keys()].filter((number) => drawnOf(english, number).length > 0)).toHaveLength(6);
    // Nothing else on the page is a number.
    const rest = english
      .replaceAll(/<td class="[^"]*" data-query=.*?<\/td>/g, '')
      .replaceAll(/<svg .*?<\/svg>/gs, '');
    expect([...rest.matchAll(/>\s*([\d.,]+)\s*</g)].map(([, number]) => number)).toEqual([]);
  });

  it('shows what is withheld as a word and a zero as a zero', () => {
    const all = [...answers.values()].flatMap(({ variables, lines }) => inCells(variables, lines));
    const cells = [...english.matchAll(/<td class="([^"]*)" data-query="\d+"[^>]*>(.*?)<\/td>/g)];
    const withheld = cells.filter(([, kind]) => kind === 'withheld').map(([, , said]) => said);
    expect(withheld.length).toBeGreaterThan(10);
    expect(withheld).toEqual(all.filter(({ count }) => count === null).map(() => 'withheld'));
    const zeros = cells.filter(([, , said]) => plain(said ?? '').split(' ')[0] === '0');
    expect(zeros.length).toBeGreaterThan(0);
    expect(zeros).toHaveLength(all.filter(({ count }) => count === 0).length);
  });

  it('says once of a place that none of its ages can be told, and draws no table of it', () => {
    const [[number, { variables, lines }] = ['', { variables: null, lines: [] }]] = [...answers].filter(
      ([
        ,
        {
          variables: { by },
        },
      ]) => by.join() === 'LOCAL_COMMUNITY,AGE_BAND,SEX',
    );
    if (!variables) throw new Error('the page asks for no ages by place');
    const silent = silentPlacesOf(variables, lines);
    expect(silent.length).toBeGreaterThan(0);
    expect(silentOf(english, number)).toEqual(
      silent.map((place) => (place === 'OTHER' ? 'Small local communities together' : place)),
    );
    expect(english).toContain('No number by age and sex can be told here: each is «withheld».');
  });

  it('says a share where the hub says one, in a cell as dark as the share is large', () => {
    for (const [number, { variables, lines }] of answers) {
      const shown = [
        ...english.matchAll(
          new RegExp(
            `<td class="([^"]*)" data-query="${number}">[^ ]*(?: <span class="share">\\((\\d+) %\\)</span>)?</td>`,
            'g',
          ),
        ),
      ].map(([, kind = '', share]) => [
        share === undefined ? null : Number(share),
        Number(kind.at(-1)) || null,
      ]);
      const shadeOf = (share: number): number => [0, 10, 25, 50].filter((over) => share > over).length;
      expect(shown, number).toEqual(
        inCells(variables, lines).map(({ share }) => [share, share === null ? null : shadeOf(share)]),
      );
    }
    expect(english.split('class="share"').length - 1).toBeGreaterThan(10);
  });

  it('says which release it is of, whose records were counted, and by which rule', async () => {
    const { body } = await hub.ask(
      await hub.agencyToken(analyst),
      operationOf(english),
      queriesOf(english).get('1') as unknown as Record<string, unknown>,
    );
    const table = body.data?.['statistics'] as Facts | undefined;
    expect(table?.period).toBe('2026-11');
    const said = [
      table?.period,
      `<time datetime="${table?.drawnAt}">`,
      table?.controllers.join(', '),
      'eurostat-rooms, version 2014',
    ];
    for (const each of said) expect(english).toContain(`<td>${each}`);
    expect(montenegrin).toContain('eurostat-rooms, verzija 2014');
    expect(english).toContain('<html lang="en">');
    expect(montenegrin).toContain('<html lang="cnr">');
  });

  it('is valid and accessible HTML that fetches and runs nothing', async () => {
    const validator = new HtmlValidate({
      extends: ['html-validate:recommended', 'html-validate:a11y'],
      root: true,
    });
    for (const page of [english, montenegrin]) {
      const { results } = await validator.validateString(page);
      expect(
        results.flatMap(({ messages }) =>
          messages.map((each) => `${each.line}: ${each.ruleId} ${each.message}`),
        ),
      ).toEqual([]);
      expect(page).not.toMatch(/<script|<link|<img|@import|url\(|https?:\/\/(?!statistics\.example)/);
      const tables = page.split('<table').length - 1;
      expect(page.split('<caption>').length - 1).toBe(tables);
      expect([...page.matchAll(/<th(?! scope=)[ >]/g)]).toEqual([]);
      expect([...page.matchAll(/<svg (?!role="img" aria-labelledby=")/g)]).toEqual([]);
      expect(page).not.toMatch(/undefined|NaN|\[object/);
    }
  });

  it('is the same bytes while the release is the same, and each of its queries is in the log', async () => {
    hub.clock.advance(86_400_000);
    const counted = async (): Promise<number> => {
      const [row] = await hub.running.hub.database.query<{ count: number }>(
        `select count(*)::int as count from audit_entry where kind = 'DISCLOSURE' and agency = 'statistics'`,
      );
      return row?.count ?? 0;
    };
    const before = await counted();
    expect((await report(analyst, 'again')).code).toBe(0);
    expect(pageOf('again', 'berane.en.html')).toBe(english);
    expect(pageOf('again', 'berane.cnr.html')).toBe(montenegrin);
    const pages = [...english.matchAll(/asked again with «after» as ([^<]*)\./g)].flatMap(([, said = '']) =>
      said.split(', '),
    );
    expect(pages.length).toBeGreaterThan(0);
    expect((await counted()) - before).toBe(25 + pages.length);
  });

  it('shows an agency nothing that it may not count, and says so', async () => {
    expect((await report(planner, 'planner')).code).toBe(0);
    const page = pageOf('planner', 'berane.en.html');
    const refused = [
      ...page.matchAll(
        /id="query-(\d+)-name">[^<]*<\/h3>\n<pre[^>]*><code>(.*?)<\/code><\/pre>\n<p>Refused: FORBIDDEN\./g,
      ),
    ];
    expect(refused.map(([, , variables = '']) => JSON.parse(plain(variables)).measure).sort()).toEqual([
      ...['ASKED_RIGHTS', 'GRANTED_RIGHTS', 'HOUSEHOLDS', 'HOUSEHOLDS'],
      ...['RECIPIENT_HOUSEHOLDS', 'RECIPIENT_HOUSEHOLDS', 'UNMET_RIGHTS'],
    ]);
    for (const [, number = ''] of refused) expect(cellsOf(page, number)).toEqual([]);
    expect(page).toContain('may not count this');
    expect(cellsOf(page, '1')).toEqual(cellsOf(english, '1'));
  });

  it('takes no table from whoever asks after it', async () => {
    // The demo's analysts agreed on no counts of what communities observed.
    const populations = statisticsPopulations.filter((population) => population !== 'OBSERVATIONS');
    const { body } = await hub.ask(
      await hub.agencyToken(analyst),
      `{ ${populations
        .map(
          (population, index) =>
            `p${index}: statistics(measure: ${population === 'RIGHTS' ? 'ASKED_RIGHTS' : population}, municipality: "berane", by: [${gridTables[population][0]?.join()}]) { available { by } }`,
        )
        .join(' ')} }`,
    );
    const shapes = (tables: readonly (readonly string[])[]): readonly string[] =>
      [...new Set(tables.map((by) => by.join(' × ')))].sort();
    const given = Object.values(body.data ?? {}).flatMap((table) =>
      (table as Available).available.map(({ by }) => by),
    );
    expect(shapes(given)).toEqual(shapes(populations.flatMap((population) => gridTables[population])));
  });

  it('is refused where the hub refuses, and then nothing is written', async () => {
    const refused = async (outcome: Promise<Outcome>): Promise<string> => {
      const { code, stdout, stderr } = await outcome;
      expect([code, stdout]).toEqual([1, '']);
      return stderr;
    };
    expect(await refused(report(analyst, 'none', 'bar'))).toMatch(/^BAD_USER_INPUT: /);
    expect(await refused(report(analyst, 'none', 'berane,bar'))).toMatch(/^BAD_USER_INPUT: /);
    const worker = { agency: 'berane.centre', purpose: 'social-welfare-provision', actor: 'Nada' };
    expect(await refused(report(worker, 'none'))).toMatch(/^FORBIDDEN: /);
    expect(await refused(report({ ...planner, area: ['Park'] }, 'none'))).toMatch(/of a whole municipality/);
    expect(
      await refused(
        runHub(['report', '--area', 'berane', '--out', pathOf('none'), '--token-file', pathOf('no')]),
      ),
    ).toMatch(/cannot be read/);
    expect(readdirSync(directory.path)).not.toContain('none');
  });

  // The last: there is none afterwards.
  it('is refused while there is no release', async () => {
    await hub.running.hub.database.query('delete from statistics_release');
    const { code, stderr } = await report(analyst, 'none');
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^There is no release of statistics yet/)]);
  });
});
