import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Agency, Registration } from '../../src/domain/agency.ts';
import type { Agreement } from '../../src/domain/agreement.ts';
import type { Category } from '../../src/domain/category.ts';
import { replacedBy, succeededBy } from '../../src/policy/agreement-succession.ts';
import { countingAgreements } from '../../src/policy/counting-agreements.ts';
import { policyDiff, printAccessChange } from '../../src/policy/policy-diff.ts';
import { widens } from '../../src/policy/widens.ts';
import { propertySeed } from '../identity/property-seed.ts';
import { agreements, callerOf, graph, registry, today } from './demo-house.ts';
import { agreement, catalogueOf, field, sourceOf } from './mask-world.ts';
import { anyAgreement } from './random-world.ts';

const diff = (
  after: readonly Agreement[],
  before: readonly Agreement[] = agreements,
  agencies: readonly Agency[] = [...registry.agencies.values()],
) =>
  policyDiff({
    ...{ before, after, agencies },
    sources: [...registry.sources.values()],
    catalogue: graph.catalogue,
    day: today,
  });

const changed = (id: string, changes: Partial<Agreement>): readonly Agreement[] =>
  agreements.map((each) => (each.id === id ? { ...each, ...changes } : each));

/** Effect, agency and field, without the roles. */
const told = (after: readonly Agreement[], before?: readonly Agreement[]): readonly string[] => [
  ...new Set(diff(after, before).map(({ effect, agency, field }) => `${effect} ${agency} ${field}`)),
];

const eligibility = 'berane-municipality-to-centre-eligibility';

