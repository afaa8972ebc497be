import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createCursors } from '../../src/access/cursor.ts';
import { createPairwiseIds, type IdScope } from '../../src/access/pairwise-id.ts';
import { ConfigurationError } from '../../src/domain/configuration-error.ts';
import { type EntityKind, entityKinds } from '../../src/domain/entity-kind.ts';

const keyOf = (name: string): Uint8Array => createHash('sha256').update(name).digest();
const first = { version: 1, key: keyOf('first') };
const second = { version: 40, key: keyOf('second') };
const ids = createPairwiseIds({ masterKeys: [first, second], current: 40 });
const cursors = createCursors(ids, keyOf('cursors'));

const berane: IdScope = { agency: 'berane.municipality', purposeClass: 'operational' };
const support: IdScope = { agency: 'berane.support', purposeClass: 'operational' };
const statistics: IdScope = { agency: 'berane.municipality', purposeClass: 'statistics' };

const uuid = fc.uuid();
const kind = fc.constantFrom<EntityKind>(...entityKinds);
const part = fc.oneof(
  fc.constantFrom('a', 'a a', 'aa', '', '1', 'PERSON', 'operational'),
  fc.string({ unit: 'binary' }),
);
const scope: fc.Arbitrary<IdScope> = fc.record({ agency: part, purposeClass: part });
const alphabet = [
  ...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_',
  '=',
  '+',
  '/',
  ' ',
  '\n',
  'č',
  '\u0000',
];

describe('pairwise ids', () => {
  test('come back as the uuid they were made of', () => {
    fc.assert(
      fc.property(kind, uuid, scope, (entity, id, owner) => {
        const text = ids.encode(entity, id, owner);
        expect(text).toMatch(/^14[\w-]{22}$/);
        expect(ids.decode(entity, text, owner)).toBe(id);
        expect(ids.encode(entity, id.toUpperCase(), owner)).toBe(text);
      }),
      { numRuns: 2000 },
    );
  });

  test('stay what they are from one version of the hub to the next', () => {
    const id = '6f1c3a52-9d0e-4b7f-8a21-0c5d7e9f1b33';
    expect(ids.encode('PERSON', id, berane)).toMatchInlineSnapshot(`"14OCUE2XYXZE2RpFe-PthY8A"`);
    expect(Buffer.from(ids.orderSalt(berane)).toString('hex')).toMatchInlineSnapshot(
      `"fed4c9fb493f283bd14d090dc0e7a4fc71eb715bfd14885959b29aead85503a8"`,
    );
  });

  test('no two of agency, class and kind agree on an id or read each other', () => {
    const key = ([owner, entity]: readonly [IdScope, EntityKind]): string =>
      JSON.stringify([owner.agency, owner.purposeClass, entity]);
    const places = fc.uniqueArray(fc.tuple(scope, kind), { minLength: 2, maxLength: 8, selector: key });
    fc.assert(
      fc.property(places, uuid, (where, id) => {
        const texts = where.map(([owner, entity]) => ids.encode(entity, id, owner));
        expect(new Set(texts).size).toBe(texts.length);
        const [[, text], [other]] = [[where[0], texts[0] ?? ''], [where[1]]] as const;
        if (other) expect(ids.decode(other[1], text, other[0])).not.toBe(id);
      }),
      { numRuns: 2000 },
    );
  });

  test('of scopes that read alike once written one after the other are apart', () => {
    const alike = [
      { agency: 'a', purposeClass: 'b c' },
      { agency: 'a b', purposeClass: 'c' },
      { agency: 'a b c', purposeClass: '' },
      { agency: '', purposeClass: 'a b c' },
    ];
    const id = '6f1c3a52-9d0e-4b7f-8a21-0c5d7e9f1b33';
    // Twice: what is kept from the first time must not be taken for another's.
    for (let time = 0; time < 2; time += 1) {
      expect(new Set(alike.map((owner) => ids.encode('PERSON', id, owner))).size).toBe(4);
      expect(new Set(alike.map((owner) => Buffer.from(ids.orderSalt(owner)).toString('hex'))).size).toBe(4);
    }
  });

  test('of 1,000 entities two agencies and two classes share nothing, in text or order', () => {
    const entities = Array.from({ length: 1000 }, (_, number) => {
      const hex = createHash('sha256').update(`entity ${number}`).digest('hex');
      return hex.slice(0, 32).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
    });
    const views = [berane, support, statistics].map((owner) =>
      entities.map((id) => ids.encode('HOUSEHOLD', id, owner)),
    );
    expect(new Set(views.flat()).size).toBe(3000);
    // Every position of the ids is as good as random, the first one after the version too.
    expect(new Set(views.flat().map((text) => text[2])).size).toBe(64);
    const orders = views.map((view) =>
      [...view.keys()].sort((left, right) => ((view[left] ?? '') < (view[right] ?? '') ? -1 : 1)),
    );
    const inPlace = orders[0]?.filter((entity, place) => orders[1]?.[place] === entity).length;
    expect(inPlace).toBeLessThan(12);
  });

  test('are read in their strict form alone', () => {
    const text = ids.encode('PERSON', '6f1c3a52-9d0e-4b7f-8a21-0c5d7e9f1b33', berane);
    const refused = [
      '',
      '14',
      text.slice(1),
      text.slice(0, -1),
      `${text}=`,
      `${text}A`,
      ` ${text}`,
      `0${text}`,
      text.replace('14', '2'),
    ];
    for (const wrong of refused) expect(ids.decode('PERSON', wrong, berane)).toBeNull();
    const last = text.at(-1) ?? '';
    const readable = alphabet.filter(
      (letter) => ids.decode('PERSON', text.slice(0, -1) + letter, berane) !== null,
    );
    // The last of 22 characters carries two bits: four letters, and not the sixty others that mean the same bytes.
    expect(readable).toEqual(['A', 'Q', 'g', 'w']);
    expect(readable).toContain(last);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (noise) => {
        const read = ids.decode('PERSON', noise, berane);
        expect(read === null || ids.encode('PERSON', read, berane).slice(2) === noise.slice(-22)).toBe(true);
      }),
    );
  });

  test('of an older key are still read, and new ones are of the current one', () => {
    const before = createPairwiseIds({ masterKeys: [first], current: 1 });
    const id = '6f1c3a52-9d0e-4b7f-8a21-0c5d7e9f1b33';
    const old = before.encode('RECORD', id, berane);
    expect(old).toMatch(/^1[\w-]{22}$/);
    expect(ids.decode('RECORD', old, berane)).toBe(id);
    expect(before.decode('RECORD', ids.encode('RECORD', id, berane), berane)).toBeNull();
  });

  test('are the same whether their cipher is kept or made anew', () => {
    const forgetful = createPairwiseIds({ masterKeys: [first, second], current: 40, keptCiphers: 1 });
    fc.assert(
      fc.property(fc.array(fc.tuple(kind, uuid, fc.constantFrom(berane, support, statistics))), (asked) => {
        for (const [entity, id, owner] of asked) {
          const text = forgetful.encode(entity, id, owner);
          expect(text).toBe(ids.encode(entity, id, owner));
          expect(forgetful.decode(entity, text, owner)).toBe(id);
        }
      }),
    );
  });

  test('order salts differ by agency and class, and are nobody’s to change', () => {
    const distinct = fc.uniqueArray(scope, {
      minLength: 2,
      maxLength: 6,
      selector: (each) => JSON.stringify([each.agency, each.purposeClass]),
    });
    fc.assert(
      fc.property(distinct, (scopes) => {
        const salts = scopes.map((each) => Buffer.from(ids.orderSalt(each)).toString('hex'));
        expect(new Set(salts).size).toBe(scopes.length);
      }),
    );
    const salt = ids.orderSalt(berane);
    expect(salt).toHaveLength(32);
    salt.fill(0);
    expect(ids.orderSalt(berane)).not.toEqual(salt);
  });

  test('need keys that are keys', () => {
    const make = (masterKeys: { version: number; key: Uint8Array }[], current: number) => () =>
      createPairwiseIds({ masterKeys, current });
    expect(make([first], 2)).toThrow(ConfigurationError);
    expect(make([first, { version: 1, key: keyOf('other') }], 1)).toThrow(ConfigurationError);
    expect(make([{ version: 1, key: new Uint8Array(16) }], 1)).toThrow(ConfigurationError);
    expect(make([{ version: -1, key: keyOf('other') }], -1)).toThrow(ConfigurationError);
    expect(() => createCursors(ids, new Uint8Array(16))).toThrow(ConfigurationError);
    expect(() => ids.encode('PERSON', 'ana', berane)).toThrow(RangeError);
  });
});

