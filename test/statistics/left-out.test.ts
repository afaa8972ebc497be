// Who is not counted: households of which somebody has said a word that closes it, and where the consenting alone are counted, all
// others.
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CountedController } from '../../src/policy/counted-controllers.ts';
import { shownCoverage } from '../../src/statistics/coverage.ts';
import { openTestStore, type TestStore } from '../records/open-store.ts';
import { askingHousehold } from './asking-household.ts';
import { drawRelease, publicly } from './draw-release.ts';

let store: TestStore;
let next = 0;

const known = new Map<string, string>();
const now = '2026-11-21T10:00:00Z';

/** A household that is known again by what it receives, and who lives in it. */
const takeHousehold = async (members = 1): Promise<{ amount: number; persons: readonly string[] }> => {
  next += 1;
  const unit = askingHousehold(
    next,
    [{ title: 'aid', status: 'GRANTED', amount: String(100 + next) }],
    members,
  );
  await store.takeUnits('centre', [unit]);
  const persons = await Promise.all(
    unit.persons.map(async ({ localId }) => (await store.personOf('centre', localId)) ?? ''),
  );
  for (const [index, person] of persons.entries()) known.set(person, unit.persons[index]?.localId ?? '');
  return { amount: 100 + next, persons };
};

const forbid = async (person: string, recipient: string, lifted: string | null = null): Promise<void> => {
  await store.rows(
    'insert into prohibition (id, person_id, recipient, since, lifted_at) values (?::uuid, ?::uuid, ?, ?, ?)',
    [randomUUID(), person, recipient, now, lifted],
  );
};

interface Asked {
  readonly requested: string;
  readonly controller?: string;
  readonly outcome?: string;
  readonly lifted?: string;
  readonly aboutLine?: boolean;
}

const ask = async (person: string, asked: Asked): Promise<void> => {
  const id = randomUUID();
  const line = asked.aboutLine ? known.get(person) : null;
  await store.rows(
    `insert into rights_request (id, person_id, requested, controller, record_id, source, kind, unit, local_id, subject, mine, asked_at, asked_on, due_on)
     values (?::uuid, ?::uuid, ?, ?, ?::uuid, ?, ?, ?, ?, ?, false, ?, '2026-11-21', '2026-12-21')`,
    [
      ...[id, person, asked.requested, asked.controller ?? 'berane.centre'],
      ...(line
        ? [randomUUID(), 'centre', 'case-entry', line.split('/')[0], line, line]
        : Array(6).fill(null)),
      now,
    ],
  );
  if (asked.outcome)
    await store.rows(
      `insert into rights_decision (request_id, outcome, citations, agency, actor, at, carried_out)
       values (?::uuid, ?, '[]', 'berane.centre', 'Vesna', ?, false)`,
      [id, asked.outcome, now],
    );
  if (asked.lifted)
    await store.rows(
      `insert into rights_lifting (request_id, announced_at, effective_at, actor) values (?::uuid, ?, ?, 'Vesna')`,
      [id, asked.lifted, asked.lifted],
    );
};

interface Given {
  readonly recipient?: string;
  readonly purpose?: string;
  readonly categories?: readonly string[];
  readonly until?: string;
  readonly states?: readonly string[];
  readonly binding?: boolean;
}

const consent = async (person: string, given: Given = {}): Promise<void> => {
  const id = randomUUID();
  await store.rows(
    `insert into consent (id, person_id, controller, recipient, purpose, categories, fields, notice_version, language, script,
       valid_until, binding, sealed, created_at)
     values (?::uuid, ?::uuid, 'berane.centre', ?, ?, array(select jsonb_array_elements_text(?::jsonb)), '{}', '1', 'cnr', 'Latn',
       ?::date, ?, false, ?)`,
    [
      ...[id, person, given.recipient ?? 'statistics', given.purpose ?? 'dpv:ProvideOfficialStatistics'],
      JSON.stringify(given.categories ?? ['HOUSEHOLD', 'IDENTITY']),
      ...[given.until ?? '2030-01-01', given.binding ?? true, now],
    ],
  );
  for (const state of given.states ?? ['ConsentGiven'])
    await store.rows(
      `insert into consent_event (consent_id, state, at, actor) values (?::uuid, ?, ?, 'Ana')`,
      [...[id, state, now]],
    );
};

/** What those receive who are counted in the next month's release. */
const drawn = async (
  on?: Omit<CountedController, 'controller' | 'municipality'>,
): Promise<readonly number[]> => {
  store.clock.advance(31 * 86_400_000);
  await drawRelease(store, ['berane'], on);
  const rows = await store.rows<{ amount: number }>(
    'select amount::float8 as amount from statistics_household',
  );
  return rows.map(({ amount }) => amount);
};

beforeAll(async () => {
  store = await openTestStore({ now, configuredCommunities: new Map([['berane', ['Park']]]) });
});
afterAll(async () => await store.close());

