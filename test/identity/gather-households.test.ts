import { describe, expect, it } from 'vitest';
import { addressKey } from '../../src/identity/address-key.ts';
import {
  gatherHouseholds,
  type SaidOfUnits,
  type StandingUnit,
  unitName,
} from '../../src/identity/gather-households.ts';

const CONTRACT: StandingUnit = {
  ...{ source: 'housing', localId: 'contract', municipality: 'berane', household: null },
  address: addressKey('Ul. Rudeška 18', '5'),
  persons: ['ana', 'petar', 'luka', 'maja'],
};
const ofCentre = (localId: string, told: Partial<StandingUnit> = {}): StandingUnit => ({
  ...{ ...CONTRACT, source: 'centre', localId },
  ...told,
});
const nothing: SaidOfUnits = { joined: [], apart: [] };

/** The partition, by local ids. */
const gathered = (units: readonly StandingUnit[], said = nothing): readonly string[] =>
  gatherHouseholds(units, said)
    .map((all) => all.map(({ unit }) => unit.localId).sort())
    .map((all) => all.join(' + '))
    .sort();

const outcome = (...others: StandingUnit[]): string => {
  const all = gatherHouseholds([CONTRACT, ...others], nothing);
  const own = all.find((units) => units.some(({ unit }) => unit === CONTRACT)) ?? [];
  const mates = own.filter(({ unit }) => unit !== CONTRACT).map(({ unit }) => unit.localId);
  return [...mates, own.find(({ unit }) => unit === CONTRACT)?.evidence.reason].join(' ');
};

describe('gatherHouseholds', () => {
  it.each([
    ['all members', CONTRACT.persons],
    ['some who are listed', ['ana', 'petar']],
    ['half of the smaller', ['ana', 'a cousin']],
  ])('joins at one address with %s in common', (_, persons) => {
    expect(outcome(ofCentre('h', { address: addressKey('Рудешка 18/5'), persons }))).toBe('h SAME_ADDRESS');
    expect(outcome(ofCentre('h', { address: addressKey('Rudeška 18'), persons }))).toBe('h SAME_ADDRESS');
  });

  it.each([
    ['no member in common', { persons: ['x', 'y'] }],
    ['one who married into another family of the house', { persons: ['maja', 'x', 'y'] }],
    ['another flat', { address: addressKey('Rudeška 18/6'), persons: ['maja', 'luka'] }],
    ['another municipality', { municipality: 'petnjica' }],
    ['two contracts of one register', { source: 'housing' }],
  ])('stays apart: %s', (_, told) => {
    expect(outcome(ofCentre('h', told))).toBe('NO_HOUSEHOLD_FITS');
  });

  it('follows a family that moved with all its members, and no part of one', () => {
    const address = addressKey('Polimska 3');
    expect(outcome(ofCentre('h', { address }))).toBe('h MOVED_TOGETHER');
    expect(outcome(ofCentre('h', { address: null }))).toBe('h MOVED_TOGETHER');
    expect(outcome(ofCentre('h', { address, persons: ['ana', 'luka', 'maja'] }))).toBe('NO_HOUSEHOLD_FITS');
  });

  it('takes the one with more members in common, and none of two that are as good', () => {
    const two = ofCentre('h', { persons: ['ana', 'petar'] });
    expect(outcome(two, ofCentre('g', { persons: ['luka'] }))).toBe('h SAME_ADDRESS');
    expect(outcome(two, ofCentre('g', { persons: ['luka', 'maja'] }))).toBe('SEVERAL_FIT');
  });

  it('leaves those together who stand together, where another fits as well', () => {
    const [contract, one] = [
      { ...CONTRACT, household: 'home' },
      ofCentre('h', { persons: ['ana', 'petar'], household: 'home' }),
    ];
    const other = ofCentre('g', { persons: ['luka', 'maja'] });
    expect(gathered([contract, one, other])).toEqual(['contract + h', 'g']);
  });

  it('is not led over two addresses by a third that names no flat', () => {
    const housing = { ...CONTRACT, persons: ['ana'] };
    const flat = ofCentre('h', { address: addressKey('Rudeška 18/6'), persons: ['petar'] });
    const third = {
      ...ofCentre('t', { address: addressKey('Rudeška 18'), persons: ['ana', 'petar'] }),
      source: 'school',
    };
    expect(gathered([housing, flat, third])).toEqual(['contract', 'h', 't']);
  });

  it('puts three registers together, though two of them do not fit each other', () => {
    const moved = ofCentre('moved', { address: addressKey('Polimska 3') });
    const school = { ...ofCentre('school', { persons: ['ana'] }), source: 'school' };
    expect(gathered([CONTRACT, moved, school])).toEqual(['contract + moved + school']);
  });

  it('does as somebody said, as far as a register allows it', () => {
    const stranger = ofCentre('stranger', { persons: ['x'] });
    const pair = [unitName(CONTRACT), unitName(stranger)] as const;
    expect(gathered([CONTRACT, stranger], { joined: [pair], apart: [] })).toEqual(['contract + stranger']);
    const likely = ofCentre('h');
    const kept = [unitName(likely), unitName(CONTRACT)] as const;
    expect(gathered([CONTRACT, likely], { joined: [], apart: [kept] })).toEqual(['contract', 'h']);
    const elsewhere = ofCentre('stranger', { persons: ['x'], municipality: 'petnjica' });
    expect(gathered([CONTRACT, elsewhere], { joined: [pair], apart: [] })).toEqual(['contract', 'stranger']);
  });
});
