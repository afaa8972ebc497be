import { describe, expect, test } from 'vitest';
import type { Agency, PurposeClass } from '../../src/domain/agency.ts';
import type { Agreement } from '../../src/domain/agreement.ts';
import { categories, specialCategories } from '../../src/domain/category.ts';
import { article6Bases } from '../../src/domain/legal-basis.ts';
import { purposes } from '../../src/domain/purpose.ts';
import { checkAgreement, isStatutoryDecision } from '../../src/policy/check-agreement.ts';

const agency = (
  id: string,
  kind: Agency['kind'],
  registered: Readonly<Record<string, PurposeClass>>,
): Agency => ({
  id,
  name: id,
  kind,
  municipalities: ['berane'],
  objectsPerHour: 1000,
  registrations: new Map(
    Object.entries(registered).map(([purpose, purposeClass]) => [
      purpose,
      { purpose, class: purposeClass, operations: new Set(['household']) },
    ]),
  ),
});
const everything = Object.fromEntries(purposes.map(({ term }) => [term, 'operational' as const]));
const publicBody = agency('berane.centre', 'PUBLIC_BODY', everything);
const support = agency('berane.support', 'NGO', everything);
const controller = agency('berane.municipality', 'PUBLIC_BODY', {});
const citation = {
  jurisdiction: 'ME',
  act: 'Law on social and child protection',
  article: '112',
  gazette: '27/13',
} as const;

const statute: Agreement = {
  id: 'statute',
  version: 1,
  recipient: 'berane.centre',
  controller: 'berane.municipality',
  purpose: 'ps:SocialWelfareProvision',
  categories: ['HOUSING'],
  fields: [],
  prohibits: [],
  basis: { article6: 'A6-1-e', article9: null, citation },
  requires: 'RELATIONSHIP',
  mayAsk: false,
  area: ['berane'],
  roles: [],
  validFrom: '2026-01-01',
  validUntil: null,
};
const byConsent: Agreement = {
  ...statute,
  id: 'consent',
  recipient: 'berane.support',
  basis: { article6: 'A6-1-a', article9: 'A9-2-a', citation: null },
  requires: 'CONSENT',
  mayAsk: true,
};
const check = (agreement: Agreement, recipient = agreement.recipient === support.id ? support : publicBody) =>
  checkAgreement(agreement, { recipient, controller });

test('an agreement on the statute, one on consent and one on legal duty hold', () => {
  expect(check(statute)).toEqual([]);
  expect(check(byConsent)).toEqual([]);
  expect(check({ ...statute, basis: { ...statute.basis, article6: 'A6-1-c' }, requires: 'NOTHING' })).toEqual(
    [],
  );
  expect(
    check({ ...statute, basis: { article6: 'A6-1-d', article9: null, citation: null }, requires: 'NOTHING' }),
  ).toEqual([]);
});

const faults: readonly (readonly [name: string, agreement: Agreement, sentence: RegExp])[] = [
  [
    'no citation for (e)',
    { ...statute, basis: { ...statute.basis, citation: null } },
    /A6-1-e has no citation: act, article and gazette/,
  ],
  [
    'no citation for (c)',
    { ...statute, basis: { article6: 'A6-1-c', article9: null, citation: null } },
    /A6-1-c has no citation/,
  ],
  [
    'an empty gazette',
    { ...statute, basis: { ...statute.basis, citation: { ...citation, gazette: ' ' } } },
    /no gazette/,
  ],
  ['an empty act', { ...statute, basis: { ...statute.basis, citation: { ...citation, act: '' } } }, /no act/],
  [
    'an empty article',
    { ...statute, basis: { ...statute.basis, citation: { ...citation, article: '' } } },
    /no article/,
  ],
  [
    '(e) without its relationship',
    { ...statute, requires: 'NOTHING' },
    /requires RELATIONSHIP, which is missing/,
  ],
  ['(e) on consent', { ...statute, requires: 'CONSENT' }, /requires CONSENT, but its basis is A6-1-e/],
  [
    'consent that nothing asks for',
    { ...byConsent, requires: 'NOTHING', mayAsk: false },
    /requires NOTHING and not CONSENT/,
  ],
  [
    'consent with a relationship instead',
    { ...byConsent, requires: 'RELATIONSHIP', mayAsk: false },
    /not CONSENT/,
  ],
  ['asking without consent', { ...statute, mayAsk: true }, /mayAsk\) without requiring CONSENT/],
  ['a field without its type', { ...statute, fields: ['arrears'] }, /arrears is not a coordinate/],
  ['a field of a field', { ...statute, fields: ['Household.tenancy.arrears'] }, /not a coordinate/],
  ['all fields of a type', { ...statute, fields: ['Tenancy.*'] }, /not a coordinate/],
  ['a field of introspection', { ...statute, fields: ['__Type.name'] }, /not a coordinate/],
  ['a category as a field', { ...statute, fields: ['HEALTH'] }, /not a coordinate/],
  ['a prohibition of nothing known', { ...statute, prohibits: ['MONEY'] }, /prohibition MONEY is neither/],
  ['nothing at all', { ...statute, categories: [] }, /says nothing/],
  ['no area', { ...statute, area: [] }, /reaches no record/],
  ['an area of others', { ...statute, area: ['plav'] }, /plav, where the controller/],
  ['an unknown purpose', { ...statute, purpose: 'hub:Anything' }, /not one of the hub's purposes/],
  ['another recipient', { ...statute, recipient: 'berane.police' }, /checked against berane\.centre/],
  ['another controller', { ...statute, controller: 'plav' }, /checked against berane\.municipality/],
];