describe('cursors', () => {
  const context = 'households by community';
  const cursorsWithContext = fc.tuple(uuid, scope, part);

  test('come back for the same caller, purpose class and context', () => {
    fc.assert(
      fc.property(cursorsWithContext, ([position, owner, what]) => {
        expect(cursors.decode(cursors.encode(position, owner, what), owner, what)).toBe(position);
      }),
    );
  });

  test('of another caller, class, filter or hub are refused', () => {
    fc.assert(
      fc.property(
        cursorsWithContext,
        cursorsWithContext,
        ([position, owner, what], [, otherOwner, otherWhat]) => {
          const cursor = cursors.encode(position, owner, what);
          const place = (of: IdScope, on: string): string => JSON.stringify([of.agency, of.purposeClass, on]);
          for (const [of, on] of [
            [otherOwner, what],
            [owner, otherWhat],
            [otherOwner, otherWhat],
          ] as const) {
            if (place(of, on) !== place(owner, what)) expect(cursors.decode(cursor, of, on)).toBeNull();
          }
          expect(createCursors(ids, keyOf('another hub')).decode(cursor, owner, what)).toBeNull();
        },
      ),
    );
  });

  test('with any character changed, taken or added are refused', () => {
    const cursor = cursors.encode('6f1c3a52-9d0e-4b7f-8a21-0c5d7e9f1b33', berane, context);
    expect(cursors.decode(cursor, berane, context)).not.toBeNull();
    for (let place = 0; place <= cursor.length; place += 1) {
      const edited = alphabet.flatMap((letter) => [
        cursor.slice(0, place) + letter + cursor.slice(place + 1),
        cursor.slice(0, place) + letter + cursor.slice(place),
      ]);
      for (const text of [
        ...edited,
        cursor.slice(0, place) + cursor.slice(place + 1),
        cursor.slice(0, place),
      ]) {
        if (text !== cursor)
          expect({ text, read: cursors.decode(text, berane, context) }).toEqual({ text, read: null });
      }
    }
  });

  test('are not ids, and ids are not cursors', () => {
    const id = '6f1c3a52-9d0e-4b7f-8a21-0c5d7e9f1b33';
    for (const entity of entityKinds) {
      expect(cursors.decode(ids.encode(entity, id, berane), berane, context)).toBeNull();
      expect(ids.decode(entity, cursors.encode(id, berane, context), berane)).toBeNull();
    }
  });
});
