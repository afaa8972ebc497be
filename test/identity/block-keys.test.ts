import { describe, expect, it } from 'vitest';
import { addressKey } from '../../src/identity/address-key.ts';
import { blockKeys, loosePrefix } from '../../src/identity/block-keys.ts';
import { makeMention } from './make-mention.ts';

type Told = Parameters<typeof makeMention>[0];

const meets = (one: Told, other: Told): boolean => {
  const keys = new Set(blockKeys(makeMention(one)));
  return blockKeys(makeMention(other)).some((key) => keys.has(key));
};
const elsewhere = addressKey('Rudeška 18');

describe('a line without a checked id meets its person', () => {
  it.each<[string, Told]>([
    ['with day and month changed over', { birthDate: '1960-14-03' }],
    ['with a digit of the birth date off', { birthDate: '1961-03-14' }],
    ['without a birth date', { birthDate: null }],
    ['with a slip in the date and another address', { birthDate: '1960-03-15', address: elsewhere }],
    [
      'with a slip in the date and names in each other’s place',
      {
        birthDate: '1960-03-15',
        givenName: 'Đukić',
        familyName: 'Dragan',
      },
    ],
    [
      'with a slip in the date and another family name, at one house',
      {
        birthDate: '1960-03-15',
        familyName: 'Femić',
      },
    ],
    ['with slips in both names, at one house', { givenName: 'Dragam', familyName: 'Đukit' }],
    [
      'with slips in both names and day and month changed over, at one house',
      {
        givenName: 'Dragam',
        familyName: 'Đukit',
        birthDate: '1960-14-03',
      },
    ],
    [
      'by a flat that only one of them states',
      {
        birthDate: null,
        familyName: 'Femić',
        address: addressKey('Polimska 4', '7'),
      },
    ],
  ])('%s', (_how, told) => {
    expect(meets({}, told)).toBe(true);
  });
});

describe('strangers do not meet', () => {
  it.each<[string, Told]>([
    [
      'by a given name and a date alone',
      { familyName: 'Femić', birthDate: '1960-03-15', address: elsewhere },
    ],
    ['by two names in another municipality', { municipality: 'rozaje' }],
    ['by a house alone', { givenName: 'Ana', familyName: 'Femić', birthDate: '1987-05-21' }],
  ])('%s', (_how, told) => {
    expect(meets({}, told)).toBe(false);
  });

  it('who state nothing', () => {
    const nobody = { givenName: null, familyName: null, birthDate: null };
    expect(meets(nobody, nobody)).toBe(false);
  });
});

describe('what the index holds of one line', () => {
  it('is three loose keys at most', () => {
    const loose = blockKeys(makeMention()).filter((key) => key.startsWith(loosePrefix));
    expect(loose).toHaveLength(3);
  });

  it('is no longer than an entry of an index may be, whatever is written', () => {
    const letters = String.fromCodePoint(...Array.from({ length: 10_000 }, (_, place) => 0x4e00 + place));
    const address = { street: letters, number: letters, flat: null };
    const keys = blockKeys(makeMention({ givenName: letters, familyName: letters, address }));
    expect(Math.max(...keys.map((key) => Buffer.byteLength(key)))).toBeLessThan(2000);
  });
});
