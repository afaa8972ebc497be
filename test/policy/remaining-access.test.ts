import { describe, expect, test } from 'vitest';
import type { Agreement } from '../../src/domain/agreement.ts';
import { purposesOnConsent, remainingAccess } from '../../src/policy/remaining-access.ts';
import { agreements, graph, registry, today } from './demo-house.ts';

const recipientOf = (id: string) => {
  const agency = registry.agencies.get(id);
  if (!agency) throw new Error(`no agency ${id}`);
  return agency;
};
const remaining = (id: string, changed: readonly Agreement[] = agreements, day = today) =>
  remainingAccess({
    recipient: recipientOf(id),
    agreements: changed,
    catalogue: graph.catalogue,
    sources: [...registry.sources.values()],
    today: day,
  });
const fieldsOf = (id: string, changed?: readonly Agreement[], day?: string) =>
  remaining(id, changed, day).flatMap(({ fields }) => fields);
const change = (id: string, changes: Partial<Agreement>): readonly Agreement[] =>
  agreements.map((each) => (each.id === id ? { ...each, ...changes } : each));

describe('what stays without consent', () => {
  test('nothing where everything rests on it', () => {
    expect(remaining('berane.support')).toEqual([]);
  });

  test('each agreement by duty or task, with its fields and step, and the registers’ own keys in none', () => {
    expect(remaining('berane.centre').map(({ agreement, step }) => [agreement.id, step])).toEqual([
      ['berane-municipality-to-centre', 'DUTY'],
      ['berane-municipality-to-centre-eligibility', 'DUTY'],
      ['berane-municipality-to-centre-emergency', 'DUTY'],
      ['petnjica-municipality-to-centre', 'DUTY'],
    ]);
    expect(fieldsOf('berane.centre')).toContain('Tenancy.arrears');
    expect(fieldsOf('berane.centre')).not.toContain('Tenancy.contractNumber');
    expect(remaining('berane.municipality').map(({ step }) => step)).toEqual(['TASK']);
  });

  test('nothing for statistics, which reads nobody', () => {
    expect(remaining('statistics')).toEqual([]);
  });

  test("another agreement's prohibition counts, between the two agencies that it is between (R2, step 3)", () => {
    const prohibited = change('berane-municipality-to-centre-eligibility', {
      purpose: 'ps:SocialWelfareManagement',
      prohibits: ['FINANCE'],
    });
    const givingArrears = (changed: readonly Agreement[]) =>
      remaining('berane.centre', changed)
        .filter(({ fields }) => fields.includes('Tenancy.arrears'))
        .map(({ agreement }) => agreement.id);
    expect(givingArrears(agreements)).toEqual([
      'berane-municipality-to-centre',
      'petnjica-municipality-to-centre',
    ]);
    expect(givingArrears(prohibited)).toEqual(['petnjica-municipality-to-centre']);
  });

  test('what a role opens is among it; what is over, or goes to somebody else, is not', () => {
    const byRole = change('berane-municipality-to-centre', { roles: ['duty-desk'] });
    expect(fieldsOf('berane.centre', byRole)).toContain('Tenancy.arrears');
    expect(fieldsOf('berane.centre', agreements, '2025-12-31')).toEqual([]);
    expect(fieldsOf('berane.support', change('centre-to-berane-municipality', { roles: [] }))).toEqual([]);
  });

  test('agreements alone decide: the same for whoever asks, however often', () => {
    expect(remaining('berane.centre')).toEqual(remaining('berane.centre', [...agreements].reverse()));
  });
});

test('what a withdrawal of everything ends: purposes that an agreement opens on consent', () => {
  expect(purposesOnConsent(recipientOf('berane.support'), agreements)).toEqual(['ps:SocialWelfareProvision']);
  expect(purposesOnConsent(recipientOf('berane.centre'), agreements)).toEqual([]);
});