describe('the difference between two policies', () => {
  test('is nothing where both say the same, whatever the order, the version and what is over', () => {
    expect(diff([...agreements].reverse())).toEqual([]);
    expect(diff(agreements.map((each) => ({ ...each, version: 7 })))).toEqual([]);
    const over = {
      ...(agreements[0] as Agreement),
      id: 'over',
      recipient: 'berane.support',
      validUntil: today,
    };
    expect(diff([...agreements, over])).toEqual([]);
  });

  test('names the field that a version gives besides, with the words of both', () => {
    const after = changed(eligibility, {
      fields: ['Tenancy.rooms', 'Tenancy.floorArea', 'Tenancy.rent', 'Tenancy.arrears'],
    });
    const [change, ...more] = diff(after);
    expect(change && printAccessChange(change)).toBe(
      'WIDENS  berane.centre ps:SocialWelfareEligibilityAssessment role none Tenancy.arrears of berane.municipality: nothing -> ' +
        'duty with relationship in berane (berane-municipality-to-centre-eligibility: A6-1-c, Zakon o socijalnoj i dječjoj zaštiti, čl. 4, Sl. list CG 27/13)',
    );
    expect(more.map(({ role, field }) => [role, field])).toEqual([
      ['on-call', 'Tenancy.arrears'],
      ['triage', 'Tenancy.arrears'],
    ]);
    expect(told(agreements, after)).toEqual(['NARROWS berane.centre Tenancy.arrears']);
  });

  test('names that an objection no longer pauses a task, with the law by which it does not', () => {
    const law = {
      jurisdiction: 'ME',
      code: 'x',
      act: 'Zakon',
      article: 'čl. 9',
      gazette: 'Sl. list',
    } as const;
    const after = changed('centre-to-berane-municipality', { overridesObjection: law });
    const [change] = diff(after);
    expect(change?.effect).toBe('WIDENS');
    expect(change?.before[0]).toMatch(/^public task with relationship/);
    expect(change?.after[0]).toMatch(
      /^public task whatever is objected with relationship.*against an objection Zakon, čl\. 9/,
    );
    expect(new Set(diff(agreements, after).map(({ effect }) => effect))).toEqual(new Set(['NARROWS']));
  });

  test('names what a prohibition closes, and what its end opens', () => {
    const without = changed('centre-to-support', { prohibits: ['HEALTH'] });
    const closed = told(without);
    expect(closed).toContain('NARROWS berane.support CaseEntry.health');
    expect(told(agreements, without)).toEqual(closed.map((line) => line.replace('NARROWS', 'WIDENS')));
  });

  test('tells a place more from another place', () => {
    const fields = (effect: string, area: readonly string[]) =>
      expect(
        told(changed('centre-to-berane-municipality', { area })).every((line) => line.startsWith(effect)),
      ).toBe(true);
    fields('WIDENS', ['berane', 'petnjica']);
    fields('CHANGES', ['petnjica']);
  });

  test('tells a requirement that falls away, and a ground that is another', () => {
    const effects = (changes: Partial<Agreement>): readonly string[] => [
      ...new Set(diff(changed('berane-municipality-to-centre', changes)).map(({ effect }) => effect)),
    ];
    const { basis } = agreements.find(({ id }) => id === 'berane-municipality-to-centre') as Agreement;
    expect(effects({ requires: 'NOTHING' })).toEqual(['WIDENS']);
    expect(effects({ basis: { ...basis, article6: 'A6-1-e' } })).toEqual(['NARROWS']);
    expect(
      effects({
        basis: { article6: 'A6-1-a', article9: null, article10: null, citation: null },
        requires: 'CONSENT',
      }),
    ).toEqual(['CHANGES']);
    const citation = basis.citation && { ...basis.citation, article: '5' };
    expect(effects({ basis: { ...basis, citation } })).toEqual(['CHANGES']);
    expect(effects({ roles: ['triage'] })).toEqual(['NARROWS']);
  });

  test('has the counts of statistics, which read no field of anybody', () => {
    expect(told(changed('centre-to-statistics', { area: ['berane'] }))).toEqual([
      'NARROWS statistics StatisticsTable.lines',
    ]);
    expect(told(agreements, [])).toContain('WIDENS statistics StatisticsTable.lines');
  });

  test('has the counts of a funder, who is told indicators and no tables', () => {
    const narrower = changed('centre-to-statistics', { area: ['berane'] });
    const fieldsWith = (operations: readonly string[]): readonly string[] => {
      const agency = registry.agencies.get('statistics') as Agency;
      const registrations = new Map(
        [...agency.registrations].map(([purpose, each]) => [
          purpose,
          each.class === 'statistics' ? { ...each, operations: new Set(operations) } : each,
        ]),
      );
      return [
        ...new Set(diff(narrower, agreements, [{ ...agency, registrations }]).map(({ field }) => field)),
      ];
    };
    expect(fieldsWith(['projectIndicators'])).toEqual(['ProjectIndicators.indicators']);
    expect(fieldsWith(['projectIndicators', 'statistics'])).toEqual(['StatisticsTable.lines']);
    expect(fieldsWith(['statisticsCatalogue'])).toEqual([]);
  });

  test('tells the kinds of relationship that count, and any from all of them', () => {
    const id = 'centre-to-berane-municipality';
    const some = changed(id, { relationships: ['OPEN_CASE'] });
    const every = (after: readonly Agreement[], before: readonly Agreement[]) => [
      ...new Set(diff(after, before).map(({ effect }) => effect)),
    ];
    expect(every(changed(id, { relationships: [] }), some)).toEqual(['WIDENS']);
    expect(every(some, changed(id, { relationships: ['OPEN_CASE', 'APPLICATION'] }))).toEqual(['NARROWS']);
    const [change] = diff(changed(id, { relationships: [] }), some);
    expect(change?.before.join()).toContain('public task with relationship OPEN_CASE, all of');
  });

  test('tells the days to come on which one gives what the other does not', () => {
    const ending = changed(eligibility, { validUntil: '2026-12-31' });
    const [longer] = diff(changed(eligibility, { validUntil: null }), ending);
    expect(longer?.effect).toBe('WIDENS');
    expect([longer?.before[0], longer?.after[0]]).toEqual([
      expect.stringMatching(/27\/13\) until 2026-12-31$/),
      expect.stringMatching(/27\/13\)$/),
    ]);
    const [later] = diff(agreements, changed(eligibility, { validFrom: '2027-02-01' }));
    expect([later?.effect, later?.before[0]]).toEqual(['WIDENS', expect.stringMatching(/ from 2027-02-01$/)]);
  });

  test('tells another basis of Art. 10', () => {
    const { basis } = agreements.find(({ id }) => id === eligibility) as Agreement;
    const [change] = diff(changed(eligibility, { basis: { ...basis, article10: 'A10' } }));
    expect([change?.effect, change?.after[0]]).toEqual([
      'CHANGES',
      expect.stringContaining(`${eligibility}: A6-1-c, A10, Zakon`),
    ]);
  });

  test('names what was forbidden, also where nothing else gives it', () => {
    const forbidding = changed(eligibility, { prohibits: ['Tenancy.arrears'] });
    const [change] = diff(agreements, forbidding);
    expect(change && printAccessChange(change)).toBe(
      'CHANGES berane.centre ps:SocialWelfareEligibilityAssessment role none Tenancy.arrears of berane.municipality: ' +
        `forbidden (${eligibility}) -> nothing`,
    );
  });
});

