import { describe, expect, test } from 'vitest';
import type { Agency, PurposeClass } from '../../src/domain/agency.ts';
import type { Agreement } from '../../src/domain/agreement.ts';
import { categories, convictionCategories, specialCategories } from '../../src/domain/category.ts';
import { article6Bases, article9Bases, type Citation, cite } from '../../src/domain/legal-basis.ts';
import { purposes } from '../../src/domain/purpose.ts';
import { checkAgreement, isStatutoryDecision } from '../../src/policy/check-agreement.ts';
import { legalBases } from '../access/legal-bases.ts';

const agency = (
  id: string,
  kind: Agency['kind'],
  registered: Readonly<Record<string, PurposeClass>>,
): Agency => ({
  id,
  name: id,
  kind,
  jurisdiction: 'ME',
  municipalities: ['berane'],
  guardianshipAuthority: false,
  webhooks: [],
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
const cited = (code: string): Citation => {
  const citation = cite(legalBases, 'ME', code);
  if (!citation) throw new Error(`no entry ${code}`);
  return citation;
};
const citation = cited('social-and-child-protection');
const byViolenceAct = cited('protection-from-family-violence');

const statute: Agreement = {
  id: 'statute',
  version: 1,
  recipient: 'berane.centre',
  controller: 'berane.municipality',
  purpose: 'ps:SocialWelfareProvision',
  categories: ['HOUSING'],
  fields: [],
  prohibits: [],
  basis: { article6: 'A6-1-e', article9: null, article10: null, citation },
  overridesObjection: null,
  requires: 'RELATIONSHIP',
  relationships: [],
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
  basis: { article6: 'A6-1-a', article9: 'A9-2-a', article10: null, citation: null },
  requires: 'CONSENT',
  mayAsk: true,
};
const check = (agreement: Agreement, recipient = agreement.recipient === support.id ? support : publicBody) =>
  checkAgreement(agreement, { recipient, controller, legalBases });

test('an agreement on the statute, one on consent and one on legal duty hold', () => {
  expect(check(statute)).toEqual([]);
  expect(check(byConsent)).toEqual([]);
  expect(check({ ...statute, basis: { ...statute.basis, article6: 'A6-1-c' }, requires: 'NOTHING' })).toEqual(
    [],
  );
  expect(
    check({
      ...statute,
      basis: { article6: 'A6-1-d', article9: null, article10: null, citation: null },
      requires: 'NOTHING',
    }),
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
    { ...statute, basis: { article6: 'A6-1-c', article9: null, article10: null, citation: null } },
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

describe('special categories and convictions (R3)', () => {
  test.each(categories)('%s', (category) => {
    const special = specialCategories.has(category);
    const convictions = convictionCategories.has(category);
    const withoutArticle9 = `The grant of ${category}, a special category of data, has no Art. 9 basis.`;
    const withoutArticle10 = `The grant of ${category}, a category of offences and convictions, has no Art. 10 basis.`;
    expect(check({ ...statute, categories: [category] })).toEqual([
      ...(special ? [withoutArticle9] : []),
      ...(convictions ? [withoutArticle10] : []),
    ]);
    const basis = { ...statute.basis, article9: 'A9-2-b' } as const;
    expect(check({ ...statute, categories: [category], basis })).toEqual(
      convictions ? [withoutArticle10] : [],
    );
  });

  test('a procedure is granted by the act that carries all three bases', () => {
    const basis = {
      article6: 'A6-1-c',
      article9: 'A9-2-g',
      article10: 'A10',
      citation: byViolenceAct,
    } as const;
    expect(check({ ...statute, categories: ['PROTECTION'], basis })).toEqual([]);
  });
});

describe('what overrides an objection (R22)', () => {
  const entry = legalBases.get('ME')?.get('social-and-child-protection');
  const restricting = new Map(legalBases).set(
    'ME',
    new Map([
      ...(legalBases.get('ME') ?? []),
      ['restricting', { ...entry, restrictsObjection: true }],
    ]) as never,
  );
  const overriding: Agreement = { ...statute, overridesObjection: { ...citation, code: 'restricting' } };
  const problems = (agreement: Agreement, lists = restricting) =>
    checkAgreement(agreement, { recipient: publicBody, controller, legalBases: lists });

  test('is an entry of a code list that restricts the right to object, beside a public task', () => {
    expect(problems(overriding)).toEqual([]);
  });

  test('is none of what the project ships: that a law does so, its lawyers must say', () => {
    const all = [...legalBases.values()].flatMap((list) => [...list.values()]);
    expect(all.length).toBeGreaterThan(20);
    expect(all.filter(({ restrictsObjection }) => restrictsObjection)).toEqual([]);
    expect(problems({ ...statute, overridesObjection: citation })).toEqual([
      'The entry social-and-child-protection of ME does not restrict the right to object.',
    ]);
  });

  test.each<[string, Agreement, RegExp]>([
    [
      'on a legal obligation',
      { ...overriding, basis: { ...statute.basis, article6: 'A6-1-c' } },
      /on the basis A6-1-c there is none to override/,
    ],
    [
      'on consent',
      { ...byConsent, recipient: publicBody.id, overridesObjection: overriding.overridesObjection },
      /on the basis A6-1-a there is none to override/,
    ],
    [
      'of no list',
      { ...overriding, overridesObjection: { ...citation, code: 'nothing' } },
      /code list of ME has no entry nothing/,
    ],
    [
      "of another country's law",
      { ...overriding, overridesObjection: { ...citation, jurisdiction: 'PL', code: 'restricting' } },
      /code list of PL has no entry restricting/,
    ],
  ])('is refused %s', (_what, agreement, sentence) => {
    expect(problems(agreement).join(' ')).toMatch(sentence);
  });

  test('is refused where the controller is under another law', () => {
    const elsewhere = { ...controller, jurisdiction: 'RS' as const };
    expect(
      checkAgreement(overriding, { recipient: publicBody, controller: elsewhere, legalBases: restricting }),
    ).toContain(
      'What overrides an objection is of ME, but the controller berane.municipality is under the law of RS.',
    );
  });
});

describe('the citation (R3)', () => {
  const special = { ...statute, categories: ['HEALTH'] } as const;

  test.each(article9Bases)('%s: named by law, or by the person', (article9) => {
    const byLaw = ['A9-2-b', 'A9-2-g', 'A9-2-h', 'A9-2-j'].includes(article9);
    const vital = { article6: 'A6-1-d', article9, article10: null, citation: null } as const;
    expect(check({ ...special, requires: 'NOTHING', basis: vital })).toEqual([
      ...(byLaw
        ? [`The basis ${article9} has no citation: act, article and gazette of a jurisdiction are missing.`]
        : []),
      ...(article9 === 'A9-2-a'
        ? ['The basis A9-2-a is explicit consent, but the Art. 6 basis is A6-1-d and not A6-1-a.']
        : []),
    ]);
  });

  test('Art. 10 needs one whatever the Art. 6 basis', () => {
    const basis = { article6: 'A6-1-d', article9: 'A9-2-c', article10: 'A10', citation: null } as const;
    expect(check({ ...statute, requires: 'NOTHING', basis })).toEqual([
      'The basis A10 has no citation: act, article and gazette of a jurisdiction are missing.',
    ]);
  });

  test('names an entry that the list of its jurisdiction has, and that carries each named basis', () => {
    const unknown = { ...statute.basis, citation: { ...citation, code: 'nothing' } };
    expect(check({ ...statute, basis: unknown })).toEqual(['The code list of ME has no entry nothing.']);
    const two = { article6: 'A6-1-d', article9: 'A9-2-c', article10: null, citation } as const;
    expect(check({ ...special, requires: 'NOTHING', basis: two })).toEqual([
      'The entry social-and-child-protection of ME cannot carry the basis A6-1-d.',
      'The entry social-and-child-protection of ME cannot carry the basis A9-2-c.',
    ]);
  });

  test("is of the controller's jurisdiction", () => {
    const elsewhere = checkAgreement(statute, {
      recipient: publicBody,
      controller: { ...controller, jurisdiction: 'PL' },
      legalBases,
    });
    expect(elsewhere).toEqual([
      'The citation is of ME, but the controller berane.municipality is under the law of PL.',
    ]);
  });
});

describe('consent', () => {
  test('goes with CONSENT and with nothing else, both ways, for every basis', () => {
    // Each with an act that carries it: what is asked here is only whether basis and requirement agree.
    const acts = {
      'A6-1-a': null,
      'A6-1-b': null,
      'A6-1-c': citation,
      'A6-1-d': null,
      'A6-1-e': citation,
      'A6-1-f': null,
    } as const;
    for (const article6 of article6Bases) {
      for (const requires of ['NOTHING', 'RELATIONSHIP', 'CONSENT'] as const) {
        const problems = check({
          ...byConsent,
          basis: { article6, article9: null, article10: null, citation: acts[article6] },
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

  test.each(closed.filter((purpose) => purpose !== 'hub:EmergencyAccess'))(
    '%s is granted by its own name',
    (purpose) => {
      expect(check({ ...statute, purpose, basis: { ...statute.basis, article6: 'A6-1-c' } }, police)).toEqual(
        [],
      );
    },
  );

  test('hub:EmergencyAccess is granted by its own name to who is on duty, for what they have opened and no more (R17)', () => {
    const purpose = 'hub:EmergencyAccess';
    const emergency: Agreement = {
      ...{ ...statute, purpose, basis: { ...statute.basis, article6: 'A6-1-d', citation: null } },
      ...{ requires: 'RELATIONSHIP', relationships: ['EMERGENCY'], roles: ['on-call'] },
    };
    expect(check(emergency, police)).toEqual([]);
    for (const [wrong, sentence] of [
      [{ roles: [] }, 'An emergency names the roles that may open one.'],
      [{ relationships: [] }, 'An emergency requires the relationship EMERGENCY and no other.'],
      [
        { relationships: ['EMERGENCY', 'OPEN_CASE'] },
        'An emergency requires the relationship EMERGENCY and no other.',
      ],
      [{ basis: { ...statute.basis, article6: 'A6-1-c' } }, 'An emergency rests on A6-1-d.'],
    ] as const)
      expect(check({ ...emergency, ...(wrong as Partial<Agreement>) }, police), sentence).toContain(sentence);
    expect(check({ ...emergency, purpose: 'dpv:LegalCompliance' }, police).join('\n')).toContain(
      'opens nothing but for the purpose hub:EmergencyAccess',
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
