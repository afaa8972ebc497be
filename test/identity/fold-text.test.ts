import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldText } from '../../src/identity/fold-text.ts';
import { loosenText } from '../../src/identity/loosen-text.ts';
import { propertySeed as seed } from './property-seed.ts';

const LETTERS: [string, string][] = [
  ['а', 'a'],
  ['б', 'b'],
  ['в', 'v'],
  ['г', 'g'],
  ['д', 'd'],
  ['ђ', 'đ'],
  ['е', 'e'],
  ['ж', 'ž'],
  ['з', 'z'],
  ['и', 'i'],
  ['ј', 'j'],
  ['к', 'k'],
  ['л', 'l'],
  ['љ', 'lj'],
  ['м', 'm'],
  ['н', 'n'],
  ['њ', 'nj'],
  ['о', 'o'],
  ['п', 'p'],
  ['р', 'r'],
  ['с', 's'],
  ['т', 't'],
  ['ћ', 'ć'],
  ['у', 'u'],
  ['ф', 'f'],
  ['х', 'h'],
  ['ц', 'c'],
  ['ч', 'č'],
  ['џ', 'dž'],
  ['ш', 'š'],
  ['с\u0301', 'ś'],
  ['з\u0301', 'ź'],
  [' ', ' '],
  ['-', '-'],
];
const inBothScripts = fc
  .array(fc.constantFrom(...LETTERS))
  .map((pairs) => ({ cyrillic: pairs.map(([c]) => c).join(''), latin: pairs.map(([, l]) => l).join('') }));

describe('foldText', () => {
  it.each([
    ['Đorđević', 'Djordjević', 'Ђорђевић', 'ĐORĐEVIĆ', 'đorđević'.normalize('NFD')],
    ['Ljubica', 'Љубица', 'ǈubica', 'LJUBICA', 'ЉУБИЦА'],
    ['Džejla Obadović', 'Џејла  Обадовић', 'ǅejla-Obadovic'],
    ['Śekula', 'С\u0301екула', 'Šekula'],
    ['Łódź', 'lodz'],
    ['IV crnogorske', 'ИВ црногорске'],
  ])('gives one key to %s and its other spellings', (first, ...others) => {
    for (const other of others) expect(foldText(other)).toBe(foldText(first));
  });

  it('keeps what differs apart', () => {
    expect(foldText('Đorđe')).toBe('djordje');
    expect(foldText('Dorde')).not.toBe(foldText('Đorđe'));
    expect(foldText('Jovan')).not.toBe(foldText('Jovana'));
  });

  it('folds what it folded to itself', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      { seed, numRuns: 2000 },
    );
  });

  it('does not depend on the script or the case', () => {
    fc.assert(
      fc.property(inBothScripts, ({ cyrillic, latin }) => {
        expect(foldText(cyrillic)).toBe(foldText(latin));
        expect(foldText(cyrillic.toUpperCase())).toBe(foldText(latin));
      }),
      { seed },
    );
  });

  it('is total: lone surrogates, ten thousand characters, every code unit', () => {
    expect(foldText('\ud800Ана\udfff')).toBe('ana');
    expect(foldText('Đ'.repeat(10_000))).toBe('dj'.repeat(10_000));
    expect(foldText('')).toBe('');
    const anything = fc
      .array(fc.integer({ min: 0, max: 0xffff }))
      .map((units) => String.fromCharCode(...units));
    fc.assert(
      fc.property(anything, (text) => {
        expect(foldText(foldText(text))).toBe(foldText(text));
      }),
      { seed, numRuns: 2000 },
    );
  });
});

describe('loosenText', () => {
  it('lets Đurđa, Djurdja, Durda and Ђурђа meet', () => {
    expect(new Set(['Đurđa', 'Djurdja', 'Durda', 'Ђурђа', 'Đurda'].map(loosenText))).toEqual(
      new Set(['durda']),
    );
  });
});
