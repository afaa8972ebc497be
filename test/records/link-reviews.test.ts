import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createLinkReviews, type LinkReview } from '../../src/records/link-reviews.ts';
import { createScoringSource } from '../../src/records/scoring-source.ts';
import { projectNicknames } from '../evaluate/project-nicknames.ts';
import { careCase, member, observation, tenant } from './make-case.ts';
import { hashingKey, openTestStore, type TestStore } from './open-store.ts';

const anas = { jmbg: '1405987275018', nationalId: '1405987275018' };
const half = { jmbg: '', ime: 'A.' };
const located = { configuredCommunities: new Map([['berane', ['Park', 'Hareme']]]) };

let store: TestStore;
beforeEach(async () => {
  store = await openTestStore(located);
});
afterEach(async () => await store.close());

const pages = async (first: number): Promise<LinkReview[][]> => {
  const queue = createLinkReviews(store.database, createScoringSource(projectNicknames), hashingKey);
  const found: LinkReview[][] = [];
  let after: string | null = null;
  do {
    const page = await queue.page(first, after);
    found.push([...page.reviews]);
    after = page.next;
  } while (after !== null);
  return found;
};
const queue = async (): Promise<LinkReview[]> => (await pages(50)).flat();
const linesOf = (reviews: readonly LinkReview[]) =>
  reviews.map(({ line, reason, candidates }) => [
    `${line.source} ${line.localId}`,
    reason,
    ...candidates.map((each) => `${each.line.source} ${each.line.localId}`),
  ]);

const old = (version = 1): object =>
  careCase(version, { members: [member('CSR-7/1', { nationalId: anas.nationalId })] });
const sealed = careCase(1, {
  caseNumber: 'S-1',
  matter: 'M-1',
  members: [member('S-1/1', { nationalId: anas.nationalId })],
});

describe('the queue of lines that wait for somebody', () => {
  test('has a line that may be somebody who is known, with that person, a line and the weights', async () => {
    await store.take('centre', [old()]);
    await store.take('housing', [tenant(half)]);
    const [review, ...more] = await queue();
    expect(more).toEqual([]);
    expect(review).toMatchObject({
      line: { source: 'housing', localId: '1' },
      entity: 'PERSON',
      reason: 'PERHAPS',
      candidates: [
        {
          id: await store.personOf('centre', 'CSR-7/1'),
          line: { source: 'centre', localId: 'CSR-7/1' },
          evidence: { outcome: 'TO_DECIDE', rule: null },
        },
      ],
    });
    expect(JSON.stringify(review)).not.toMatch(/Ana|Probi|1987|1405|Lipov/i);
  });

  test('has all who fit, and goes page by page, oldest first', async () => {
    await store.take('centre', [
      careCase(1, { caseNumber: 'CSR-1', address: 'Brdska 1', members: [member('1')] }),
      careCase(1, { caseNumber: 'CSR-2', address: 'Brdska 2', members: [member('2')] }),
    ]);
    await store.take('housing', [tenant()]);
    store.clock.advance(86_400_000);
    await store.take('housing', [tenant(), tenant({ rb: '2', broj_ugovora: 'U-8', ...half })]);
    const all = await queue();
    expect(linesOf(all).map(([line, reason, ...who]) => [line, reason, who.sort()])).toEqual([
      ['centre 2', 'PERHAPS', ['centre 1', 'housing 1', 'housing 2']],
      ['housing 1', 'SEVERAL_FIT', ['centre 1', 'centre 2', 'housing 2']],
      ['housing 2', 'PERHAPS', expect.arrayContaining(['centre 1', 'centre 2'])],
    ]);
    expect(await pages(1)).toEqual(all.map((review) => [review]));
    expect(await pages(2)).toEqual([all.slice(0, 2), all.slice(2)]);
  });

  test('loses a line when whom it may be is somebody else by now, or gone', async () => {
    await store.take('centre', [old()]);
    await store.take('housing', [tenant(half)]);
    expect(await queue()).toHaveLength(1);
    const milan = { givenName: 'Milan', nationalId: null, birthDate: '1960-01-02' };
    await store.take('centre', [careCase(2, { members: [member('CSR-7/1', milan)] })]);
    expect(await queue()).toEqual([]);
  });

  test('loses a line that is put right by its register', async () => {
    await store.take('centre', [old()]);
    await store.take('housing', [tenant(half)]);
    await store.take('housing', [
      tenant({ jmbg: '1203985270017', datum_rodjenja: '12.03.1985.', ime: 'Igor' }),
    ]);
    expect(await queue()).toEqual([]);
  });

  test('offers nobody whom a rule forbids with any line of the same person', async () => {
    await store.take('centre', [old()]);
    await store.take('housing', [tenant(half)]);
    const mine = await store.personOf('housing', '1');
    // As a steward would have joined them: a line with another checked number is one person with the one that waits.
    await store.take('petnjica/housing', [tenant({ jmbg: '1405987275301', broj_ugovora: 'U-1' })]);
    await store.rows(
      `update link set entity_id = ? where source = 'petnjica/housing' and entity = 'PERSON'`,
      [mine],
    );
    expect(linesOf(await queue()).filter(([line]) => line === 'housing 1')).toEqual([]);
  });

  test('has every observation of which nobody can tell the household, with who lives there', async () => {
    await store.take('centre', [old()]);
    await store.take('community', [
      observation(),
      observation({ localId: 'MZ-8', householdHead: 'Jovan Nikić' }),
      observation({ localId: 'MZ-9', address: 'Brdska 3' }),
      observation({ localId: 'MZ-10', address: '' }),
    ]);
    expect(linesOf(await queue())).toEqual([
      ['community MZ-10', 'NO_ADDRESS'],
      ['community MZ-8', 'NOBODY_OF_THAT_NAME', 'centre CSR-7'],
      ['community MZ-9', 'NOBODY_OF_THAT_NAME'],
    ]);
  });
});

describe('what a matter protects (S04)', () => {
  const world = async (...after: readonly object[]): Promise<unknown> => {
    await store.close();
    store = await openTestStore(located);
    await store.take('centre', [old(), sealed]);
    await store.take('community', [observation({ localId: 'MZ-8', householdHead: 'Jovan Nikić' })]);
    for (const row of after) await store.take('housing', [row]);
    return linesOf(await queue());
  };

  test.each([
    ['by number', tenant({ broj_ugovora: 'U-9', jmbg: anas.jmbg })],
    ['by name and birth date', tenant({ broj_ugovora: 'U-9' })],
    ['by nothing but a likeness', tenant({ broj_ugovora: 'U-9', ...half })],
  ])('comes into no queue, as a line or as who it may be: a lease known %s', async (_how, lease) => {
    expect(await world(lease)).toEqual(await world());
  });
});
