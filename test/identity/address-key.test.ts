import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKey } from '../../src/identity/address-key.ts';
import { compareAddresses } from '../../src/identity/compare-addresses.ts';
import { propertySeed as seed } from './property-seed.ts';

describe('addressKey', () => {
  it.each([
    ['Ul. Rudeška 18', '5'],
    ['Rudeška 18/5', null],
    ['Rudeška 18/5', '5'],
    ['ulica Rudeška br. 18', '05'],
    ['Рудешка 18', '5'],
    ['УЛ. РУДЕШКА БР.18, СТАН 5', null],
    ['Rudeska 18 st. 5', undefined],
    ['Rudeška 18/5, 84300 Berane', null],
  ])('reads %s with flat %s as one place', (address, flat) => {
    expect(addressKey(address, flat)).toEqual({ street: 'rudeska', number: '18', flat: '5' });
  });

  it.each([
    ['29. novembra 84', '29 novembra', '84', null],
    ['29. новембра бр. 84/16', '29 novembra', '84', '16'],
    ['IV crnogorske brigade 21', '4 crnogorske brigade', '21', null],
    ['ИВ црногорске бригаде 21', '4 crnogorske brigade', '21', null],
    ['4. crnogorske brigade 21', '4 crnogorske brigade', '21', null],
    ['Đina Vojvodića 3A', 'dina vojvodica', '3a', null],
    ['Djina Vojvodica 3 a', 'dina vojvodica', '3a', null],
    ['Petnjik bb', 'petnjik', 'bb', null],
    ['Polimska 62 ulaz 2', 'polimska', '62', null],
  ])('reads %s', (address, street, number, flat) => {
    expect(addressKey(address)).toEqual({ street, number, flat });
  });

  it('takes a slash beside another flat for the house number', () => {
    expect(addressKey('Rudeška 18/1', '7')).toEqual({ street: 'rudeska', number: '18/1', flat: '7' });
  });

  it.each(['', 'Rudeška', '29. novembra', '18', '/', '\ud800'])('finds no address in %j', (address) => {
    expect(addressKey(address)).toBeNull();
  });

  it('is total', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.option(fc.string({ unit: 'binary' })),
        (address, flat) => {
          const key = addressKey(address, flat);
          if (key !== null) expect(key.street.length * key.number.length).toBeGreaterThan(0);
        },
      ),
      { seed, numRuns: 2000 },
    );
  });
});

describe('compareAddresses', () => {
  const at = (address: string) => addressKey(address);
  it('tells a flat, a building and another place apart', () => {
    expect(compareAddresses(at('Rudeška 18/5'), at('Рудешка 18/5'))).toBe('SAME');
    expect(compareAddresses(at('Rudeška 18/5'), at('Rudeška 18'))).toBe('SAME_BUILDING');
    expect(compareAddresses(at('Rudeška 18/5'), at('Rudeška 18/6'))).toBe('DIFFERENT');
    expect(compareAddresses(at('Rudeška 18/5'), null)).toBe('UNKNOWN');
  });
});
