import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  checkNationalId,
  hashDeletions,
  hashNationalId,
  nationalIdHashes,
} from '../../src/identity/national-id.ts';
import { jmbg, KEY } from './make-mention.ts';
import { propertySeed as seed } from './property-seed.ts';

const VALID = '0101006500006';

function hashesOf(value: string): Set<string> {
  const { nationalIdHash, nationalIdDeletionHashes } = nationalIdHashes(value, KEY);
  return new Set([...(nationalIdHash === null ? [] : [nationalIdHash]), ...nationalIdDeletionHashes]);
}

function meet(left: string, right: string): boolean {
  return [...hashesOf(left)].some((hash) => hashesOf(right).has(hash));
}

describe('checkNationalId', () => {
  it.each([
    [VALID, 'ME.jmbg'],
    [jmbg('310598271012'), 'ME.jmbg'],
    ['02070803628', 'PL.pesel'],
    ['44051401359', 'PL.pesel'],
    ['38703181745', 'LT.asmens'],
    ['33309240064', 'LT.asmens'],
  ])('passes %s as %s', (value, scheme) => {
    expect(checkNationalId(value)).toEqual({ ok: true, scheme, compact: value });
  });

  it.each(['0101006500007', '3102985210010', '0101100710006', '44051401358', '', 'JMBG', '123', '\ud800'])(
    'refuses %j',
    (value) => {
      expect(checkNationalId(value).ok).toBe(false);
    },
  );

  it('never repeats the value in its reason', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^[0-9]{9,14}$/)), (value) => {
        const checked = checkNationalId(value);
        if (!checked.ok)
          expect(checked.reason).toMatch(
            /^(NOT_DIGITS|LENGTH|JMBG_CHECK_FAILED|PESEL_AND_ASMENS_CHECK_FAILED)$/,
          );
      }),
      { seed },
    );
  });

  it('reads full-width digits and separators as the same id', () => {
    expect(checkNationalId(' 0101006-500006 ')).toEqual(checkNationalId('０１０１００６５００００６'));
  });
});

describe('nationalIdHashes', () => {
  it('gives a checked id a hash and a hash for each distinct deletion, none of them readable', () => {
    const { nationalIdHash, nationalIdDeletionHashes } = nationalIdHashes(VALID, KEY);
    expect(nationalIdHash).toBe(hashNationalId(VALID, KEY));
    expect(nationalIdDeletionHashes).toEqual(hashDeletions(VALID, KEY));
    expect(new Set(nationalIdDeletionHashes).size).toBe(nationalIdDeletionHashes.length);
    expect(hashNationalId(VALID, new Uint8Array(32))).not.toBe(nationalIdHash);
    for (const hash of hashesOf(VALID)) expect(hash).toMatch(/^[\w-]{43}$/);
  });

  it('lets an id meet itself with any digit wrong, missing, too many, or two changed over', () => {
    const position = fc.nat({ max: 12 });
    fc.assert(
      fc.property(position, fc.nat({ max: 9 }), (at, digit) => {
        expect(meet(VALID, `${VALID.slice(0, at)}${digit}${VALID.slice(at + 1)}`)).toBe(true);
        expect(meet(VALID, VALID.slice(0, at) + VALID.slice(at + 1))).toBe(true);
        expect(meet(VALID, VALID.slice(0, at) + digit + VALID.slice(at))).toBe(true);
      }),
      { seed },
    );
    expect(meet(VALID, '1001006500006')).toBe(true);
    expect(meet(VALID, jmbg('140396027123'))).toBe(false);
  });

  it.each([null, undefined, '', 'nema', '0000000000000', '1111111111111'])(
    'holds nothing for %j',
    (value) => {
      expect(nationalIdHashes(value, KEY)).toEqual({ nationalIdHash: null, nationalIdDeletionHashes: [] });
    },
  );

  it('hashes the digits alone, so a number that is a PESEL and an asmens kodas has one hash', () => {
    expect(nationalIdHashes('44051401359', KEY).nationalIdHash).toBe(hashNationalId('44051401359', KEY));
  });
});