test.each(faults)('%s is told in a full sentence', (_name, agreement, sentence) => {
  const problems = check(agreement);
  expect(problems.join('\n')).toMatch(sentence);
  for (const problem of problems) expect(problem).toMatch(/^[A-Z].*\.$/);
});

describe('special categories (R3)', () => {
  test.each(categories)('%s', (category) => {
    const problems = check({ ...statute, categories: [category] });
    expect(problems).toEqual(
      specialCategories.has(category)
        ? [`The grant of ${category}, a special category of data, has no Art. 9 basis.`]
        : [],
    );
    expect(
      check({ ...statute, categories: [category], basis: { ...statute.basis, article9: 'A9-2-b' } }),
    ).toEqual([]);
  });
});

describe('consent', () => {
  test('goes with CONSENT and with nothing else, both ways, for every basis', () => {
    for (const article6 of article6Bases) {
      for (const requires of ['NOTHING', 'RELATIONSHIP', 'CONSENT'] as const) {
        const problems = check({
          ...byConsent,
          basis: { article6, article9: 'A9-2-a', citation },
          requires,
          mayAsk: false,
        });
        const fits =
          (article6 === 'A6-1-a') === (requires === 'CONSENT') &&
          !(article6 === 'A6-1-e' && requires === 'NOTHING');
        expect({ article6, requires, holds: problems.length === 0 }).toEqual({
          article6,
          requires,
          holds: fits,
        });
      }
    }
  });

  const decisions = [
    'ps:HousingWelfareManagement',
    'ps:SocialWelfareEligibilityAssessment',
    'ps:SocialWelfareEnrolmentManagement',
    'ps:SocialWelfareDistributionManagement',
  ];
  test.each(decisions)("is no basis of a public body's %s, and may be an NGO's", (purpose) => {
    expect(isStatutoryDecision(purpose)).toBe(true);
    expect(check({ ...byConsent, recipient: publicBody.id, purpose })).toEqual([
      `Consent cannot be the basis of the public body berane.centre's own statutory decision (${purpose}): a legal basis is missing.`,
    ]);
    expect(check({ ...byConsent, purpose })).toEqual([]);
  });
  test("may be a public body's basis for a service that a person asked for", () => {
    const purpose = 'dpv:RequestedServiceProvision';
    expect(isStatutoryDecision(purpose)).toBe(false);
    expect(check({ ...byConsent, recipient: publicBody.id, purpose })).toEqual([]);
  });

  test.each([
    ['hub:DomesticViolenceProtection', /closed and cannot be consented to/],
    ['hub:EmergencyAccess', /closed and cannot be consented to/],
    ['hub:DutyReport', /closed and cannot be consented to/],
    ['ps:SocialWelfareRiskAssessment', /closed and cannot be consented to/],
    ['dpv:PublicBenefit', /too wide to be consented to/],
    ['dpv:Purpose', /too wide to be consented to/],
  ])('cannot be given to %s (R1)', (purpose, sentence) => {
    expect(check({ ...byConsent, purpose }).join('\n')).toMatch(sentence);
  });
});

describe('closed purposes (R1, S01)', () => {
  const closed = ['hub:DomesticViolenceProtection', 'hub:EmergencyAccess', 'hub:DutyReport'];
  const police = agency(
    'berane.centre',
    'PUBLIC_BODY',
    Object.fromEntries(closed.map((term) => [term, 'operational'])),
  );

  test.each(closed)('%s is granted by its own name', (purpose) => {
    expect(check({ ...statute, purpose, basis: { ...statute.basis, article6: 'A6-1-c' } }, police)).toEqual(
      [],
    );
  });
  test.each(['dpv:Purpose', 'dpv:LegalCompliance', 'ps:SocialWelfareProvision', 'dpv:PublicBenefit'])(
    '%s grants nothing to an agency that registered only closed ones',
    (purpose) => {
      expect(check({ ...statute, purpose }, police)).toEqual([
        `The recipient berane.centre has registered no purpose that ${purpose} covers.`,
      ]);
    },
  );
});

describe('6(1)(e) without a relationship is for planning alone (R2 step 7)', () => {
  const planning = (purpose: string, registered: Readonly<Record<string, PurposeClass>>) =>
    check({ ...statute, purpose, requires: 'NOTHING' }, agency('berane.centre', 'PUBLIC_BODY', registered));

  test('holds for registrations of class statistics, and for the improvement of services', () => {
    expect(
      planning('dpv:ProvideOfficialStatistics', { 'dpv:ProvideOfficialStatistics': 'statistics' }),
    ).toEqual([]);
    expect(planning('dpv:ImprovePublicServices', { 'dpv:ImprovePublicServices': 'operational' })).toEqual([]);
  });
  test.each([
    ['another class', 'dpv:ProvideOfficialStatistics', { 'dpv:ProvideOfficialStatistics': 'operational' }],
    ['a project', 'dpv:PublicPolicyMaking', { 'dpv:PublicPolicyMaking': 'project:x' }],
    [
      'a wide grant that reaches casework too',
      'dpv:PublicBenefit',
      {
        'dpv:ProvideOfficialStatistics': 'statistics',
        'ps:SocialWelfareProvision': 'operational',
      },
    ],
  ] as const)('does not hold for %s', (_name, purpose, registered) => {
    expect(planning(purpose, registered).join('\n')).toMatch(/requires RELATIONSHIP/);
  });
});
