// What registers send that cannot be so: each is linked, set apart or put to review with its reason, and never breaks a push.
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { PersonEvidence } from '../../src/records/decide-person.ts';
import { careCase, member, tenant } from './make-case.ts';
import { openTestStore, type TestStore } from './open-store.ts';

const anas = '1405987275018';
const located = { configuredCommunities: new Map([['berane', ['Park']]]) };

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore(located);
  await store.take('centre', [careCase(1, { members: [member('CSR-7/1', { nationalId: anas })] })]);
});
afterEach(async () => await store.close());

const evidenceOf = async (localId: string): Promise<PersonEvidence | undefined> =>
  (
    await store.rows<{ evidence: PersonEvidence }>(
      `select evidence from link where entity = 'PERSON' and source = 'housing' and local_id = ? and ended_at is null`,
      [localId],
    )
  )[0]?.evidence;
const ana = async (): Promise<string | null> => await store.personOf('centre', 'CSR-7/1');

const differentLetters = String.fromCodePoint(
  ...Array.from({ length: 10_000 }, (_, place) => 0x4e00 + ((place * 7919) % 20_000)),
);

const cases: readonly [string, object, 'ana' | 'somebody else', PersonEvidence['outcome'], string][] = [
  ['no name, no date', { ime: '', prezime: '', datum_rodjenja: '' }, 'somebody else', 'NEW', 'NO_CANDIDATE'],
  [
    'no name, but her number and date',
    { ime: '', prezime: '', jmbg: anas },
    'ana',
    'LINKED',
    'ONE_PERSON_FITS',
  ],
  ['no given name', { ime: '' }, 'somebody else', 'TO_DECIDE', 'PERHAPS'],
  ['a birth date in the future', { datum_rodjenja: '14.05.2087.' }, 'somebody else', 'TO_DECIDE', 'PERHAPS'],
  [
    'her number with a birth date in the future',
    { jmbg: anas, datum_rodjenja: '14.05.2087.' },
    'ana',
    'LINKED',
    'ONE_PERSON_FITS',
  ],
  ['a name of 10,000 letters', { ime: 'A'.repeat(10_000) }, 'somebody else', 'TO_DECIDE', 'PERHAPS'],
  ['10,000 different letters', { ime: differentLetters }, 'somebody else', 'TO_DECIDE', 'PERHAPS'],
  [
    'an address of 10,000 letters',
    { jmbg: anas, adresa: `${differentLetters} 12` },
    'ana',
    'LINKED',
    'ONE_PERSON_FITS',
  ],
  ['10,000 words', { prezime: 'Probić '.repeat(10_000) }, 'ana', 'LINKED', 'LIKELY'],
  ['signs alone', { ime: '—', prezime: '???' }, 'somebody else', 'TO_DECIDE', 'PERHAPS'],
  [
    'signs alone, in another house',
    { ime: '—', prezime: '???', adresa: 'Brdska 3', stan: '' },
    'somebody else',
    'NEW',
    'NO_CANDIDATE',
  ],
];

test.each(cases)('%s', async (_what, row, who, outcome, reason) => {
  const [receipt] = await store.take('housing', [tenant(row)]);
  expect(receipt?.outcome).toBe('CREATED');
  const person = await store.personOf('housing', '1');
  expect(person).not.toBeNull();
  expect(person === (await ana()) ? 'ana' : 'somebody else').toBe(who);
  expect(await evidenceOf('1')).toMatchObject({ outcome, reason });
});

test('two scripts in one word', async () => {
  const mixed = { givenName: 'Аna', familyName: 'Proбić', nationalId: anas };
  await store.take('centre', [careCase(1, { caseNumber: 'CSR-8', members: [member('CSR-8/1', mixed)] })]);
  expect(await store.personOf('centre', 'CSR-8/1')).toBe(await ana());
});

test('an id of two people: both are kept and flagged, and a third line is not merged on it', async () => {
  const petar = { ime: 'Petar', prezime: 'Raičević', datum_rodjenja: '12.11.1982.', jmbg: anas };
  await store.take('housing', [
    tenant({ broj_ugovora: 'U-1', ...petar }),
    tenant({ rb: '2', broj_ugovora: 'U-2', jmbg: anas }),
    tenant({ rb: '3', broj_ugovora: 'U-3', jmbg: anas, prezime: 'Femić', datum_rodjenja: '' }),
  ]);
  const persons = await Promise.all(['1', '2', '3'].map((localId) => store.personOf('housing', localId)));
  // Nobody but her has her name and day in the other register, so the second is probably hers; not certainly, as its id said.
  expect(persons).toEqual([expect.any(String), await ana(), expect.any(String)]);
  expect(new Set(persons).size).toBe(3);
  expect(await evidenceOf('1')).toMatchObject({ outcome: 'NEW', idOnTwo: true });
  expect(await evidenceOf('2')).toMatchObject({
    outcome: 'LINKED',
    idOnTwo: true,
    comparison: { nationalId: 'UNKNOWN' },
  });
  expect(await evidenceOf('3')).toMatchObject({ outcome: 'NEW', idOnTwo: true });
});

test('one person who signs two contracts as head is one person, of two households', async () => {
  await store.take('housing', [
    tenant({ jmbg: anas }),
    tenant({ rb: '2', broj_ugovora: 'U-8', jmbg: anas, adresa: 'Brdska 3', stan: '' }),
  ]);
  expect([await store.personOf('housing', '1'), await store.personOf('housing', '2')]).toEqual([
    await ana(),
    await ana(),
  ]);
  expect(await store.householdOf('housing', 'U-8')).not.toBe(await store.householdOf('housing', 'U-7'));
});

test('one person who stands in one contract twice, as two heads, is two people there', async () => {
  await store.take('housing', [tenant({ jmbg: anas }), tenant({ rb: '2', jmbg: anas })]);
  expect(await store.personOf('housing', '1')).toBe(await ana());
  expect(await store.personOf('housing', '2')).not.toBe(await ana());
  expect(await evidenceOf('2')).toMatchObject({ outcome: 'NEW', weights: { rule: 'SAME_UNIT' } });
});
