import iconv from 'iconv-lite';
import { describe, expect, it } from 'vitest';
import type { FileShape } from '../../../src/domain/file-drop.ts';
import { deliveredOf, inPieces, itemsOf, unreadableOf } from './delivered-of.ts';

const shape: FileShape = { format: 'XML', element: 'korisnik', lists: ['pravo'], complete: false };
const text =
  '<?xml version="1.0" encoding="ENCODING"?><!-- x --><r:registar xmlns:r="urn:r" xmlns="urn:k"><zaglavlje>x</zaglavlje>' +
  '<korisnik id="1"><ime>Ana Šćepanović &amp; <![CDATA[<Eva>]]></ime><pravo>a</pravo><clan><ime>Đ</ime></clan><clan><ime>&#x17D;</ime></clan><r:prazno/></korisnik>' +
  '<grupa><korisnik id="2"><korisnik>unutra</korisnik></korisnik></grupa></r:registar>';
const items = [
  {
    ...{ '@id': '1', ime: 'Ana Šćepanović & <Eva>', pravo: ['a'], clan: [{ ime: 'Đ' }, { ime: 'Ž' }] },
    prazno: '',
  },
  { '@id': '2', korisnik: 'unutra' },
];
const around = (...elements: readonly string[]): string => `<r>${elements.join('')}</r>`;
const good = '<korisnik><id>1</id></korisnik>';

describe('the elements that are items', () => {
  it.each(['utf-8', 'windows-1250', 'iso-8859-2', 'utf-16le', 'utf-16be'])(
    'in %s, as the document or its mark says, in pieces of any length',
    async (encoding) => {
      const bytes = iconv.encode(text.replace('ENCODING', encoding), encoding, {
        addBOM: /16/.test(encoding),
      });
      for (const length of [1, 5, 64_000])
        expect(itemsOf(await deliveredOf(inPieces(bytes, length), shape))).toEqual(items);
    },
  );

  it('in the encoding that the adapter says, whatever the document says', async () => {
    const bytes = iconv.encode(text.replace('ENCODING', 'utf-8'), 'windows-1250');
    expect(itemsOf(await deliveredOf(bytes, { ...shape, encoding: 'windows-1250' }))).toEqual(items);
  });

  it('one that is written in another encoding than the document is told', async () => {
    const bytes = Buffer.from(text.replace('ENCODING', 'windows-1250'));
    expect(unreadableOf(await deliveredOf(bytes, shape))).toEqual(['1 (row)']);
    const other = iconv.encode(text.replace('ENCODING', 'utf-8'), 'windows-1250');
    expect(unreadableOf(await deliveredOf(other, shape))).toEqual(['1 (row)']);
  });

  it('none, of an empty register', async () => {
    expect(await deliveredOf('<r> </r>', shape)).toEqual([]);
  });

  it.each([
    ['text beside elements', '<korisnik>x<id>2</id></korisnik>'],
    ['elements a hundred deep', `<korisnik>${'<a>'.repeat(100)}${'</a>'.repeat(100)}</korisnik>`],
    ['a name that no register has', '<korisnik><__proto__><admin>1</admin></__proto__></korisnik>'],
    ['an attribute that no register has', '<korisnik><a __proto__="1"><b/></a></korisnik>'],
    [
      'more text than any message',
      `<korisnik><a>${'x'.repeat(900_000)}</a><a>${'x'.repeat(900_000)}</a></korisnik>`,
    ],
  ])('%s costs its own item', async (_what, element) => {
    const delivered = await deliveredOf(around(good, element, good), shape);
    expect(unreadableOf(delivered)).toEqual(['2 (row)']);
    expect(itemsOf(delivered)).toEqual([{ id: '1' }, { id: '1' }]);
    expect('admin' in {}).toBe(false);
  });
});

describe('a document that is a trap or no document is refused whole', () => {
  const laughs = Array.from(
    { length: 9 },
    (_, each) => `<!ENTITY l${each + 1} "${`&l${each};`.repeat(10)}">`,
  ).join('');

  it.each([
    ['a billion laughs', `<!DOCTYPE r [<!ENTITY l0 "lol">${laughs}]><r>&l9;</r>`, 'DOCUMENT_TYPE'],
    [
      'a file of the machine',
      '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><r>&x;</r>',
      'DOCUMENT_TYPE',
    ],
    ['a document type elsewhere', '<!DOCTYPE r SYSTEM "http://127.0.0.1/r.dtd"><r/>', 'DOCUMENT_TYPE'],
    ['an entity that nobody declared', around('<korisnik>&x;</korisnik>'), 'STRUCTURE'],
    ['an entity by the name of a property', around('<korisnik>&constructor;</korisnik>'), 'STRUCTURE'],
    ['cut', around(good).slice(0, -2), 'STRUCTURE'],
    ['cut in an item', `<r>${good}<korisnik><id>2`, 'STRUCTURE'],
    ['tags that cross', around('<a><b></a></b>'), 'STRUCTURE'],
    ['two documents', '<r/><r/>', 'STRUCTURE'],
    ['NUL', around('<korisnik><id>\0</id></korisnik>'), 'STRUCTURE'],
    ['half a surrogate pair', around('<korisnik><id>&#xD800;</id></korisnik>'), 'STRUCTURE'],
    ['an attribute twice', around('<korisnik a="1" a="2"/>'), 'STRUCTURE'],
    ['one endless text', `<r>${'x'.repeat(3_000_000)}</r>`, 'STRUCTURE'],
    ['nothing', '', 'STRUCTURE'],
    ['an encoding that nobody knows', '<?xml version="1.0" encoding="x-y"?><r/>', 'ENCODING'],
    ['other elements', around('<osoba/>'), 'MISSING_PART'],
  ])('%s', async (_what, file, reason) => {
    await expect(deliveredOf(file, shape)).rejects.toMatchObject({ name: 'FileRefusal', reason });
  });
});
