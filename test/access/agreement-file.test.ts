import { describe, expect, test } from 'vitest';
import { policyVersion, readAgreements } from '../../src/access/agreement-file.ts';
import { readRegistry } from '../../src/access/registry.ts';
import type { Category } from '../../src/domain/category.ts';
import { ConfigurationError } from '../../src/domain/configuration-error.ts';
import { legalBases } from './legal-bases.ts';
import { agreementsText, registryText, spoil } from './registry-sample.ts';

const registry = readRegistry(registryText, 'registry.yaml');
const read = (text: string, categoryOf?: (coordinate: string) => Category | undefined) =>
  readAgreements(text, 'agreements.yaml', registry, legalBases, categoryOf);

test('reads agreements; what is empty or null can be left out, and the version', () => {
  expect(read(agreementsText)).toEqual([
    {
      id: 'centre-reads-housing',
      version: 1,
      recipient: 'berane.centre',
      controller: 'berane.municipality',
      purpose: 'ps:SocialWelfareProvision',
      categories: ['HOUSING', 'FINANCE'],
      fields: [],
      prohibits: ['Tenancy.contractNumber'],
      basis: {
        article6: 'A6-1-e',
        article9: null,
        article10: null,
        citation: {
          jurisdiction: 'ME',
          code: 'social-and-child-protection',
          act: 'Zakon o socijalnoj i dječjoj zaštiti',
          article: 'čl. 4',
          gazette: 'Sl. list CG 27/13',
        },
      },
      overridesObjection: null,
      requires: 'RELATIONSHIP',
      relationships: [],
      mayAsk: false,
      area: ['berane'],
      roles: [],
      validFrom: '2026-01-01',
      validUntil: null,
    },
    expect.objectContaining({
      id: 'support-reads-housing',
      version: 2,
      basis: { article6: 'A6-1-a', article9: 'A9-2-a', article10: null, citation: null },
      roles: ['psychologist'],
      validUntil: '2027-01-01',
    }),
  ]);
  expect(read('agreements: []')).toEqual([]);
});

type Mistake = readonly [name: string, from: string | RegExp, to: string, line: number, names: RegExp];

const mistakes: readonly Mistake[] = [
  ['no recipient', '    recipient: berane.centre\n', '', 2, /agreements\[0\]\.recipient: is missing/],
  ['no controller', '    controller: berane.municipality\n', '', 2, /agreements\[0\]\.controller/],
  ['no purpose', '    purpose: social-welfare-provision\n', '', 2, /agreements\[0\]\.purpose/],
  ['no basis', / {4}basis:\n.*\n.*\n/, '', 2, /agreements\[0\]\.basis/],
  ['no Art. 6 basis', '      article6: A6-1-e\n', '', 9, /basis\.article6/],
  ['no requirement', '    requires: RELATIONSHIP\n', '', 2, /agreements\[0\]\.requires/],
  ['no area', '    area: [berane]\n', '', 2, /centre-reads-housing: The agreement names no municipality/],
  ['no beginning', '    validFrom: 2026-01-01\n', '', 2, /agreements\[0\]\.validFrom/],
  ['no citation', / {6}citation: .*\n/, '', 2, /A6-1-e has no citation/],
  ['no code', ', code: social-and-child-protection', '', 10, /citation\.code: is missing/],
  [
    'a code that no list has',
    'code: social-and-child-protection',
    'code: social-protection',
    10,
    /citation\.code: centre-reads-housing: The code list of ME has no entry social-protection\.$/m,
  ],
  [
    "another jurisdiction's act",
    'ME, code: social-and-child-protection',
    'RS, code: social-protection',
    2,
    /The citation is of RS, but the controller berane\.municipality is under the law of ME\./,
  ],
  [
    'an act that cannot carry the Art. 6 basis',
    'code: social-and-child-protection',
    'code: family-act',
    2,
    /centre-reads-housing: The entry family-act of ME cannot carry the basis A6-1-e\./,
  ],
  [
    'an act that cannot carry the Art. 9 basis',
    'article6: A6-1-e',
    'article6: A6-1-e\n      article9: A9-2-j',
    2,
    /The entry social-and-child-protection of ME cannot carry the basis A9-2-j\./,
  ],
  [
    'an act that cannot carry the Art. 10 basis',
    'article6: A6-1-e',
    'article6: A6-1-e\n      article10: A10',
    2,
    /The entry social-and-child-protection of ME cannot carry the basis A10\./,
  ],
  [
    'an act written out',
    'code: social-and-child-protection',
    'act: An act',
    10,
    /citation\.act: this key is not/,
  ],
  [
    'an article against objections of an act that restricts none',
    '    requires: RELATIONSHIP\n',
    '    requires: RELATIONSHIP\n    overridesObjection: { jurisdiction: ME, code: social-housing }\n',
    2,
    /The entry social-housing of ME does not restrict the right to object\./,
  ],
  [
    'an article against objections that no list has',
    '    requires: RELATIONSHIP\n',
    '    requires: RELATIONSHIP\n    overridesObjection: { jurisdiction: ME, code: nothing }\n',
    12,
    /overridesObjection\.code: centre-reads-housing: The code list of ME has no entry nothing\.$/m,
  ],
  ['no jurisdiction', 'jurisdiction: ME, ', '', 10, /citation\.jurisdiction/],
  [
    'no Art. 9 basis',
    ', article9: A9-2-a',
    '',
    15,
    /SOCIAL_CARE, a special category of data, has no Art\. 9/,
  ],
  [
    'an unknown key',
    '    mayAsk: false\n',
    '    mayAsk: false\n    notes: x\n',
    13,
    /agreements\[0\]\.notes/,
  ],
  ['a key twice', '    mayAsk: false\n', '    mayAsk: false\n    mayAsk: true\n', 13, /unique/],
  ['a recipient nobody is', 'recipient: berane.centre', 'recipient: berane.center', 3, /no agency is called/],
  [
    'a controller nobody is',
    'controller: berane.municipality',
    'controller: plav',
    4,
    /no agency is called plav/,
  ],
  [
    'an unknown purpose',
    'purpose: social-welfare-provision',
    'purpose: welfare',
    5,
    /no purpose has this slug/,
  ],
  ['a category that is none', '[HOUSING, FINANCE]', '[HOUSING, MONEY]', 6, /categories\[1\]/],
  [
    'a field that is no coordinate',
    '[Tenancy.arrears]',
    '[arrears]',
    15,
    /The granted field arrears is not a coordinate/,
  ],
  ['a jurisdiction that is none', 'jurisdiction: ME', 'jurisdiction: HR', 10, /citation\.jurisdiction/],
  ['a day that is none', 'validFrom: 2026-01-01', 'validFrom: 2026-02-30', 14, /validFrom/],
  ['a day in another form', 'validFrom: 2026-01-01', 'validFrom: 1.1.2026.', 14, /validFrom/],
  [
    'an end before the beginning',
    'validUntil: 2027-01-01',
    'validUntil: 2026-01-01',
    28,
    /ends before it begins/,
  ],
  [
    'a place where the controller does not work',
    'area: [berane]',
    'area: [petnjica]',
    2,
    /petnjica, where the controller/,
  ],
  [
    '6(1)(e) without its relationship',
    'requires: RELATIONSHIP',
    'requires: NOTHING',
    2,
    /requires RELATIONSHIP/,
  ],
  ['consent and no consent', 'requires: CONSENT', 'requires: NOTHING', 15, /not CONSENT/],
  [
    'a purpose the recipient did not register',
    'purpose: requested-service-provision',
    'purpose: rights-fulfilment',
    15,
    /has registered no purpose/,
  ],
  [
    'the same agreement twice',
    'id: support-reads-housing\n    version: 2',
    'id: centre-reads-housing',
    15,
    /version 1 twice/,
  ],
  [
    'two versions at one time',
    'id: support-reads-housing',
    'id: centre-reads-housing',
    16,
    /in force at the same time/,
  ],
];

