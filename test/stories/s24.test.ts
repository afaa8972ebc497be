// S24 (R24): planning by counts. What is left to the issue that brings the records: violence, of which nothing is counted before
// (a contract that has something of PROTECTION counted is refused: test/graph/wrong-contracts.yaml).
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { prohibit } from '../harness/consents.ts';
import { drawReleases } from '../harness/draw-releases.ts';
import type { TestHub } from '../harness/open-hub.ts';
import { ana } from '../harness/people.ts';
import { type CaseLine, openSmallHub, sampleCases } from '../harness/registers.ts';
import { editConfiguration } from '../http/edited-configuration.ts';
import { atomsOf, boundsOf, type Known, partsOf } from '../statistics/attacker.ts';
import { areaCases, areas, asCube } from './s24/town.ts';

interface Line {
  readonly values: readonly (string | null)[];
  readonly count: number | null;
  readonly share: number | null;
  readonly mean: number | null;
}

interface Table {
  readonly basis: string;
  readonly coverage: number | null;
  readonly isGiven: boolean;
  readonly lines: readonly Line[];
  readonly csv: string;
  readonly sdmxCsv: string;
}

let hub: TestHub;
let statistics: string;
let planner: string;

const cases: readonly CaseLine[] = [...sampleCases('CSR-00001'), ...areaCases()];

const askedText = 'basis coverage isGiven lines { values count share mean } csv sdmxCsv';

const table = async (question: string, token = statistics): Promise<Table> => {
  const { body } = await hub.ask(
    token,
    `{ statistics(municipality: "berane", ${question}) { ${askedText} } }`,
  );
  expect(body.errors, question).toBeUndefined();
  expect(body.data?.['statistics'], question).not.toBeNull();
  return body.data?.['statistics'] as Table;
};

const countOf = ({ lines }: Table, ...values: readonly string[]): number | null | undefined =>
  lines.find((line) => line.values.join() === values.join())?.count;

const { files, remove } = editConfiguration(({ agencies }) => {
  Object.assign(agencies, { localCommunities: { berane: Object.keys(areas) } });
});

beforeAll(async () => {
  hub = await openSmallHub({ centre: cases }, { configuration: files });
  statistics = await hub.agencyToken({
    ...{ agency: 'statistics', purpose: 'provide-official-statistics', actor: 'Ivo' },
  });
  planner = await hub.agencyToken({
    ...{ agency: 'berane.municipality', purpose: 'improve-public-services', actor: 'Mirza' },
  });
  await drawReleases(hub);
}, 60_000);
afterAll(async () => {
  await hub.close();
  remove();
});

const recipients = 'measure: RECIPIENT_HOUSEHOLDS, by: [LOCAL_COMMUNITY]';