describe('counts', () => {
  const statistics = callerOf('statistics', 'provide-official-statistics');
  const controllers = (of: readonly Agreement[]) =>
    countingAgreements(of, statistics).map(({ controller }) => controller);
  const grant = agreements.find(({ id }) => id === 'centre-to-statistics') as Agreement;

  test('end where another agreement between the two forbids households, and nowhere else', () => {
    expect(controllers([grant])).toEqual(['berane.centre']);
    const forbids = { ...grant, id: 'forbids', categories: [], prohibits: ['HOUSEHOLD'] };
    expect(controllers([grant, forbids])).toEqual([]);
    expect(controllers([grant, { ...forbids, roles: ['counter'] }])).toEqual([]);
    expect(controllers([grant, { ...forbids, controller: 'berane.municipality' }])).toEqual([
      'berane.centre',
    ]);
    expect(controllers([grant, { ...forbids, recipient: 'berane.support' }])).toEqual(['berane.centre']);
    expect(controllers([grant, { ...forbids, purpose: 'ps:SocialWelfareProvision' }])).toEqual([
      'berane.centre',
    ]);
    expect(told([...agreements, forbids])).toContain('NARROWS statistics StatisticsTable.lines');
  });

  test.each([
    ['A6-1-c', 1],
    ['A6-1-d', 1],
    ['A6-1-e', 1],
    ['A6-1-a', 0],
    ['A6-1-b', 0],
    ['A6-1-f', 0],
  ] as const)('rest on a duty or a public task: %s gives %i', (article6, given) => {
    expect(controllers([{ ...grant, basis: { ...grant.basis, article6 } }])).toHaveLength(given);
  });
});

const shared: readonly Category[] = ['IDENTITY', 'CONTACT', 'FINANCE', 'HEALTH'];
const fields = shared.map((category, index) => field(`f${index}`, category, 'PERSON'));
const reader = {
  id: 'reader',
  kind: 'NGO',
  registrations: new Map(
    [
      ...['ps:SocialWelfareProvision', 'ps:SocialWelfareEligibilityAssessment', 'dpv:LegalCompliance'],
      ...['ps:SocialWelfareRiskAssessment', 'hub:DomesticViolenceProtection', 'ps:SocialWelfareManagement'],
    ].map((purpose) => [
      purpose,
      { purpose, class: 'operational', operations: new Set() } as unknown as Registration,
    ]),
  ),
} as unknown as Agency;

/** What officers can agree on (R3), between these two, from today on. */
const anyAgreed = fc
  .record({
    drawn: anyAgreement,
    article10: fc.constantFrom(null, 'A10' as const),
    mayAsk: fc.boolean(),
    validFrom: fc.constantFrom(today, '2026-11-25'),
    validUntil: fc.constantFrom(null, '2026-12-31', '2027-01-31'),
  })
  .map(({ drawn, article10, mayAsk, ...days }): Agreement => {
    const { article6 } = drawn.basis;
    const requires = article6 === 'A6-1-e' ? 'RELATIONSHIP' : drawn.requires;
    return {
      ...agreement('a', drawn),
      ...days,
      ...{ id: 'a', recipient: 'reader', controller: 'keeper', requires },
      basis: { ...drawn.basis, article10 },
      mayAsk: mayAsk && requires === 'CONSENT',
      relationships: requires === 'RELATIONSHIP' ? drawn.relationships : [],
    };
  });

/** One term of the other's, so that each term is by itself what widens; or all. */
const anyVersions = fc
  .tuple(anyAgreed, anyAgreed, fc.nat())
  .map(([old, other, drawn]): [Agreement, Agreement] => {
    const terms: readonly (readonly (keyof Agreement)[])[] = [
      ...(
        ['purpose', 'categories', 'fields', 'prohibits', 'area', 'roles', 'validFrom', 'validUntil'] as const
      ).map((term) => [term]),
      ['basis', 'requires', 'relationships', 'mayAsk'],
      Object.keys(old) as (keyof Agreement)[],
    ];
    const taken = terms[drawn % terms.length] ?? [];
    const changes = Object.fromEntries(taken.map((term) => [term, other[term]]));
    return [old, { ...old, ...changes, version: 2 }];
  });

test('whatever is called a widening shows a line, where the agreement opens a field at all', () => {
  const compare = (before: readonly Agreement[], after: readonly Agreement[]) =>
    policyDiff({
      ...{ before, after, agencies: [reader], sources: [sourceOf([])], catalogue: catalogueOf(fields) },
      day: today,
    });
  const categoryOf = (name: string) => fields.find(({ coordinate }) => coordinate === name)?.category;
  let widening = 0;
  fc.assert(
    fc.property(anyVersions, ([old, next]) => {
      const [before, after] = [[old], succeededBy([old], next, today)];
      if (!widens(next, replacedBy(before, next, today), categoryOf)) return;
      if (compare([], after).every(({ after: ways }) => ways.join().startsWith('forbidden'))) return;
      widening += 1;
      expect(compare(before, after)).not.toEqual([]);
    }),
    { seed: propertySeed, numRuns: 2000 },
  );
  expect(widening).toBeGreaterThan(400);
});
