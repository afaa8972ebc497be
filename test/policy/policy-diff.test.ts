import { describe, expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement.ts';
import { policyDiff, printAccessChange } from '../../src/policy/policy-diff.ts';
import { agreements, graph, registry, today } from './demo-house.ts';

const diff = (after: readonly Agreement[], before: readonly Agreement[] = agreements) =>
  policyDiff({
    before,
    after,
    agencies: [...registry.agencies.values()],
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
    expect(more.map(({ role, field }) => [role, field])).toEqual([['triage', 'Tenancy.arrears']]);
    expect(told(agreements, after)).toEqual(['NARROWS berane.centre Tenancy.arrears']);
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
      'NARROWS statistics Population.cells',
    ]);
    expect(told(agreements, [])).toContain('WIDENS statistics Population.cells');
  });
});
