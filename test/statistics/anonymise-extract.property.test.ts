// Rows of extracts: whoever looks like too few, or whose secret all who look alike share, is in none (R24).
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { extractColumns } from '../../src/domain/extract-column.ts';
import { anonymiseExtract } from '../../src/statistics/anonymise-extract.ts';
import { createExtractClasses, mayLeaveOut, ruleOf } from '../../src/statistics/extract-classes.ts';
import { ageAt, extractLadder, placeAt } from '../../src/statistics/extract-ladder.ts';

interface Somebody {
  readonly household: string;
  readonly place: number;
  readonly age: string;
  readonly secrets: readonly string[];
}

const ages = ['Y0-5', 'Y6-14', 'Y15-17', 'Y18-29', 'Y30-44', 'Y45-64', 'Y65-79', 'Y_GE80', 'UNK'];
const places = [
  { localCommunity: 'Park', settlement: 'Berane', municipality: 'berane' },
  { localCommunity: 'Centar', settlement: 'Berane', municipality: 'berane' },
  { localCommunity: 'Pešca', settlement: 'OTHER', municipality: 'berane' },
];
const rowAt = (somebody: Somebody, level: (typeof extractLadder)[number]) => ({
  household: somebody.household,
  identifying: [
    placeAt(level, places[somebody.place] as (typeof places)[number]),
    ageAt(level, somebody.age),
  ],
  sensitive: somebody.secrets,
});

/** A town small enough that every outcome happens: few households, few ages, secrets that many share. */
const towns = fc.record({
  rule: fc.record({
    persons: fc.integer({ min: 1, max: 6 }),
    households: fc.integer({ min: 1, max: 3 }),
    values: fc.constant(2),
  }),
  people: fc.array(
    fc.record({
      household: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      place: fc.constantFrom(0, 0, 0, 1, 2),
      age: fc.constantFrom(...ages.slice(0, 4), 'Y30-44', 'Y30-44', 'UNK'),
      secrets: fc.tuple(fc.constantFrom('YES', 'YES', 'NO', 'UNK'), fc.constantFrom('A', 'B', 'C')),
    }),
    { maxLength: 60 },
  ),
});

/** A crowd of whom nearly all look alike: of these, few are left out. */
const crowds = fc.record({
  rule: fc.record({
    persons: fc.integer({ min: 2, max: 4 }),
    households: fc.integer({ min: 1, max: 2 }),
    values: fc.constant(2),
  }),
  people: fc.array(
    fc.record({
      household: fc.constantFrom('a', 'b', 'c'),
      place: fc.constant(0),
      age: fc.oneof(
        { weight: 40, arbitrary: fc.constant('Y30-44') },
        { weight: 1, arbitrary: fc.constantFrom(...ages) },
      ),
      secrets: fc.tuple(fc.constantFrom('YES', 'NO'), fc.constantFrom('A', 'B')),
    }),
    { minLength: 40, maxLength: 60 },
  ),
});

/** The rule in words, for one row against all: written from R24 and the literature, and not from the code. */
const looksLikeEnough = (
  row: ReturnType<typeof rowAt>,
  all: readonly ReturnType<typeof rowAt>[],
  rule: { persons: number; households: number; values: number },
): boolean => {
  const alike = all.filter((other) => other.identifying.join('|') === row.identifying.join('|'));
  if (alike.length < rule.persons) return false;
  if (
    alike.map(({ household }) => household).filter((each, at, list) => list.indexOf(each) === at).length <
    rule.households
  )
    return false;
  return row.sensitive.every((_, column) => {
    const known = alike.map(({ sensitive }) => sensitive[column]).filter((code) => code !== 'UNK');
    return known.length === 0 || known.some((code) => code !== known[0]);
  });
};

const runs = { seed: 71, numRuns: 600 };

describe('an extract', () => {
  it('is given at the first step at which one in twenty is left out at most, and is then without exactly these', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(fc.oneof(towns, crowds), ({ people, rule }) => {
        const expected = extractLadder
          .map((level, at) => {
            const all = people.map((each) => rowAt(each, level));
            return { at, all, given: all.filter((row) => looksLikeEnough(row, all, rule)) };
          })
          .find(({ all, given }) => given.length > 0 && all.length - given.length <= all.length / 20);
        const found = anonymiseExtract(people, rowAt, rule);
        seen.add(expected === undefined ? 'none' : `${expected.at} ${expected.given.length < people.length}`);
        expect(found?.level).toBe(expected?.at);
        expect(found?.rows.map(({ row }) => row)).toEqual(expected?.given);
      }),
      runs,
    );
    // The generator meets refusals, several steps, and rows that are left out.
    expect(seen).toContain('none');
    expect(seen).toContain('0 false');
    expect([...seen].some((each) => each.endsWith('true'))).toBe(true);
    expect(new Set([...seen].map((each) => each.split(' ')[0])).size).toBeGreaterThan(3);
  });

  it('goes up a chain: what is alike at one step is alike at the next', () => {
    for (const [at, level] of extractLadder.entries()) {
      const next = extractLadder[at + 1];
      if (!next) continue;
      for (const one of ages)
        for (const other of ages)
          if (ageAt(level, one) === ageAt(level, other)) expect(ageAt(next, one)).toBe(ageAt(next, other));
      for (const one of places)
        for (const other of places)
          if (placeAt(level, one) === placeAt(level, other))
            expect(placeAt(next, one)).toBe(placeAt(next, other));
    }
  });

  it('of nobody is none, and neither is one from which everybody is left out', () => {
    expect(mayLeaveOut(0, 0)).toBe(false);
    expect(mayLeaveOut(1, 1)).toBe(false);
    expect([mayLeaveOut(1, 20), mayLeaveOut(2, 20)]).toEqual([true, false]);
  });

  it('knows no class that it was never shown', () => {
    const classes = createExtractClasses({ persons: 0, households: 0, values: 0 });
    expect(classes.holds({ identifying: ['x'] })).toBe(false);
  });
});

describe('how many households look alike', () => {
  const cell = { persons: 11, households: 5 };
  it('is as in a cell that counts persons, where columns say only what is of a person and where they live', () => {
    expect(ruleOf(cell, ['PLACE', 'AGE_BAND', 'SEX', 'EMPLOYED'])).toMatchObject(cell);
  });
  it.each(extractColumns.filter((each) => !['PLACE', 'AGE_BAND', 'SEX', 'EMPLOYED'].includes(each)))(
    'is eleven with %s: a household is then who could be recognised (R24)',
    (column) => {
      expect(ruleOf(cell, ['PLACE', column])).toMatchObject({ persons: 11, households: 11 });
      expect(ruleOf({ persons: 20, households: 15 }, [column])).toMatchObject({
        persons: 20,
        households: 15,
      });
    },
  );
});