describe('S24 an analyst counts who receives aid', () => {
  it('Šekular: twelve recipients in one household are suppressed, in persons and in households', async () => {
    expect(areas['Šekular']).toMatchObject({ households: 55, recipients: 1, members: 12 });
    expect(countOf(await table(recipients), 'Šekular')).toBeNull();
    const persons = await table('measure: PERSONS, by: [LOCAL_COMMUNITY, RECIPIENT]');
    expect(countOf(persons, 'Šekular', 'YES')).toBeNull();
    // Whoever is told how many do not receive, and how many there are, would know it too.
    expect(countOf(persons, 'Šekular', 'NO')).toBeNull();
    expect(countOf(await table('measure: HOUSEHOLDS, by: [LOCAL_COMMUNITY]'), 'Šekular')).toBe(55);
  });

  it('Hareme: 14 of 14 families are no line of their own, and nobody is told 100 % of the sixty in Lubnice', async () => {
    const all = await table('measure: HOUSEHOLDS, by: [LOCAL_COMMUNITY]');
    expect(countOf(all, 'Hareme')).toBeUndefined();
    expect(countOf(all, 'Lubnice')).toBe(60);
    const given = await table('measure: HOUSEHOLDS, by: [LOCAL_COMMUNITY, RECIPIENT]');
    expect([countOf(given, 'Lubnice', 'YES'), countOf(given, 'Lubnice', 'NO')]).toEqual([null, null]);
    const settlements = await table('measure: RECIPIENT_HOUSEHOLDS, by: [SETTLEMENT]');
    expect(settlements.lines.filter(({ share }) => share === 100 || share === 0)).toEqual([]);
    expect(countOf(settlements, 'Lubnice')).toBeNull();
  });

  it('Park: one basis, said in every answer, and coverage of the municipality alone', async () => {
    const answers = await Promise.all(
      [
        recipients,
        'measure: PERSONS, by: [LOCAL_COMMUNITY, AGE_BAND, SEX]',
        'measure: GRANTED_AMOUNT, by: []',
      ].map(async (question) => await table(question)),
    );
    expect(new Set(answers.map(({ basis }) => basis))).toEqual(new Set(['EVERYONE']));
    // Nobody is left out of it: of nobody it is told.
    expect(new Set(answers.map(({ coverage }) => coverage))).toEqual(new Set([null]));
    const { body } = await hub.ask(
      statistics,
      '{ statistics(municipality: "berane", basis: CONSENTING, measure: PERSONS, by: []) { basis } }',
    );
    expect(body.errors?.[0]?.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  it('means and shares are worked out of what is given, and of nothing else', async () => {
    const { lines } = await table('measure: GRANTED_AMOUNT, by: [LOCAL_COMMUNITY]');
    const park = lines.find(({ values }) => values[0] === 'Park');
    expect([park?.count, park?.mean]).toEqual([40, 100]);
    for (const { count, mean, share } of lines)
      if (count === null) expect([mean, share]).toEqual([null, null]);
    const shares = await table(recipients);
    expect(shares.lines.find(({ values }) => values[0] === 'Park')?.share).toBe(50);
  });

  it('SDMX marks what is suppressed, whatever for, and gives no value', async () => {
    const { sdmxCsv } = await table(recipients);
    const lines = sdmxCsv.trim().split('\n').slice(1);
    for (const name of ['Šekular', 'Lubnice'])
      expect(lines.find((line) => line.includes(`,${name},`))).toMatch(/,,Q$/);
    expect(lines.find((line) => line.includes(',Park,'))).toMatch(/,40,A$/);
  });

  it('before Ana’s word and after it the answer is the same, and the next month is without her family', async () => {
    const questions = [
      recipients,
      'measure: PERSONS, by: [LOCAL_COMMUNITY, AGE_BAND, SEX]',
      'measure: PERSONS, by: []',
    ];
    const ask = async (): Promise<readonly Table[]> =>
      await Promise.all(questions.map(async (each) => await table(each)));
    const before = await ask();
    await prohibit(hub, await hub.personToken(ana.nationalId, ana.birthDate), 'statistics');
    expect(await ask()).toEqual(before);
    await drawReleases(hub);
    expect(await ask()).toEqual(before);
  });

  it('two agencies that put together what each was told find out no group of 1 to 10', async () => {
    const known: Known[] = [];
    const cube = asCube(cases);
    const atoms = atomsOf(cube);
    const places = (cells: readonly number[]): number[] =>
      cells.flatMap((cell) => partsOf(cube, cell, atoms));
    const answers = [
      [statistics, ['LOCAL_COMMUNITY', 'RECIPIENT']],
      [statistics, ['RECIPIENT']],
      [statistics, []],
      [planner, ['LOCAL_COMMUNITY']],
      [planner, []],
    ] as const;
    for (const [token, by] of answers) {
      const { lines } = await table(`measure: HOUSEHOLDS, by: [${by.join(', ')}]`, token);
      for (const { values, count } of lines) {
        if (count === null) continue;
        const cell = cube.dimensions.reduce((place, { name, codes }, dimension) => {
          const column = (by as readonly string[]).indexOf(name);
          const index = column < 0 ? 0 : codes.indexOf(values[column] ?? '') + 1;
          return place + index * (cube.strides[dimension] ?? 0);
        }, 0);
        // They know the number as it was before it was rounded.
        const exact = cube.persons[cell] ?? 0;
        expect(Math.abs(exact - count)).toBeLessThanOrEqual(2);
        known.push({ parts: places([cell]), least: exact, most: exact });
      }
    }
    const few = [...cube.persons.keys()].filter((cell) => {
      const households = cube.persons[cell] ?? 0;
      return households > 0 && households < 11;
    });
    expect(few.length).toBeGreaterThan(0);
    const bounds = boundsOf(
      atoms.length,
      known,
      few.map((cell) => places([cell])),
    );
    for (const { least, most } of bounds) expect(least > 0.001 && most < 10.999).toBe(false);
  });

  it('a planner who burns the ledger takes the release grid from nobody', async () => {
    const before = await table(recipients);
    const dimensions = ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX', 'TENURE', 'EMPLOYED'];
    let refused = 0;
    for (const one of dimensions)
      for (const other of dimensions) {
        if (one === other) continue;
        const { isGiven } = await table(`measure: PERSONS, by: [${one}, ${other}]`);
        if (!isGiven) refused += 1;
      }
    expect(refused).toBeGreaterThan(3);
    expect(await table(recipients)).toEqual(before);
    const { isGiven } = await table('measure: PERSONS, by: [LOCAL_COMMUNITY, AGE_BAND, SEX]', planner);
    expect(isGiven).toBe(true);
  });
});
