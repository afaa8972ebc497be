import 'reflect-metadata';
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { readLanguages } from '../../src/access/language-file.ts';
import { dayInWords, periodInWords, say } from '../../src/access/phrase.ts';
import { ConfigurationError } from '../../src/domain/configuration-error.ts';
import { languageTags, sentencePlaces } from '../../src/domain/language.ts';
import { assembleGraph } from '../../src/graph/assemble-graph.ts';
import { foldText } from '../../src/identity/fold-text.ts';
import { projectFile } from '../../src/server/configuration.ts';
import { graph } from '../policy/demo-house.ts';
import { directives, ownContracts } from '../records/more-registers.ts';
import { languageOf, languages, languageTexts } from './languages.ts';
import { spoil } from './registry-sample.ts';

/** Every word of a language by the path that leads to it. */
const wordsOf = (value: unknown, path = ''): [string, string][] =>
  typeof value === 'string'
    ? [[path, value]]
    : Object.entries(value as object).flatMap(([key, each]) =>
        wordsOf(each, (path && `${path} ${key}`.trim()) || key),
      );

/** Of the contracts whose words stand in the languages' own files. */
const { catalogue } = assembleGraph(directives, ownContracts);
const read = (changed: ReadonlyMap<string, string>) => readLanguages(changed, 'languages', catalogue);
const withPolish = (from: string | RegExp, to: string) =>
  new Map(languageTexts).set('pl', spoil(languageTexts.get('pl') ?? '', from, to));

describe('every language is whole', () => {
  const english = wordsOf(languageOf('en'))
    .map(([path]) => path)
    .sort();

  test.each(languageTags)('%s has a word for everything, and no word more', (tag) => {
    expect(
      wordsOf(languageOf(tag))
        .map(([path]) => path)
        .sort(),
    ).toEqual(english);
    for (const coordinate of graph.catalogue.governed.keys()) {
      expect(languageOf(tag).fields[coordinate], coordinate).toMatch(/\S/);
    }
  });

  test.each(languageTags.filter((tag) => tag !== 'en'))('%s says nothing in English', (tag) => {
    const own = new Map(wordsOf(languageOf(tag)));
    const same = wordsOf(languageOf('en')).filter(([path, word]) => own.get(path) === word);
    // What has no words of its own, and one country's name.
    expect(
      same.map(([path]) => path).filter((path) => path !== 'jurisdictions RS' && path !== 'dates'),
    ).toEqual(['sentences wholeCategory', 'sentences field']);
  });

  test('tells two fields of one kind of record apart, in every language', () => {
    for (const [tag, language] of languages) {
      for (const { kind, fields } of graph.catalogue.kinds.values()) {
        const words = fields.map(({ coordinate }) => language.fields[coordinate]);
        expect([tag, kind, new Set(words).size]).toEqual([tag, kind, fields.length]);
      }
    }
  });
});

describe('Serbian in Cyrillic is derived', () => {
  const latin = new Map(wordsOf(languageOf('sr-Latn')));

  test('every letter of it is Cyrillic, except the places of sentences', () => {
    for (const [path, word] of wordsOf(languageOf('sr-Cyrl'))) {
      if (path === 'locale' || path === 'dates') continue;
      const letters = word.replace(/\{\w+\}/g, '').replace(/[^\p{L}]/gu, '');
      expect(letters, path).toMatch(/^\p{Script=Cyrillic}*$/u);
      expect(foldText(word.replace(/\{\w+\}/g, '')), path).toBe(
        foldText((latin.get(path) ?? '').replace(/\{\w+\}/g, '')),
      );
    }
  });

  // `nj`, `lj` and `dž` are one letter in Cyrillic unless a word is put together at that very place (injekcija,
  // nadživeti). So each stem that has one is listed here, and a new one is looked at by somebody who reads Serbian.
  test('no word has two letters that only look like one', () => {
    const stems = new Set(
      [...latin.values()].flatMap((word) => word.toLowerCase().match(/\p{L}*(?:nj|lj|dž)/gu) ?? []),
    );
    expect([...stems].sort((one, other) => one.localeCompare(other, 'sr-Latn')).join(' ')).toBe(
      'brisanj cilj čitanj dalj davanj dovolj dugovanj grejanj ispravlj ispunjavanj istraživanj kažnj nasilj nj obnovlj obrazloženj obrazovanj određivanj ograničenj osporavanj ostvarivanj otkrivanj ovlašćenj planiranj poboljšanj polj preispitivanj prenaselj prijavlj pružanj rođenj sprečavanj stanovanj stanj staratelj upravljanj upućivanj useljenj utvrđivanj zabranj zapažanj zaposlenj zatvaranj zaustavlj zdravlj',
    );
  });

  test('figures and days follow the script', () => {
    expect(periodInWords(languageOf('sr-Cyrl'), 'P10Y')).toBe('10 година');
    expect(dayInWords(languageOf('sr-Cyrl'), '2026-01-31')).toBe('31. 1. 2026.');
  });
});

