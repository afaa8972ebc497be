import { expect, test } from 'vitest';
import { readLegalBases } from '../../src/access/legal-basis-file.ts';
import { ConfigurationError } from '../../src/domain/configuration-error.ts';
import { article9Bases, article10Bases, flows, jurisdictions } from '../../src/domain/legal-basis.ts';
import { projectFile, readSettingFolder } from '../../src/server/configuration.ts';
import { legalBases } from './legal-bases.ts';
import { spoil } from './registry-sample.ts';

const own = readSettingFolder('HUB_LEGAL_BASES', projectFile('config', 'legal-bases'));
const changed = (from: string | RegExp, to: string) =>
  new Map(own).set('PL', spoil(own.get('PL') ?? '', from, to));

test('every jurisdiction has an act for casework, social housing, protection, statistics and consent', () => {
  for (const jurisdiction of jurisdictions) {
    const entries = [...(legalBases.get(jurisdiction)?.values() ?? [])];
    const served = new Set(entries.flatMap((entry) => entry.flows));
    expect([jurisdiction, flows.filter((flow) => !served.has(flow))]).toEqual([jurisdiction, []]);
    const carried = new Set<string>(entries.flatMap((entry) => [...entry.article9, ...entry.article10]));
    const lawOrConsent = [
      ...article9Bases.filter((each) => !['A9-2-d', 'A9-2-f'].includes(each)),
      ...article10Bases,
    ];
    expect([jurisdiction, lawOrConsent.filter((each) => !carried.has(each))]).toEqual([jurisdiction, []]);
  }
});

test('an entry says act, article and gazette, and keeps its code', () => {
  expect(legalBases.get('PL')?.get('przemoc-domowa')).toEqual({
    jurisdiction: 'PL',
    code: 'przemoc-domowa',
    act: 'Ustawa z dnia 29 lipca 2005 r. o przeciwdziałaniu przemocy domowej',
    article: 'art. 9c',
    gazette: 'Dz.U. 2005 nr 180 poz. 1493',
    article6: ['A6-1-c', 'A6-1-d', 'A6-1-e'],
    article9: ['A9-2-c', 'A9-2-g'],
    article10: ['A10'],
    restrictsObjection: false,
    flows: ['PROTECTION_FROM_VIOLENCE'],
    note: expect.stringMatching(/9c/),
  });
});

const mistakes: readonly (readonly [
  name: string,
  from: string | RegExp,
  to: string,
  line: number,
  names: RegExp,
])[] = [
  ['no act', /\n {4}act: .*/, '', 5, /entries\[0\]\.act: is missing/],
  ['no article', '    article: art. 100\n', '', 5, /entries\[0\]\.article: is missing/],
  ['no gazette', '    gazette: Dz.U. 2004 nr 64 poz. 593\n', '', 5, /entries\[0\]\.gazette: is missing/],
  ['an empty gazette', 'Dz.U. 2004 nr 64 poz. 593', '" "', 8, /entries\[0\]\.gazette/],
  ['no code', 'code: pomoc-spoleczna\n    act', 'act', 5, /entries\[0\]\.code: is missing/],
  ['a code that is none', 'pomoc-spoleczna', 'Pomoc społeczna', 5, /a code of a-z/],
  ['no Art. 6 basis', '    article6: [A6-1-c, A6-1-e]\n', '', 5, /entries\[0\]\.article6: is missing/],
  [
    'an empty list of Art. 6 bases',
    'article6: [A6-1-c, A6-1-e]',
    'article6: []',
    9,
    /at least one Art\. 6 basis/,
  ],
  ['an Art. 9 basis that is none', 'A9-2-h', 'A9-2-e', 10, /entries\[0\]\.article9\[1\]/],
  ['no flow', '    flows: [CASE_WORK, OUTREACH]\n', '', 5, /entries\[0\]\.flows: is missing/],
  ['no note', /\n {4}note: Article 100.*/, '', 5, /entries\[0\]\.note: is missing/],
  [
    'an unknown key',
    'flows: [CASE_WORK, OUTREACH]',
    'flows: [CASE_WORK, OUTREACH]\n    valid: true',
    12,
    /this key is not known/,
  ],
  ['a code twice', 'code: przemoc-domowa', 'code: pomoc-spoleczna', 14, /pomoc-spoleczna is named twice/],
  ['another jurisdiction', 'jurisdiction: PL', 'jurisdiction: LT', 3, /names another jurisdiction/],
  ['no law for what is kept apart', /# Why one[\s\S]*/, '', 3, /accessRestriction/],
  ['no entries', /entries:[\s\S]*(?=# Why one)/, 'entries: []\n', 4, /the list has no entry/],
];

test.each(mistakes)('%s: no start', (_name, from, to, line, names) => {
  const attempt = () => readLegalBases(changed(from, to), 'lists');
  expect(attempt).toThrow(ConfigurationError);
  expect(attempt).toThrow(new RegExp(`^lists/PL\\.yaml:${line}: `, 'm'));
  expect(attempt).toThrow(names);
});

test('a jurisdiction without a list, and a list of nowhere: no start', () => {
  const without = new Map([...own].filter(([name]) => name !== 'LT'));
  expect(() => readLegalBases(without, 'lists')).toThrow('lists: the list of LT is missing.');
  expect(() => readLegalBases(new Map(own).set('HR', ''), 'lists')).toThrow(
    'lists: HR: no jurisdiction is called so.',
  );
  expect(() => readSettingFolder('HUB_LEGAL_BASES', '/nowhere')).toThrow(
    'HUB_LEGAL_BASES: the folder /nowhere cannot be read.',
  );
});
