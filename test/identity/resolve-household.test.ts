import { describe, expect, it } from 'vitest';
import { addressKey } from '../../src/identity/address-key.ts';
import { type LinkedHouseholdMention, resolveHousehold } from '../../src/identity/resolve-household.ts';

const CONTRACT = {
  source: 'housing',
  localId: 'contract 1',
  municipality: 'berane',
  address: addressKey('Ul. Rudeška 18', '5'),
  persons: ['ana', 'petar', 'luka', 'maja'],
};

function known(household: string, told: Partial<LinkedHouseholdMention> = {}): LinkedHouseholdMention {
  return { ...CONTRACT, source: 'centre', localId: `case of ${household}`, household, ...told };
}

function outcome(...candidates: LinkedHouseholdMention[]): string {
  const link = resolveHousehold(CONTRACT, candidates);
  return link.outcome === 'JOINED'
    ? `${link.household} ${link.evidence.reason}`
    : `NEW ${link.evidence.reason}`;
}

describe('resolveHousehold', () => {
  it.each([
    ['all members', CONTRACT.persons],
    ['some who are listed', ['ana', 'petar']],
    ['half of the smaller', ['ana', 'a cousin']],
  ])('joins at one address with %s in common', (_, persons) => {
    expect(outcome(known('h', { address: addressKey('Рудешка 18/5'), persons }))).toBe('h SAME_ADDRESS');
    expect(outcome(known('h', { address: addressKey('Rudeška 18'), persons }))).toBe('h SAME_ADDRESS');
  });

  it.each([
    ['no member in common', { persons: ['x', 'y'] }],
    ['one who married into another family of the house', { persons: ['maja', 'x', 'y'] }],
    ['another flat', { address: addressKey('Rudeška 18/6'), persons: ['maja', 'luka'] }],
    ['another municipality', { municipality: 'petnjica' }],
    ['two contracts of one register', { source: 'housing' }],
  ])('stays apart: %s', (_, told) => {
    expect(outcome(known('h', told))).toBe('NEW NO_HOUSEHOLD_FITS');
  });

  it('follows a family that moved with all its members, and no part of one', () => {
    const address = addressKey('Polimska 3');
    expect(outcome(known('h', { address }))).toBe('h MOVED_TOGETHER');
    expect(outcome(known('h', { address: null }))).toBe('h MOVED_TOGETHER');
    expect(outcome(known('h', { address, persons: ['ana', 'luka', 'maja'] }))).toBe('NEW NO_HOUSEHOLD_FITS');
  });

  it('takes the one with more members in common, and none of two that are as good', () => {
    const two = known('h', { persons: ['ana', 'petar'] });
    expect(outcome(two, known('g', { persons: ['luka'] }))).toBe('h SAME_ADDRESS');
    expect(outcome(two, known('g', { persons: ['luka', 'maja'] }))).toBe('NEW SEVERAL_FIT');
  });

  it('is not held back by its own earlier version', () => {
    expect(outcome(known('h', { source: 'housing', localId: 'contract 1', persons: [] }), known('h'))).toBe(
      'h SAME_ADDRESS',
    );
  });
});