const mistakes: readonly (readonly [name: string, from: string | RegExp, to: string, names: RegExp])[] = [
  [
    'a purpose without a word',
    /\n {2}duty-report: .*/,
    '',
    /^languages\/pl\.yaml:\d+: purposes\.duty-report: is missing$/m,
  ],
  [
    'a field without a word',
    /\n {2}Tenancy\.rooms: .*/,
    '',
    /^languages\/pl\.yaml:\d+: fields\.Tenancy\.rooms: is missing$/m,
  ],
  ['an empty word', '  HEALTH: zdrowie', '  HEALTH: ""', /^languages\/pl\.yaml:\d+: categories\.HEALTH: /m],
  [
    'a field that no contract has',
    '  Tenancy.rooms:',
    '  Tenancy.windows: okna\n  Tenancy.rooms:',
    /pl\.yaml:\d+: fields\.Tenancy\.windows: this key is not known/,
  ],
  ['a kind without a word', /\n {2}aid-plan: .*/, '', /pl\.yaml:\d+: kinds\.aid-plan: is missing/],
  ['a section too many', 'rights:\n', 'notes: x\n\nrights:\n', /pl\.yaml:\d+: notes: this key is not known/],
  [
    'a sentence without its place',
    '{act}, ',
    '',
    /pl\.yaml:\d+: sentences\.law: the sentence leaves places for act, article, gazette, jurisdiction/,
  ],
  [
    'a sentence with a place of its own',
    'purposeAlone: Cel ten',
    'purposeAlone: Cel {purpose}',
    /sentences\.purposeAlone: the sentence leaves places for nothing/,
  ],
  ['a locale that is none', 'locale: pl-PL', 'locale: xx-XX', /pl\.yaml:3: locale: no locale is called so/],
];

test.each(mistakes)('%s: no start', (_name, from, to, names) => {
  const attempt = () => read(withPolish(from, to));
  expect(attempt).toThrow(ConfigurationError);
  expect(attempt).toThrow(names);
});

test('a language without a file, and a file of no language: no start', () => {
  const without = new Map([...languageTexts].filter(([tag]) => tag !== 'lt'));
  expect(() => read(without)).toThrow('languages: the language lt is missing.');
  for (const tag of ['hr', 'sr-Cyrl']) {
    expect(() => read(new Map(languageTexts).set(tag, ''))).toThrow(
      `languages: ${tag}: no language of the hub is written so.`,
    );
  }
});

test('a value that looks like a place stays a value', () => {
  expect(say(languageOf('en'), 'signedFor', { name: '{line} & {name}' })).toBe('For {line} & {name}:');
});

test('every sentence is one that the hub says', () => {
  const code = [
    ['access', 'printed-agreement.ts'],
    ['access', 'agreement-form.ts'],
    ['graph', 'resolvers', 'me.resolver.ts'],
    ['graph', 'printed-file.ts'],
    ['graph', 'own-access-shown.ts'],
  ]
    .map((names) => readFileSync(projectFile('src', ...names), 'utf8'))
    .join('\n');
  const unsaid = Object.keys(sentencePlaces).filter(
    (key) => !code.includes(`language, '${key}'`) && !code.includes(`spoken, '${key}'`),
  );
  expect(unsaid).toEqual([]);
});

test.each([
  ['en', '10 years', '1 January 2026'],
  ['cnr', '10 godina', '1. 1. 2026.'],
  ['bs', '10 godina', '1. 1. 2026.'],
  ['sr-Latn', '10 godina', '1. 1. 2026.'],
  ['pl', '10 lat', '1 stycznia 2026'],
  ['lt', '10 metų', '2026 m. sausio 1 d.'],
] as const)('%s writes periods and days as its readers do', (tag, period, day) => {
  expect(periodInWords(languageOf(tag), 'P10Y')).toBe(period);
  expect(dayInWords(languageOf(tag), '2026-01-01')).toBe(day);
});
