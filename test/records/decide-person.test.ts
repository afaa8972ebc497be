import { describe, expect, it } from 'vitest';
import { addressKey } from '../../src/identity/address-key.ts';
import type { LinkedMention, PersonMention } from '../../src/identity/person-mention.ts';
import { usualModel } from '../../src/linkage/usual-model.ts';
import { decidePerson } from '../../src/records/decide-person.ts';
import { LinkScoring } from '../../src/records/link-scoring.ts';
import { projectNicknames } from '../evaluate/project-nicknames.ts';
import { jmbg, makeLinked, makeMention } from '../identity/make-mention.ts';

const scoring = new LinkScoring(null, usualModel, projectNicknames);
const decide = (
  mention: PersonMention,
  candidates: readonly LinkedMention[],
  unit: readonly PersonMention[] = [],
) => decidePerson({ mention, unit }, candidates, scoring);
const shown = (...values: Parameters<typeof decide>): string => {
  const { person, certainty, evidence } = decide(...values);
  return [person ?? 'nobody', certainty, evidence.outcome, evidence.reason].join(' ');
};

const fatherId = jmbg('140396027012');
const otherId = jmbg('020598527034');
const farId = `${otherId.slice(0, 12)}${(Number(otherId[12]) + 1) % 10}`;
const milena = { givenName: 'Milena', familyName: 'Femić', birthDate: '1990-04-05' };
const known = makeLinked('milena', milena);
const line = (told: Parameters<typeof makeMention>[0] = {}) => makeMention({ ...milena, ...told });

describe('a line that comes', () => {
  it('is linked by the rules whatever the weights say, and keeps both', () => {
    const { person, certainty, evidence } = decide(
      makeMention({ nationalId: fatherId, address: addressKey('Svetosavska 9') }),
      [makeLinked('father', { nationalId: fatherId })],
    );
    expect([person, certainty]).toEqual(['father', 'CERTAIN']);
    expect(evidence).toMatchObject({
      outcome: 'LINKED',
      reason: 'ONE_PERSON_FITS',
      comparison: { nationalId: 'SAME' },
      model: null,
    });
    expect(evidence.weights?.fields.map(({ field, level }) => `${field} ${level}`)).toEqual([
      'given SAME',
      'family SAME',
      'order STRAIGHT',
      'birth SAME',
      'id SAME',
      'address DIFFERENT',
    ]);
    const { prior, household, total, probability, fields } = evidence.weights ?? { fields: [] };
    const sum = fields.reduce((all, { weight, frequency }) => all + weight + frequency, prior ?? 0);
    expect(sum + (household ?? 0)).toBeCloseTo(total ?? 0, 1);
    expect(probability).toBeGreaterThan(0.99);
  });

  it('keeps nobody’s value, hash or id in its evidence', () => {
    const mention = makeMention({ nationalId: fatherId });
    const text = JSON.stringify(decide(mention, [makeLinked('father', { nationalId: fatherId })]).evidence);
    for (const value of ['ragan', 'uki', '1960', 'father', 'olimsk', fatherId, mention.nationalIdHash ?? ''])
      expect(text).not.toContain(value);
  });

  it('is new where nobody shares a key with it', () => {
    expect(shown(makeMention(), [])).toBe('nobody CERTAIN NEW NO_CANDIDATE');
  });

  it('is new, and to be decided, where several fit', () => {
    expect(shown(makeMention(), [makeLinked('one'), makeLinked('two')])).toBe(
      'nobody CERTAIN TO_DECIDE SEVERAL_FIT',
    );
  });

  it('is probable by weights where no rule knows a nickname or a slip in the birth date', () => {
    const vasilije = makeLinked('vasilije', { givenName: 'Vasilije', nationalId: fatherId });
    expect(shown(makeMention({ givenName: 'Vaso' }), [vasilije])).toBe('vasilije PROBABLE LINKED LIKELY');
    expect(shown(line({ birthDate: '1990-05-04' }), [known])).toBe('milena PROBABLE LINKED LIKELY');
  });

  it('is new, and to be decided, where it is as likely as not somebody who is known', () => {
    const moved = line({ birthDate: null, address: null });
    expect(decide(moved, [known]).evidence).toMatchObject({ outcome: 'NEW', reason: 'NOBODY_FITS' });
    const sister = line({ givenName: 'Milana' });
    expect(shown(sister, [known])).toBe('nobody CERTAIN TO_DECIDE PERHAPS');
  });
});

