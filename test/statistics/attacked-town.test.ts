// What a small town's answers tell of a few, put together by two agencies: `npm run prove -- --statistics` asks a large one for much more.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../src/store/database.ts';
import { memoryStore } from '../harness/memory-store.ts';
import { Random } from '../proof/random.ts';
import { AskedTown, type GivenLine } from '../proof/statistics/ask-town.ts';
import { type Breach, judgeDifferences, judgeLine } from '../proof/statistics/attack-answers.ts';
import { attackByProgram } from '../proof/statistics/attack-by-program.ts';
import { KnownTown, keyOf } from '../proof/statistics/known-town.ts';
import { drawTown } from './draw-town.ts';

const seed = Number(process.env['SEED'] ?? Date.now() % 2 ** 31);
const sets = Number(process.env['SETS'] ?? 40);

const random = new Random('attacked town', seed);
const lines = new Map<string, GivenLine>();
const answers: GivenLine[][] = [];
let database: Database;
let asked: AskedTown;
let known: KnownTown;

beforeAll(async () => {
  database = await openDatabase(memoryStore());
  asked = await AskedTown.open(database, await drawTown(database, { persons: 3000, areas: 5, seed }));
  known = await KnownTown.read(database);
  for (let set = 0; set < sets; set += 1) {
    const answered: GivenLine[] = [];
    if (set === 0)
      answered.push(
        ...(await asked.ask({ measure: 'PERSONS', by: ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX'], where: [] })),
      );
    for (let question = 1 + random.below(4); question > 0; question -= 1)
      answered.push(...(await asked.ask(asked.draw(random), random.below(2))));
    answers.push(answered);
    for (const line of answered) lines.set(`${JSON.stringify(line.told)} ${keyOf(line.group)}`, line);
  }
});
afterAll(async () => await database.close());

describe(`a town that two agencies ask drawn questions of, seed ${seed}`, () => {
  test('tells enough to be attacked', () => {
    expect(lines.size).toBeGreaterThan(10);
    expect(asked.refused).toBeGreaterThan(0);
  });
  test('tells of nobody by a line', () => {
    expect([...lines.values()].flatMap((line) => judgeLine(known, line))).toEqual([]);
  });
  test('tells of nobody by differences within what is asked in one go', () => {
    expect(answers.flatMap((each) => judgeDifferences(known, random.some(each, 60)))).toEqual([]);
  });
  test.each([
    ['PERSONS', ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX']],
    ['PERSONS', ['LOCAL_COMMUNITY', 'EMPLOYED', 'RECIPIENT']],
    ['HOUSEHOLDS', ['LOCAL_COMMUNITY', 'RECIPIENT', 'OVERCROWDED']],
  ] as const)('tells of nobody among %s by all that was ever told by %s', (population, dimensions) => {
    const attack = attackByProgram(known, [...lines.values()], {
      ...{ population, dimensions, seek: 15, random },
    });
    expect(attack.found).toEqual([]);
  });
});

describe('the same attack finds', () => {
  const few = (): GivenLine => {
    const told = { population: 'PERSONS', only: null, quantity: null } as unknown as GivenLine['told'];
    const dimensions = ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX'] as const;
    const groups = known
      .alike('PERSONS')
      .map(
        ({ codes }) => new Map(dimensions.map((name, place) => [name, [codes[place] as string]] as const)),
      );
    const group = groups.find((each) => known.count('PERSONS', each).count < 11);
    if (!group) throw new Error('the town has no few');
    return { told, group, value: 5, amount: null, isCell: true };
  };
  const hows = (breaches: readonly Breach[]) => breaches.map(({ how }) => how);

  test('a few who are told of', () => {
    expect(hows(judgeLine(known, few()))).toContain('CELL');
  });
  test('a few who are told of by all others', () => {
    const line = few();
    const whole = new Map([...line.group].filter(([name]) => name !== 'SEX'));
    const rest = new Map(line.group).set(
      'SEX',
      ['F', 'M'].filter((sex) => !line.group.get('SEX')?.includes(sex)),
    );
    expect(
      hows(
        judgeDifferences(known, [
          { ...line, group: whole },
          { ...line, group: rest },
        ]),
      ),
    ).toContain('DIFFERENCE');
    const { found } = attackByProgram(
      known,
      [
        { ...line, group: whole },
        { ...line, group: rest },
      ],
      {
        ...{ population: 'PERSONS', dimensions: ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX'], seek: 1000, random },
      },
    );
    expect(found.length).toBeGreaterThan(0);
  });
});
