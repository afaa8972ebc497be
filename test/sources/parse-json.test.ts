import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { centreAdapter } from '../../adapters/centre/adapter.ts';
import type { Delivered } from '../../src/domain/delivered.ts';
import { parseJson, unusableIn } from '../../src/sources/json/parse-json.ts';
import { readItems } from '../../src/sources/json/read-items.ts';

const shape = { items: ['items'], localId: ['id'], version: ['version'], deleted: ['gone'] };
const read = (...items: readonly string[]): readonly Delivered[] =>
  readItems(parseJson(`{"items":[${items.join(',')}]}`), shape);
const kinds = (items: readonly Delivered[]): readonly string[] => items.map(({ kind }) => kind);
const good = '{"id":"A-1","note":"ok"}';

describe('an item that cannot be used costs no other', () => {
  test.each([
    ['a field twice', '{"id":"A-2","id":"A-3"}'],
    ['a field twice, deep inside', '{"id":"A-2","members":[{"a":{"b":1,"b":2}}]}'],
    ['a field twice, written in two ways', '{"id":"A-2","\\u0069d":"A-3"}'],
    ['__proto__', '{"id":"A-2","__proto__":{"deleted":true}}'],
    ['__proto__ in an escape', '{"id":"A-2","\\u005f_proto__":{"deleted":true}}'],
    ['1e400', '{"id":"A-2","amount":1e400}'],
    ['a number that would be another', '{"id":9007199254740993}'],
    ['a hundred thousand levels', `{"id":"A-2","deep":${'['.repeat(100_000)}${']'.repeat(100_000)}}`],
    ['levels with texts of brackets', `{"id":"A-2","deep":${'[{"]}":'.repeat(40)}"]"${'}]'.repeat(40)}}`],
    ['text alone', '"A-2"'],
    ['a list', '["A-2"]'],
    ['nothing', 'null'],
    ['gone, in a word', '{"id":"A-2","gone":"yes"}'],
    ['gone, and no number', '{"gone":true}'],
    ['gone, by a national id', '{"id":"1110991270055","gone":true}'],
    ['gone, at half a version', '{"id":"A-2","gone":true,"version":1.5}'],
  ])('%s', (_name, item) => {
    const items = read(good, item, good);
    expect(kinds(items)).toEqual(['ITEM', 'UNREADABLE', 'ITEM']);
    expect(JSON.stringify(items[1])).not.toMatch(/A-2|A-3|1110991270055|yes/);
  });

  test('and no prototype is changed by it', () => {
    read('{"__proto__":{"polluted":1}}', '{"constructor":{"prototype":{"polluted":1}}}');
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });
});

test('half a surrogate pair and NUL cost their value alone, in the adapter', () => {
  const text = `{"cases":[{"caseNumber":"C-1","version":1,"recordedAt":"2026-01-01T10:00:00Z","address":"\\ud800 x",
    "localCommunity":"a\\u0000b","members":[{"localId":"C-1/1","givenName":"Ana"}]}]}`;
  const [first] = readItems(parseJson(text), { items: ['cases'], localId: ['caseNumber'] });
  if (first?.kind !== 'ITEM') throw new Error('no item');
  const context = { controller: 'berane.centre', today: '2026-11-21' };
  const unit = centreAdapter.translate?.(first.item, 1, context);
  expect(unit).toMatchObject({ address: null, localCommunity: null, persons: [{ givenName: 'Ana' }] });
});

test('what is gone is told by its number and version', () => {
  expect(
    read(
      '{"id":" A-1 ","gone":true,"version":7}',
      '{"id":12,"gone":true,"version":0}',
      '{"id":"A","gone":false}',
    ),
  ).toEqual([
    { kind: 'END', row: 1, localId: 'A-1', version: 7 },
    { kind: 'END', row: 2, localId: '12', version: 0 },
    { kind: 'ITEM', row: 3, item: { id: 'A', gone: false } },
  ]);
});

describe('a text that is no JSON as a whole is refused, in words that quote nothing', () => {
  test.each(
    [
      [
        '',
        '[',
        '{"a":1',
        '[1,]',
        '{"a":1,}',
        '[1 2]',
        '{"a" 1}',
        '{a:1}',
        '01',
        '1.',
        '+1',
        '.5',
        'nul',
        'NaN',
        '[1]]',
        '"\\x"',
        '"a\nb"',
      ],
      [
        '"\\',
        '"\\"',
        '\ufeff[]',
        "'a'",
        '[//\n1]',
        `${'['.repeat(50)}`,
        `${'['.repeat(50)}"`,
        `${'{"secret":'.repeat(40)}1`,
      ],
    ]
      .flat()
      .map((each) => [each]),
  )('%j', (text) => {
    expect(() => parseJson(text)).toThrow(new SyntaxError('no JSON'));
  });
});

test('what JSON.parse reads in one way is read in the same', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 8 }), fc.nat(6), (text, spaces) => {
      const spaced = JSON.stringify(JSON.parse(text), null, spaces);
      const value = parseJson(spaced);
      if (unusableIn(value) === null) expect(value).toEqual(JSON.parse(spaced));
    }),
    { numRuns: 500 },
  );
});

test('any text is read, or refused by its name', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...'{}[]",:0123-+.eE\\tfnul \n\u0000', '"a":') }),
      (text) => {
        let expected: unknown;
        try {
          expected = JSON.parse(text);
        } catch {
          expect(() => parseJson(text)).toThrow(new SyntaxError('no JSON'));
          return;
        }
        const value = parseJson(text);
        if (unusableIn(value) === null) expect(value).toEqual(expected);
      },
    ),
    { numRuns: 2000 },
  );
});
