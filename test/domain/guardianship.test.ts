import { describe, expect, test } from 'vitest';
import { type Category, categories, specialCategories } from '../../src/domain/category.ts';
import {
  childhoodEnd,
  type Guardianship,
  giversOf,
  guardianshipScopes,
  type Holder,
  holdersOf,
  isChild,
  isGivenBy,
} from '../../src/domain/guardianship.ts';
import { Random } from '../proof/random.ts';

const today = '2026-11-21';
const ward = 'ward';
const recipient = 'berane.support';

const decided = (changes: Partial<Guardianship>): Guardianship => ({
  ...{ id: 'one', ward, guardian: 'mother', guardianAgency: null, scope: 'ALL', issuer: 'COURT' },
  ...{ reference: 'P 1/2020', from: '2020-01-01', until: null },
  ...changes,
});
const mother = decided({});
const father = decided({ guardian: 'father' });
const centre = decided({ guardian: null, guardianAgency: 'berane.centre' });
const collision = decided({ guardian: 'lawyer', scope: 'COLLISION' });

const allFor = (held: readonly Guardianship[], asked: readonly Category[], reader = recipient): string[] =>
  [...giversOf(held, { categories: new Set(asked), recipient: reader }, today).all].sort();

describe('who gives a consent for a child', () => {
  test.each<[string, readonly Guardianship[], readonly Category[], string, readonly string[]]>([
    ['nobody, where nothing was decided', [], ['IDENTITY'], recipient, []],
    ['both who hold it', [mother, father], ['HEALTH'], recipient, ['PERSON father', 'PERSON mother']],
    [
      'not one whose time is over',
      [mother, decided({ until: today })],
      ['HEALTH'],
      recipient,
      ['PERSON mother'],
    ],
    ['not one whose time comes', [decided({ from: '2026-11-22' })], ['IDENTITY'], recipient, []],
    ['not who decides on property alone', [decided({ scope: 'PROPERTY' })], ['HEALTH'], recipient, []],
    [
      'who decides on property, on money',
      [decided({ scope: 'PROPERTY' })],
      ['FINANCE'],
      recipient,
      ['PERSON mother'],
    ],
    [
      'not on money and health at once',
      [decided({ scope: 'PROPERTY' })],
      ['FINANCE', 'HEALTH'],
      recipient,
      [],
    ],
    [
      'who decides on health, on health alone',
      [decided({ scope: 'HEALTH' })],
      ['HEALTH', 'IDENTITY'],
      recipient,
      [],
    ],
    ['an agency, to the reading of another', [centre], ['HEALTH'], recipient, ['AGENCY berane.centre']],
    ['not an agency, to its own reading', [centre], ['IDENTITY'], 'berane.centre', []],
    [
      'a guardian for the collision in its place',
      [centre, collision],
      ['HEALTH'],
      'berane.centre',
      ['PERSON lawyer'],
    ],
    [
      'not that guardian where nothing collides',
      [centre, collision],
      ['HEALTH'],
      recipient,
      ['AGENCY berane.centre'],
    ],
    [
      'of special data nobody while one who must is missing',
      [centre, mother],
      ['HEALTH'],
      'berane.centre',
      [],
    ],
    [
      'of other data the one who is there',
      [centre, mother],
      ['IDENTITY'],
      'berane.centre',
      ['PERSON mother'],
    ],
  ])('%s', (_what, held, asked, reader, expected) => {
    expect(allFor(held, asked, reader)).toEqual(expected);
  });

  test('is all of them for special data and one for the rest, and never who holds nothing', () => {
    const seed = Number(process.env['SEED'] ?? 20_261_122);
    const random = new Random(seed);
    const people = ['mother', 'father', 'aunt'];
    for (let round = 0; round < 3000; round += 1) {
      const held = Array.from({ length: random.below(5) }, (_, index) => {
        const isAgency = random.chance(0.25);
        return decided({
          id: String(index),
          guardian: isAgency ? null : random.pick(people),
          guardianAgency: isAgency ? random.pick([recipient, 'berane.centre']) : null,
          scope: random.pick(guardianshipScopes),
          from: random.pick(['2020-01-01', '2026-11-21', '2026-11-22']),
          until: random.pick([null, null, '2026-11-21', '2026-11-22']),
        });
      });
      const asked = new Set(random.some(categories, 3));
      if (asked.size === 0) continue;
      const givers = giversOf(held, { categories: asked, recipient }, today);
      const assents = new Set<Holder>(random.some(people, 3).map((each): Holder => `PERSON ${each}`));
      const given = isGivenBy(givers, assents);
      const note = `seed ${seed}, round ${round}`;
      expect(
        [...givers.all].every((each) => holdersOf(held, today).has(each)),
        note,
      ).toBe(true);
      expect(givers.all.has(`AGENCY ${recipient}`), note).toBe(false);
      if (given)
        expect(
          [...assents].some((each) => givers.all.has(each)),
          note,
        ).toBe(true);
      if (given && [...asked].some((category) => specialCategories.has(category)))
        expect(
          [...givers.all].filter((each) => !assents.has(each)),
          note,
        ).toEqual([]);
      // More who consent never make less of it.
      const more = new Set<Holder>([...assents, ...givers.all]);
      if (given) expect(isGivenBy(givers, more), note).toBe(true);
      if (givers.all.size > 0) expect(isGivenBy(givers, more), note).toBe(true);
    }
  });

  test.each([
    ['2008-11-21', '2026-11-21', false],
    ['2008-11-22', '2026-11-21', true],
    ['2008-02-29', '2026-02-28', false],
  ])('born on %s, on %s a child: %s', (born, day, child) => {
    expect(isChild([born], day)).toBe(child);
  });

  test('ends with the earliest birthday that a register gives, and a child is who any of them calls one', () => {
    expect(childhoodEnd(['2010-05-01', '2009-05-01'])).toBe('2027-05-01');
    expect(isChild(['1990-05-01', '2010-05-01'], today)).toBe(true);
    expect(childhoodEnd([])).toBeNull();
  });
});