describe('weights never link', () => {
  it('who is likely and no more: the rest is for somebody to decide', () => {
    // Father and son may have one name and one house; no date says which of them it is.
    const undated = line({ birthDate: null });
    const { person, evidence } = decide(undated, [known]);
    expect(evidence.weights?.outcome).toBe('TO_DECIDE');
    expect([person, evidence.outcome, evidence.reason]).toEqual([null, 'TO_DECIDE', 'PERHAPS']);
  });

  const slip = { birthDate: '1990-05-04' };
  it.each<[string, Parameters<typeof makeMention>[0], LinkedMention[]]>([
    [
      'two rows of one contract',
      slip,
      [makeLinked('p', { ...milena, source: 'housing', unit: 'contract 1' })],
    ],
    [
      'two lines of one register',
      slip,
      [makeLinked('p', { ...milena, source: 'housing', unit: 'contract 2' })],
    ],
    [
      'two checked ids that differ',
      { ...slip, nationalId: otherId },
      [makeLinked('p', { ...milena, nationalId: fatherId })],
    ],
    [
      'an id that is far from the other',
      { ...slip, nationalId: farId },
      [makeLinked('p', { ...milena, nationalId: fatherId })],
    ],
    ['another municipality', { ...slip, municipality: 'petnjica' }, [known]],
    ['a father and the son born on his day', { birthDate: '1970-04-05' }, [known]],
    [
      'an id copied to the row of a son of the same name',
      { nationalId: fatherId, birthDate: '1970-04-05' },
      [makeLinked('p', { ...milena, nationalId: fatherId })],
    ],
    ['two of whom either could be meant', slip, [known, makeLinked('q', milena)]],
    [
      'a line with a namesake of one day who is known to be another',
      { ...slip, nationalId: otherId },
      [known, makeLinked('q', { ...milena, ...slip, nationalId: fatherId })],
    ],
  ])('%s', (_what, told, candidates) => {
    const { person, evidence } = decide(line(told), candidates);
    expect([person, evidence.outcome === 'LINKED']).toEqual([null, false]);
  });

  const mistyped = line({ givenName: 'Svetlena' });
  const svetlana = makeLinked('svetlana', { ...milena, givenName: 'Svetlana' });
  const brother = makeMention({
    localId: '2',
    givenName: 'Vuk',
    familyName: 'Femić',
    birthDate: '1994-01-01',
  });
  it.each<[string, PersonMention[], LinkedMention[]]>([
    ['where nobody is listed beside', [], []],
    ['beside one of the same day', [brother, { ...brother, localId: '3', birthDate: milena.birthDate }], []],
    ['beside one of no day', [brother, { ...brother, localId: '3', birthDate: null }], []],
    ['beside one of the very name', [brother, { ...brother, localId: '3', givenName: 'Svetlana' }], []],
    ['where another of the day and family is known', [brother], [{ ...known, givenName: 'Jovana' }]],
  ])('twins of like names: %s', (_where, unit, others) => {
    expect(shown(mistyped, [svetlana, ...others], unit)).toBe('nobody CERTAIN TO_DECIDE PERHAPS');
  });

  it('but a name one letter off in a list of a household that shows no twin', () => {
    expect(shown(mistyped, [svetlana], [brother])).toBe('svetlana PROBABLE LINKED LIKELY');
  });
});

describe('an id that stands on two people', () => {
  const marko = makeLinked('marko', { givenName: 'Marko', familyName: 'Ćulafić', nationalId: fatherId });
  const petar = makeLinked('petar', {
    givenName: 'Petar',
    familyName: 'Raičević',
    birthDate: '1982-11-12',
    nationalId: fatherId,
  });

  it('keeps both, and says so', () => {
    const { person, evidence } = decide(
      makeMention({
        givenName: 'Petar',
        familyName: 'Raičević',
        birthDate: '1982-11-12',
        nationalId: fatherId,
      }),
      [marko],
    );
    expect(person).toBeNull();
    expect(evidence).toMatchObject({ outcome: 'NEW', idOnTwo: true });
  });

  it('links nobody: a third line goes by the rest, and is probable at most', () => {
    const third = { source: 'school', givenName: 'Marko', familyName: 'Ćulafić', nationalId: fatherId };
    const { person, certainty, evidence } = decide(makeMention(third), [marko, petar]);
    expect([person, certainty]).toEqual(['marko', 'PROBABLE']);
    expect(evidence).toMatchObject({ idOnTwo: true, comparison: { nationalId: 'UNKNOWN' } });
    expect(evidence.weights?.fields.find(({ field }) => field === 'id')?.level).toBe('UNKNOWN');
    expect(
      decide(makeMention({ ...third, familyName: 'Femić', birthDate: null }), [marko, petar]).person,
    ).toBeNull();
  });

  it('is none when a married name or one wrong date is all that differs', () => {
    const married = makeMention({
      source: 'school',
      givenName: 'Marko',
      familyName: 'Femić',
      nationalId: fatherId,
    });
    expect(decide(married, [marko])).toMatchObject({ certainty: 'CERTAIN', evidence: { idOnTwo: false } });
  });

  it('is one that a system fills in, when more than fifty lines have it', () => {
    const many = Array.from({ length: 50 }, (_, place) =>
      makeLinked(`p${place}`, { localId: `x ${place}`, unit: `x ${place}`, nationalId: fatherId }),
    );
    expect(decide(makeMention({ nationalId: fatherId }), many).evidence).toMatchObject({
      outcome: 'TO_DECIDE',
      idOnTwo: true,
    });
  });
});
