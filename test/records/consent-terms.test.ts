import { describe, expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement.ts';
import { HubError } from '../../src/domain/hub-error.ts';
import type { Notice } from '../../src/domain/notice.ts';
import { type ConsentTermsInput, checkConsentTerms } from '../../src/records/consent-terms.ts';
import { agreements, graph, registry, today } from '../policy/demo-house.ts';

const terms: ConsentTermsInput = {
  recipient: 'berane.support',
  controller: 'berane.centre',
  purpose: 'social-welfare-provision',
  categories: ['HEALTH'],
  fields: [],
  noticeVersion: '2026-1',
  language: 'cnr',
  script: 'Latn',
  until: null,
};

/** What was read before this year, in Montenegrin alone. */
const earlier: Notice = {
  version: '2025-3',
  controllers: ['berane.centre'],
  from: '2025-03-01',
  until: '2026-01-01',
  address: 'https://hub.example/notices/2025-3',
  readings: [{ language: 'cnr', script: 'Latn' }],
};

const check = (
  changes: Partial<ConsentTermsInput>,
  asking: readonly Agreement[] = agreements,
  readOn?: string,
): string => {
  try {
    const checked = checkConsentTerms(
      { ...terms, ...changes },
      {
        ...{ agencies: registry.agencies, agreements: asking, catalogue: graph.catalogue, today },
        notices: [...registry.notices, earlier],
      },
      readOn,
    );
    return `${checked.purpose} until ${checked.validUntil}`;
  } catch (error) {
    return error instanceof HubError ? `${error.code}: ${error.message}` : String(error);
  }
};

const taken = 'ps:SocialWelfareProvision until 2027-11-21';
const cases: readonly [what: string, changes: Partial<ConsentTermsInput>, said: string][] = [
  ['what an agreement asks for', {}, taken],
  ['one field of it', { categories: [], fields: ['CaseEntry.health'] }, taken],
  ['until a day within twelve months', { until: '2027-01-01' }, 'ps:SocialWelfareProvision until 2027-01-01'],
  [
    'a wider purpose, which covers what is asked for',
    { purpose: 'social-welfare-management' },
    'ps:SocialWelfareManagement until 2027-11-21',
  ],
  [
    'a closed purpose (R1)',
    { purpose: 'domestic-violence-protection' },
    'BAD_USER_INPUT: This purpose cannot be consented to.',
  ],
  [
    'a guarded purpose (R1)',
    { purpose: 'social-welfare-risk-assessment' },
    'BAD_USER_INPUT: This purpose cannot be consented to.',
  ],
  [
    'a purpose as wide as the public good',
    { purpose: 'public-benefit' },
    'BAD_USER_INPUT: This purpose cannot be consented to.',
  ],
  [
    'a purpose that is none',
    { purpose: 'ps:SocialWelfareProvision' },
    'BAD_USER_INPUT: This purpose is not known.',
  ],
  [
    'a purpose nobody asks under',
    { purpose: 'housing-welfare-management' },
    'BAD_USER_INPUT: No agreement asks for this consent.',
  ],
  [
    'a recipient that asks nobody',
    { recipient: 'berane.municipality' },
    'BAD_USER_INPUT: No agreement asks for this consent.',
  ],
  [
    'a controller whose data it does not ask for',
    { controller: 'petnjica.municipality' },
    'BAD_USER_INPUT: No agreement asks for this consent.',
  ],
  ['a recipient that is none', { recipient: 'nobody' }, 'BAD_USER_INPUT: The recipient is not known.'],
  ['nothing at all', { categories: [] }, 'BAD_USER_INPUT: A consent names at least one category or field.'],
  ['a category that is none', { categories: ['SECRETS'] }, 'BAD_USER_INPUT: A category is not known.'],
  ['a field that is none', { fields: ['Person.givenName'] }, 'BAD_USER_INPUT: A field is not known.'],
  ['no notice (R4)', { noticeVersion: ' ' }, 'BAD_USER_INPUT: This version of the notice is not known.'],
  [
    'a notice that nobody ever wrote (R4)',
    { noticeVersion: '2026-2' },
    'BAD_USER_INPUT: This version of the notice is not known.',
  ],
  [
    'a notice that is read no more (R4)',
    { noticeVersion: '2025-3' },
    'BAD_USER_INPUT: This version of the notice was not in use on that day.',
  ],
  [
    'no language (R4)',
    { language: '' },
    'BAD_USER_INPUT: The notice is not written in this language and script.',
  ],
  [
    'a language that the notice is not written in (R4)',
    { language: 'pl' },
    'BAD_USER_INPUT: The notice is not written in this language and script.',
  ],
  [
    'a script that it is not written in (R4)',
    { language: 'bs', script: 'Cyrl' },
    'BAD_USER_INPUT: The notice is not written in this language and script.',
  ],
  [
    'a day longer than twelve months (R4)',
    { until: '2027-11-22' },
    'BAD_USER_INPUT: A consent holds for twelve months at most.',
  ],
  ['until today', { until: today }, 'BAD_USER_INPUT: A consent ends after today.'],
];

describe('a consent', () => {
  test.each(cases)('to %s', (_what, changes, said) => {
    expect(check(changes)).toBe(said);
  });

  test('on a form says which notice was read then, not now: neither an earlier one nor a later one passes for it', () => {
    const year2025 = { noticeVersion: '2025-3' };
    expect(check(year2025, agreements, '2025-12-31')).toBe(taken);
    expect(check({}, agreements, '2025-12-31')).toMatch('not in use on that day');
    expect(check(year2025, agreements, '2025-02-28')).toMatch('not in use on that day');
    expect(check({ ...year2025, script: 'Cyrl' }, agreements, '2025-12-31')).toMatch('not written in this');
  });

  test('to less than an agreement asks for is taken: the person decides how much', () => {
    const wide = agreements.map((each) => ({ ...each, purpose: 'ps:SocialWelfareManagement' }));
    expect(check({}, wide)).toBe(taken);
    expect(check({ purpose: 'housing-welfare-management' }, wide)).toBe(
      'BAD_USER_INPUT: No agreement asks for this consent.',
    );
  });
});
