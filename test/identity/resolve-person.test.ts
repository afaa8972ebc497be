import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addressKey } from '../../src/identity/address-key.ts';
import { blockKeys } from '../../src/identity/block-keys.ts';
import type { LinkedMention, PersonMention } from '../../src/identity/person-mention.ts';
import { resolvePerson } from '../../src/identity/resolve-person.ts';
import { jmbg, makeLinked, makeMention } from './make-mention.ts';
import { propertySeed as seed } from './property-seed.ts';

const FATHER_ID = jmbg('140396027012');
const OTHER_ID = jmbg('020598527034');
const MISTYPED_ID = `${FATHER_ID.slice(0, 5)}9${FATHER_ID.slice(6)}`;

function outcome(mention: PersonMention, ...candidates: LinkedMention[]): string {
  const link = resolvePerson(mention, candidates);
  return link.outcome === 'LINKED' ? `${link.certainty} ${link.person}` : link.outcome;
}

describe('resolvePerson', () => {
  it('finds nobody among nobody', () => {
    expect(outcome(makeMention())).toBe('NEW');
  });

  it.each([
    ['name and date', {}],
    ['name, no date on one side', { birthDate: null }],
    ['name, a date with one wrong digit', { birthDate: '1960-03-15' }],
    ['date, a nickname', { givenName: 'Gagi' }],
    ['date, a married name', { familyName: 'Femić' }],
    ['Cyrillic', { givenName: 'Драган', familyName: 'Ђукић' }],
    ['swapped', { givenName: 'Djukic', familyName: 'Dragan' }],
  ])('is certain with one checked id and an agreeing %s (R20)', (_, told) => {
    const mention = makeMention({ nationalId: FATHER_ID, ...told });
    expect(outcome(mention, makeLinked('father', { nationalId: FATHER_ID }))).toBe('CERTAIN father');
  });

  it('does not merge two people of one id whose name and birth date disagree', () => {
    const mention = makeMention({
      nationalId: FATHER_ID,
      givenName: 'Amina',
      familyName: 'Korać',
      birthDate: '1999-01-02',
    });
    expect(outcome(mention, makeLinked('father', { nationalId: FATHER_ID }))).toBe('NEW');
  });

  it('does not trust an id copied to the row of a son of the same name', () => {
    const son = makeMention({ nationalId: FATHER_ID, birthDate: '1985-05-02' });
    expect(outcome(son, makeLinked('father', { nationalId: FATHER_ID }))).toBe('NEW');
  });

  it('takes a date decades apart for a generation, not for one wrong digit', () => {
    const son = makeMention({ nationalId: FATHER_ID, birthDate: '1980-03-14' });
    expect(outcome(son, makeLinked('father', { nationalId: FATHER_ID }))).toBe('NEW');
  });

  it('takes Dragana for a sister on whose row the id was copied, and Dragon for a typing error', () => {
    const father = makeLinked('father', { nationalId: FATHER_ID });
    const told = { nationalId: FATHER_ID, birthDate: null };
    expect(outcome(makeMention({ ...told, givenName: 'Dragana' }), father)).toBe('NEW');
    expect(outcome(makeMention({ ...told, givenName: 'Dragon' }), father)).toBe('PROBABLE father');
  });

  it('chooses who agrees in all when one id stands on two people', () => {
    const twins = [
      makeLinked('Marko', { nationalId: FATHER_ID, givenName: 'Marko' }),
      makeLinked('Darko', { nationalId: FATHER_ID, givenName: 'Darko' }),
    ];
    expect(outcome(makeMention({ nationalId: FATHER_ID, givenName: 'Darko' }), ...twins)).toBe(
      'CERTAIN Darko',
    );
    expect(outcome(makeMention({ nationalId: FATHER_ID, givenName: 'Gagi' }), ...twins)).toBe('NEW');
  });

  it.each([
    ['no ids', {}],
    ['an id on one side', { nationalId: FATHER_ID }],
    ['dropped diacritics', { familyName: 'Dukic' }],
    ['swapped names', { givenName: 'Ђукић', familyName: 'Драган' }],
    ['a doubled letter', { givenName: 'Draggan' }],
    ['letters changed over', { givenName: 'Dragna' }],
    ['a second family name', { familyName: 'Đukić-Femić' }],
    ['a married name at the same address', { familyName: 'Femić' }],
  ])('is probable with name and birth date: %s', (_, told) => {
    expect(outcome(makeMention(told), makeLinked('father'))).toBe('PROBABLE father');
  });

  it('recognises an id with one digit wrong, and is only probable', () => {
    const known = makeLinked('father', { nationalId: FATHER_ID });
    expect(outcome(makeMention({ nationalId: MISTYPED_ID }), known)).toBe('PROBABLE father');
    expect(outcome(makeMention({ nationalId: MISTYPED_ID, birthDate: null }), known)).toBe('PROBABLE father');
    expect(outcome(makeMention({ nationalId: `${OTHER_ID.slice(0, 12)}x` }), known)).toBe('PROBABLE father');
    const farAway = jmbg('030477027056').replace(/^03/, '09');
    expect(
      outcome(makeMention({ nationalId: farAway.replace(/.$/, (k) => String((Number(k) + 1) % 10)) }), known),
    ).toBe('NEW');
  });

  it.each([
    ['a father and a son of one name', { birthDate: '1985-03-14' }],
    ['twins', { givenName: 'Goran' }],
    ['twins with names one letter apart', { givenName: 'Dragana' }],
    ['twins with rhyming names', { givenName: 'Dragon' }],
    ['twins with rhyming names, swapped', { givenName: 'Đukić', familyName: 'Dragon' }],
    ['a name without a date', { birthDate: null }],
    ['a married name elsewhere', { familyName: 'Femić', address: addressKey('Svetosavska 9') }],
    ['another municipality', { municipality: 'petnjica' }],
    ['no given name', { givenName: null }],
  ])('keeps apart without ids: %s', (_, told) => {
    expect(outcome(makeMention(told), makeLinked('father'))).toBe('NEW');
  });

  it('keeps apart two namesakes of one birth date with two valid ids', () => {
    expect(
      outcome(makeMention({ nationalId: OTHER_ID }), makeLinked('father', { nationalId: FATHER_ID })),
    ).toBe('NEW');
  });

  it('makes someone new when two fit, or when a namesake is known to exist', () => {
    expect(outcome(makeMention(), makeLinked('one'), makeLinked('two'))).toBe('NEW');
    const namesake = makeLinked('two', { nationalId: FATHER_ID });
    expect(outcome(makeMention({ nationalId: OTHER_ID }), makeLinked('one'), namesake)).toBe('NEW');
  });

  it('never makes one person of two rows of one contract, even with one id', () => {
    const row = makeLinked('father', {
      source: 'housing',
      unit: 'contract 1',
      localId: '9',
      nationalId: FATHER_ID,
    });
    expect(outcome(makeMention({ nationalId: FATHER_ID }), row)).toBe('NEW');
    const elsewhere = makeLinked('father', { nationalId: FATHER_ID });
    expect(outcome(makeMention({ nationalId: FATHER_ID }), row, elsewhere)).toBe('NEW');
  });

  it('joins two contracts of one register by the id alone', () => {
    const told = { source: 'housing', unit: 'contract 2', localId: '9' };
    expect(outcome(makeMention(), makeLinked('father', told))).toBe('NEW');
    const withId = makeLinked('father', { ...told, nationalId: FATHER_ID });
    expect(outcome(makeMention({ nationalId: FATHER_ID }), withId)).toBe('CERTAIN father');
  });

  it('lets any one mention of a person forbid the person', () => {
    const person = [makeLinked('father'), makeLinked('father', { source: 'school', nationalId: FATHER_ID })];
    expect(outcome(makeMention({ nationalId: OTHER_ID }), ...person)).toBe('NEW');
  });

  it('says in its evidence what agreed, and no value or hash', () => {
    const mention = makeMention({ nationalId: FATHER_ID });
    const { evidence } = resolvePerson(mention, [makeLinked('father', { nationalId: FATHER_ID })]);
    expect(evidence).toMatchObject({
      reason: 'ONE_PERSON_FITS',
      comparison: { nationalId: 'SAME', givenName: 'SAME' },
    });
    const text = JSON.stringify(evidence);
    for (const value of ['Dragan', 'uki', '1960', 'father', FATHER_ID, mention.nationalIdHash ?? '']) {
      expect(text).not.toContain(value);
    }
  });
});