test.each(mistakes)('%s: no start', (_name, from, to, line, names) => {
  const attempt = () => read(spoil(agreementsText, from, to));
  expect(attempt).toThrow(ConfigurationError);
  expect(attempt).toThrow(new RegExp(`^agreements\\.yaml:${line}: `, 'm'));
  expect(attempt).toThrow(names);
});

test('two versions of one agreement may follow each other', () => {
  const text = spoil(
    spoil(agreementsText, 'validFrom: 2026-01-01', 'validFrom: 2025-01-01\n    validUntil: 2026-01-01'),
    'id: support-reads-housing',
    'id: centre-reads-housing',
  );
  expect(read(text).map(({ version }) => version)).toEqual([1, 2]);
});

test('where the contracts are known, a granted field is held against its category', () => {
  const text = spoil(agreementsText, '[HOUSING, SOCIAL_CARE]', '[HOUSING]');
  const withoutArticle9 = spoil(text, ', article9: A9-2-a', '');
  expect(() => read(withoutArticle9)).not.toThrow();
  expect(() => read(withoutArticle9, () => 'HEALTH')).toThrow(
    /The grant of Tenancy\.arrears, which is HEALTH/,
  );
  expect(() => read(text, () => 'HEALTH')).not.toThrow();
  expect(() => read(text, () => undefined)).toThrow(/Tenancy\.arrears is in no contract/);
});

describe('policyVersion', () => {
  const version = policyVersion(read(agreementsText), registryText);
  test('is short, and the same for the same content in another layout or order', () => {
    expect(version).toMatch(/^[0-9a-f]{16}$/);
    const commented = `# reviewed\n${agreementsText.replace('mayAsk: false', 'mayAsk:   false # no')}`;
    expect(policyVersion(read(commented), registryText)).toBe(version);
    expect(policyVersion([...read(agreementsText)].reverse(), registryText)).toBe(version);
  });
  test('changes with any grant and with the registry', () => {
    expect(policyVersion(read(spoil(agreementsText, 'HOUSING, FINANCE', 'HOUSING')), registryText)).not.toBe(
      version,
    );
    expect(policyVersion(read(agreementsText), spoil(registryText, 'ADP-Zid', 'Zid'))).not.toBe(version);
  });
});
