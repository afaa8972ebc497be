// Lines without a national id whose birth date is not written as it was: whom they meet, and whom a crowd keeps them from.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { mostUnderLooseKey } from '../../src/identity/block-keys.ts';
import type { PersonEvidence } from '../../src/records/decide-person.ts';
import { careCase, member, tenant } from './make-case.ts';
import { openTestStore, type TestStore } from './open-store.ts';

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore({ configuredCommunities: new Map([['berane', ['Park']]]) });
});
afterEach(async () => await store.close());

const evidence = async (): Promise<PersonEvidence | undefined> =>
  (
    await store.rows<{ evidence: PersonEvidence }>(
      `select evidence from link where entity = 'PERSON' and source = 'housing' and local_id = '1' and ended_at is null`,
    )
  )[0]?.evidence;

/** A case in which Ana stands alone, born on a day. */
const born = (birthDate: string, number = 7, address = 'Lipov drvored 12/7'): object =>
  careCase(1, {
    caseNumber: `CSR-${number}`,
    address,
    members: [member(`CSR-${number}/1`, { birthDate })],
  });

test.each([
  ['day and month changed over', '1987-05-04', '05.04.1987.'],
  ['a digit of the day off', '1987-05-14', '15.05.1987.'],
  ['a digit of the year off', '1987-05-14', '14.05.1986.'],
])('%s: the line is probably its person', async (_how, before, slipped) => {
  await store.take('centre', [born(before)]);
  await store.take('housing', [tenant({ datum_rodjenja: slipped })]);
  expect(await evidence()).toMatchObject({ outcome: 'LINKED', reason: 'LIKELY' });
  expect(await store.personOf('housing', '1')).toBe(await store.personOf('centre', 'CSR-7/1'));
});

test('another decade is another generation: the line is nobody who is known', async () => {
  await store.take('centre', [born('1987-05-14')]);
  await store.take('housing', [tenant({ datum_rodjenja: '14.05.1957.' })]);
  expect(await store.personOf('housing', '1')).not.toBe(await store.personOf('centre', 'CSR-7/1'));
});

test.each([
  [mostUnderLooseKey, 'TO_DECIDE'],
  [mostUnderLooseKey + 1, 'NEW'],
])('a name that %i lines have: a line without a date is %s', async (lines, outcome) => {
  const cases = Array.from({ length: lines }, (_, place) =>
    born(`${1940 + place}-05-14`, place, `Lipov drvored ${100 + place}`),
  );
  for (let from = 0; from < cases.length; from += 20)
    await store.take('centre', cases.slice(from, from + 20));
  await store.take('housing', [tenant({ datum_rodjenja: '' })]);
  expect(await evidence()).toMatchObject({ outcome });
});
