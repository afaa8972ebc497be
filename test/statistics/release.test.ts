// What a release counts of households and persons, against rules that are worked out on paper.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { RecordDraft, UnitDraft } from '../../src/domain/record-draft.ts';
import { openTestStore, type TestStore } from '../records/open-store.ts';
import { drawRelease } from './draw-release.ts';

interface HouseholdCase {
  readonly members: readonly string[];
  readonly rooms?: number;
  readonly counted?: number;
  readonly type: string;
  readonly overcrowded: string;
}

const cases = parse(readFileSync(new URL('households.yaml', import.meta.url), 'utf8')) as HouseholdCase[];

const memberForm = /^([FM?])(\d+|\?) (holder|spouse|child|other)( works)?$/;
const sexes: Readonly<Record<string, string | null>> = { F: 'FEMALE', M: 'MALE', '?': null };

/** One household as a register states it, whose members are nobody else's. */
const unitOf = (house: HouseholdCase, place: number): UnitDraft => {
  const localId = `H${place}`;
  const people = house.members.map((text, index) => {
    const [, sex = '?', age = '?', relation = '', works] = memberForm.exec(text) ?? [];
    const birthDate = age === '?' ? null : `${2026 - Number(age)}-0${1 + (index % 9)}-11`;
    const payload = {
      birthDate,
      sex: sexes[sex] ?? null,
      relation: relation.toUpperCase(),
      employed: works !== undefined,
    };
    return { localId: `${localId}/${index}`, birthDate, payload };
  });
  const shared: Omit<RecordDraft, 'kind' | 'localId' | 'payload'> = {
    ...{
      personLocalId: null,
      signatories: [],
      members: people.map((each) => each.localId),
      observedOn: null,
    },
    ...{ relationshipWith: null, retainFrom: { closedOn: null, until: null } },
  };
  return {
    ...{ localId, version: 1, recordedAt: '2026-03-01T09:00:00Z', compartment: 'general', protects: [] },
    ...{
      localCommunity: 'Park',
      address: `Ulica ${place}`,
      flat: null,
      headName: null,
      problems: [],
      rows: [place],
    },
    persons: people.map(({ localId: id, birthDate }) => ({
      ...{ localId: id, givenName: `Ime${id}`, familyName: `Prezime${place}`, birthDate, nationalId: null },
    })),
    records: [
      { ...shared, kind: 'care-case', localId, payload: { memberCount: house.counted ?? people.length } },
      {
        ...shared,
        kind: 'tenancy',
        localId: `${localId}/t`,
        payload: { rooms: house.rooms ?? null, status: 'ACTIVE' },
      },
      ...people.map(({ localId: id, payload }) => ({
        ...{ ...shared, kind: 'case-entry', localId: id, personLocalId: id, payload },
      })),
    ],
  };
};

let store: TestStore;
beforeAll(async () => {
  store = await openTestStore({
    now: '2026-11-21T10:00:00Z',
    configuredCommunities: new Map([['berane', ['Park']]]),
  });
  await store.takeUnits('centre', cases.map(unitOf));
  await drawRelease(store);
});
afterAll(async () => await store.close());

interface HouseholdRow {
  readonly unit: string;
  readonly household_type: string;
  readonly overcrowded: string;
}

describe('a household', () => {
  let rows: ReadonlyMap<string, HouseholdRow>;
  beforeAll(async () => {
    // A release keeps no id: the households are found again by who is in them, in the order in which they were numbered.
    const found = await store.rows<HouseholdRow>(
      `select numbered.unit, household_type, overcrowded from statistics_household
         join (select row_number() over (order by municipality, local_community, md5(entity_id::text || '2026-11-21')) as number, unit
           from (select distinct on (link.entity_id) link.entity_id, municipality, local_community, unit from record
             join link on link.entity = 'HOUSEHOLD' and link.local_id = record.unit) home) numbered on numbered.number = household`,
    );
    rows = new Map(found.map((row) => [row.unit, row]));
  });

  test.each(cases.map((house, place) => ({ place, ...house, said: house.members.join(', ') })))(
    'of $said in $rooms rooms is of type $type, and overcrowded: $overcrowded',
    ({ place, type, overcrowded }) => {
      const row = rows.get(`H${place}`);
      expect([row?.household_type, row?.overcrowded]).toEqual([type, overcrowded]);
    },
  );
});

test('every person is counted once, by age, sex and work as they are said', async () => {
  const counted = await store.rows<{ code: string; count: number }>(
    `select age_band || ' ' || sex || ' ' || employed as code, count(*)::int as count from statistics_person group by 1 order by 1`,
  );
  expect(counted.reduce((sum, { count }) => sum + count, 0)).toBe(
    cases.flatMap(({ members }) => members).length,
  );
  const bandOf = (age: string): string => {
    const years = Number(age);
    if (age === '?') return 'UNK';
    return years < 6
      ? 'Y0-5'
      : years < 15
        ? 'Y6-14'
        : years < 18
          ? 'Y15-17'
          : years < 30
            ? 'Y18-29'
            : years < 45
              ? 'Y30-44'
              : years < 65
                ? 'Y45-64'
                : years < 80
                  ? 'Y65-79'
                  : 'Y_GE80';
  };
  const expected = new Map<string, number>();
  for (const text of cases.flatMap(({ members }) => members)) {
    const [, sex = '?', age = '?', , works] = memberForm.exec(text) ?? [];
    const code = `${bandOf(age)} ${sex === '?' ? 'UNK' : sex} ${works === undefined ? 'NO' : 'YES'}`;
    expected.set(code, (expected.get(code) ?? 0) + 1);
  }
  expect(new Map(counted.map(({ code, count }) => [code, count]))).toEqual(new Map([...expected].sort()));
});

test('a release stays as it is until the month is over, whatever comes in', async () => {
  const before = await store.rows('select * from statistics_person order by 1, 2, 3, 4, 5, 6');
  await store.takeUnits('centre', [unitOf(cases[0] as HouseholdCase, 900)]);
  await drawRelease(store);
  expect(await store.rows('select * from statistics_person order by 1, 2, 3, 4, 5, 6')).toEqual(before);
  store.clock.advance(11 * 86_400_000);
  await drawRelease(store);
  const after = await store.rows<{ release: string }>('select release from statistics_person');
  expect(after).toHaveLength(before.length + 1);
  // Of the month before nothing stays: what is gone from the registers is gone from there too.
  expect(new Set(after.map(({ release }) => release)).size).toBe(1);
  expect(await store.rows('select period from statistics_release')).toEqual([{ period: '2026-12' }]);
});
