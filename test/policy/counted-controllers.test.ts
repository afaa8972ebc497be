// Whose records statistics count, on which basis, and whose word is heeded.
import { describe, expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement.ts';
import { countedControllers } from '../../src/policy/counted-controllers.ts';
import { agreements, registry } from './demo-house.ts';

const known = agreements.find(({ id }) => id === 'centre-to-statistics') as Agreement;
const publicly = (changes: Partial<Agreement> = {}): Agreement => ({
  ...known,
  area: ['berane'],
  ...changes,
});
const byConsent = (changes: Partial<Agreement> = {}): Agreement =>
  publicly({ requires: 'CONSENT', basis: { ...known.basis, article6: 'A6-1-a' }, ...changes });
const byDuty = publicly({ basis: { ...known.basis, article6: 'A6-1-c' } });

const ofCentre = (inForce: readonly Agreement[]) =>
  countedControllers(registry.agencies.values(), new Set(), inForce).map(
    ({ controller, municipality, ...rest }) => ({
      of: `${controller} ${municipality}`,
      ...rest,
    }),
  );

const everyone = { of: 'berane.centre berane', basis: 'EVERYONE', consents: [] };

describe('a register', () => {
  test('of which nobody agreed anything is not counted', () => {
    expect(ofCentre([])).toEqual([]);
  });
  test('is counted whole for a public task, but for those whose word closes that', () => {
    expect(ofCentre([publicly()])).toEqual([{ ...everyone, heeding: ['statistics'], heedsObjections: true }]);
  });
  test('is counted in spite of objections where a law says so', () => {
    const citation = { jurisdiction: 'ME', code: 'official-statistics' } as Agreement['overridesObjection'];
    expect(ofCentre([publicly({ overridesObjection: citation })])).toEqual([
      { ...everyone, heeding: ['statistics'], heedsObjections: false },
    ]);
  });
  test('is counted whole on a duty, whatever anybody says', () => {
    expect(ofCentre([byDuty])).toEqual([{ ...everyone, heeding: [], heedsObjections: false }]);
  });
  test('is counted of the consenting where nobody may count everybody', () => {
    expect(ofCentre([byConsent()])).toEqual([
      {
        of: 'berane.centre berane',
        ...{ basis: 'CONSENTING', heeding: ['statistics'], heedsObjections: false },
        consents: [
          {
            recipient: 'statistics',
            purposes: expect.arrayContaining(['dpv:ProvideOfficialStatistics']),
            categories: known.categories,
          },
        ],
      },
    ]);
  });
  test('needs a consent to each who counts the consenting', () => {
    const other = byConsent({
      id: 'other',
      recipient: 'berane.municipality',
      purpose: 'dpv:ImprovePublicServices',
    });
    const [found] = ofCentre([byConsent(), other]);
    expect(found?.consents.map(({ recipient }) => recipient).sort()).toEqual([
      'berane.municipality',
      'statistics',
    ]);
  });
  test('has one basis: where anybody may count everybody, nobody counts the consenting', () => {
    const other = byConsent({
      id: 'other',
      recipient: 'berane.municipality',
      purpose: 'dpv:ImprovePublicServices',
    });
    expect(ofCentre([publicly(), other])).toEqual([
      { ...everyone, heeding: ['statistics'], heedsObjections: true },
    ]);
  });
  test('that its own agency counts is counted whole', () => {
    const found = countedControllers(registry.agencies.values(), new Set(['berane.municipality']), []);
    expect(found).toContainEqual({
      ...{ controller: 'berane.municipality', municipality: 'berane', basis: 'EVERYONE' },
      ...{ heeding: [], heedsObjections: false, consents: [] },
    });
  });
});