describe('where everybody is counted', () => {
  const cases: readonly (readonly [string, boolean, (person: string) => Promise<void>])[] = [
    ['said nothing', true, async () => undefined],
    ['forbade it to who counts', false, async (person) => await forbid(person, 'statistics')],
    ['forbade something to another', true, async (person) => await forbid(person, 'berane.support')],
    ['took a prohibition back', true, async (person) => await forbid(person, 'statistics', now)],
    ['objects', false, async (person) => await ask(person, { requested: 'OBJECTION' })],
    [
      'objects in vain',
      true,
      async (person) => await ask(person, { requested: 'OBJECTION', outcome: 'REFUSED' }),
    ],
    [
      'objects to another register',
      true,
      async (person) => await ask(person, { requested: 'OBJECTION', controller: 'berane.municipality' }),
    ],
    [
      'objected, and it was opened again',
      true,
      async (person) => await ask(person, { requested: 'OBJECTION', outcome: 'GRANTED', lifted: now }),
    ],
    ['asks for a restriction', true, async (person) => await ask(person, { requested: 'RESTRICTION' })],
    [
      'has a restriction',
      false,
      async (person) => await ask(person, { requested: 'RESTRICTION', outcome: 'GRANTED' }),
    ],
    [
      'says that it is somebody else',
      false,
      async (person) => await ask(person, { requested: 'LINK', aboutLine: true }),
    ],
  ];
  const households: { what: string; isCounted: boolean; amount: number }[] = [];
  let counted: readonly number[] = [];
  let onDuty: readonly number[] = [];
  let overriding: readonly number[] = [];
  beforeAll(async () => {
    for (const [what, isCounted, say] of cases) {
      // Of two, one speaks: what is left would be counted as what it is not.
      const { amount, persons } = await takeHousehold(2);
      await say(persons[0] as string);
      households.push({ what, isCounted, amount });
    }
    counted = await drawn(publicly);
    onDuty = await drawn({ ...publicly, heeding: [], heedsObjections: false });
    overriding = await drawn({ ...publicly, heedsObjections: false });
  });

  test.each(cases.map(([what, isCounted]) => ({ what, isCounted })))(
    'a household of which somebody $what: $isCounted',
    ({ what, isCounted }) => {
      const household = households.find((each) => each.what === what);
      expect(counted.includes(household?.amount ?? 0)).toBe(isCounted);
    },
  );
  test('on a duty all of them are', () => {
    expect(onDuty).toHaveLength(cases.length);
  });
  test('where a law is above an objection, who objects is, and who forbade it is not', () => {
    const out = households.filter(({ amount }) => !overriding.includes(amount)).map(({ what }) => what);
    expect(out).toEqual(['forbade it to who counts', 'has a restriction', 'says that it is somebody else']);
  });
});

describe('where the consenting are counted', () => {
  const purpose = 'dpv:ProvideOfficialStatistics';
  const needed = (recipient: string) => ({
    recipient,
    purposes: [purpose],
    categories: ['HOUSEHOLD', 'IDENTITY'] as const,
  });
  const consenting: Omit<CountedController, 'controller' | 'municipality'> = {
    ...{
      basis: 'CONSENTING',
      heeding: ['statistics'],
      heedsObjections: false,
      consents: [needed('statistics')],
    },
  };
  const cases: readonly (readonly [string, boolean, (persons: readonly string[]) => Promise<void>])[] = [
    ['nobody consented', false, async () => undefined],
    [
      'all consented',
      true,
      async (persons) => void (await Promise.all(persons.map(async (each) => await consent(each)))),
    ],
    ['one of two consented', false, async ([one = '']) => await consent(one)],
    ...(
      [
        ['one consented to less', { categories: ['HOUSEHOLD'] }],
        ['one consented to another recipient', { recipient: 'berane.support' }],
        ['one consented for another purpose', { purpose: 'ps:SocialWelfareProvision' }],
        ['one withdrew', { states: ['ConsentGiven', 'ConsentWithdrawn'] }],
        ['one consent has ended', { until: '2026-11-30' }],
        ['one consent opens nothing', { binding: false }],
      ] as const
    ).map(
      ([what, given]) =>
        [
          what,
          false,
          async ([one = '', other = '']: readonly string[]) => {
            await consent(one, given);
            await consent(other);
          },
        ] as const,
    ),
    [
      'all consented, and one forbade it since',
      false,
      async (persons) => {
        for (const person of persons) await consent(person);
        await forbid(persons[1] as string, 'statistics');
      },
    ],
  ];
  const amounts: number[] = [];
  let counted: readonly number[] = [];
  beforeAll(async () => {
    for (const [, , say] of cases) {
      const { amount, persons } = await takeHousehold(2);
      await say(persons);
      amounts.push(amount);
    }
    counted = await drawn(consenting);
  });
  test.each(cases.map(([what, isCounted], place) => ({ what, isCounted, place })))(
    'a household of which $what: $isCounted',
    ({ isCounted, place }) => {
      expect(counted.includes(amounts[place] as number)).toBe(isCounted);
    },
  );
  test('nobody is who consented to one of two who count', async () => {
    const both = { ...consenting, consents: [needed('statistics'), needed('berane.municipality')] };
    expect(await drawn(both)).toEqual([]);
  });
  test('the release says how many are', async () => {
    await drawn(consenting);
    const [release] = await store.rows<{ facts: { coverage: unknown } }>(
      'select facts from statistics_release',
    );
    expect(release?.facts.coverage).toEqual([{ municipality: 'berane', known: next, counted: 1 }]);
  });
});

test.each([
  ['to the nearest 5', 1000, 620, 60],
  ['not where all are counted', 1000, 1000, null],
  ['not where ten are left out', 1000, 990, null],
  ['where eleven are', 1000, 989, 100],
  ['not where ten are counted', 1000, 10, null],
])('coverage is told %s', (_how, all, counted, shown) => {
  expect(shownCoverage({ municipality: 'berane', known: all, counted }, { persons: 11, households: 5 })).toBe(
    shown,
  );
});