const ids = [FATHER_ID, OTHER_ID, MISTYPED_ID, jmbg('140396027013'), '0000000000000', ''];
const told = fc.record({
  localId: fc.constantFrom('1', '2', '3'),
  source: fc.constantFrom('housing', 'centre', 'school'),
  unit: fc.constantFrom('a', 'b'),
  givenName: fc.constantFrom('Dragan', 'Драган', 'Dragna', 'Dragana', 'Đukić', null),
  familyName: fc.constantFrom('Đukić', 'Djukic', 'Dukic-Femic', 'Dragan', null),
  birthDate: fc.constantFrom('1960-03-14', '1960-03-15', '1985-03-14', null),
  nationalId: fc.constantFrom(...ids),
});
const mention = told.map(makeMention);
const linked = fc
  .tuple(told, fc.constantFrom('p', 'q', 'r'))
  .map(([given, person]) => makeLinked(person, given));

describe('resolvePerson, whatever is compared', () => {
  it('never links two differing valid ids, or two of one unit', () => {
    fc.assert(
      fc.property(mention, fc.array(linked), (one, candidates) => {
        const link = resolvePerson(one, candidates);
        if (link.outcome === 'NEW') return;
        const others = candidates.filter(
          ({ person, source, localId }) =>
            person === link.person && (source !== one.source || localId !== one.localId),
        );
        for (const other of others) {
          expect(one.nationalIdHash ?? other.nationalIdHash).toBe(other.nationalIdHash ?? one.nationalIdHash);
          expect(one.source === other.source && one.unit === other.unit).toBe(false);
        }
        if (link.certainty === 'CERTAIN') {
          expect(others.map(({ nationalIdHash }) => nationalIdHash)).toContain(one.nationalIdHash);
        }
      }),
      { seed, numRuns: 5000 },
    );
  });

  it('does not depend on the order of the candidates', () => {
    const shuffled = fc
      .array(linked)
      .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })));
    fc.assert(
      fc.property(mention, shuffled, (one, [candidates, reordered]) => {
        expect(resolvePerson(one, reordered)).toEqual(resolvePerson(one, candidates));
      }),
      { seed, numRuns: 2000 },
    );
  });

  it('does not depend on which of two mentions came first', () => {
    fc.assert(
      fc.property(mention, mention, (one, other) => {
        expect(resolvePerson(one, [{ ...other, person: 'p' }])).toEqual(
          resolvePerson(other, [{ ...one, person: 'p' }]),
        );
      }),
      { seed, numRuns: 5000 },
    );
  });

  it('links only mentions that share a block key', () => {
    fc.assert(
      fc.property(mention, mention, (one, other) => {
        if (resolvePerson(one, [{ ...other, person: 'p' }]).outcome === 'NEW') return;
        const keys = new Set(blockKeys(other));
        expect(blockKeys(one).some((key) => keys.has(key))).toBe(true);
      }),
      { seed, numRuns: 5000 },
    );
  });
});
