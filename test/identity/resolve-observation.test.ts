import { describe, expect, it } from 'vitest';
import { addressKey } from '../../src/identity/address-key.ts';
import { type KnownHousehold, resolveObservation } from '../../src/identity/resolve-observation.ts';

const OBSERVED = {
  municipality: 'berane',
  localCommunity: 'Beran Selo',
  headName: 'Đurđa Dašić',
  address: addressKey('Рудешка 18'),
};

function known(household: string, told: Partial<KnownHousehold> = {}): KnownHousehold {
  return {
    household,
    municipality: 'berane',
    localCommunity: 'Беран Село',
    address: addressKey('Ul. Rudeška 18', '5'),
    members: [
      { givenName: 'Đurđa', familyName: 'Dašić', head: true },
      { givenName: 'Luka', familyName: 'Dašić', head: false },
    ],
    ...told,
  };
}

function outcome(told: Partial<typeof OBSERVED>, ...candidates: KnownHousehold[]): string {
  const link = resolveObservation({ ...OBSERVED, ...told }, candidates);
  return link.outcome === 'FOUND' ? `${link.household} by ${link.by}` : link.reason;
}

describe('resolveObservation', () => {
  it.each(['Đurđa Dašić', 'Djurdja Dasic', 'Durda Dasic', 'Ђурђа Дашић', 'DAŠIĆ ĐURĐA', 'Đurđa Dašić-Femić'])(
    'finds the household of %s',
    (headName) => expect(outcome({ headName }, known('h'))).toBe('h by HEAD'),
  );

  it('goes by a member only when no head fits', () => {
    expect(outcome({ headName: 'Luka Dasic' }, known('h'))).toBe('h by MEMBER');
    const son = known('g', { members: [{ givenName: 'Luka', familyName: 'Dašić', head: true }] });
    expect(outcome({ headName: 'Luka Dasic' }, known('h'), son)).toBe('g by HEAD');
  });

  it('takes two units of one household for one', () => {
    expect(outcome({}, known('h'), known('h', { address: addressKey('Rudeška 18') }))).toBe('h by HEAD');
  });

  it.each([
    ['another name', { headName: 'Đurđica Dašić' }],
    ['a given name alone', { headName: 'Đurđa' }],
    ['another number', { address: addressKey('Rudeška 19') }],
    ['another municipality', { municipality: 'petnjica' }],
    ['another village with a street of that name', { localCommunity: 'Petnjik' }],
  ])('finds nobody: %s', (_, told) => {
    expect(outcome(told, known('h'))).toBe('NOBODY_OF_THAT_NAME');
  });

  it('finds none of two that fit, and none without an address', () => {
    expect(outcome({}, known('h'), known('g'))).toBe('SEVERAL_FIT');
    expect(outcome({ address: null }, known('h'))).toBe('NO_ADDRESS');
  });
});
