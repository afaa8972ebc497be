import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { communityAdapter } from '../../adapters/community/adapter.ts';
import { translateObservation } from '../../adapters/community/translate-observation.ts';
import { readThrough } from './read-through.ts';

const context = { controller: 'berane.centre', today: '2026-11-21' };

type Changes = Readonly<Record<string, unknown>>;

interface BadInput {
  readonly when: string;
  readonly item?: Changes;
  readonly unit?: Changes;
  readonly payload?: Changes;
  readonly problems?: readonly string[];
  readonly refused?: string;
}

const cases = parse(readFileSync(new URL('community-bad-input.yaml', import.meta.url), 'utf8')) as BadInput[];

const good: Changes = {
  localId: 'MZ-1',
  localCommunity: 'Trepča',
  householdHead: 'Снежана Бабовић',
  address: 'Милоша Малишића 20',
  observedOn: '2026-07-10',
  memberCount: 5,
  employedCount: 0,
  health: 'good',
  materialState: 'very poor',
  housing: 'no heating',
  needsHelp: false,
  note: 'Сами живе',
};

describe('a bad value costs the value, a bad key costs the observation', () => {
  it.each(cases)('when $when', (bad) => {
    const result = translateObservation({ ...good, ...bad.item }, 4, context);
    if (!('records' in result)) {
      expect(result).toMatchObject({ row: 4, column: bad.refused });
      return;
    }
    expect(bad.refused).toBeUndefined();
    expect(result).toMatchObject(bad.unit ?? {});
    expect(result.records[0]?.payload).toMatchObject(bad.payload ?? {});
    expect(result.problems.map(({ column }) => column)).toEqual(bad.problems ?? []);
  });
});

describe('R18: a neighbour states no diagnosis', () => {
  it.each([
    'chronic illness',
    'disability',
    'dijabetes',
    'hronična bolest',
    'ХИВ',
    '\ud800',
    'x'.repeat(10_000),
  ])('the word is nowhere: %j', (health) => {
    const result = translateObservation({ ...good, health }, 0, context);
    expect(result).toMatchObject({ records: [{ payload: { healthConcern: 'CONCERN' } }], problems: [] });
    expect(JSON.stringify(result)).not.toContain(JSON.stringify(health).slice(1, -1));
  });
});

describe('a file of observations', () => {
  const second = { ...good, localId: 'MZ-2' };

  it.each([
    ['one list', JSON.stringify([good, second], null, 1)],
    ['a line each', `${JSON.stringify(good)}\n${JSON.stringify(second)}\n`],
    ['one list behind a byte order mark', `\ufeff${JSON.stringify([good, second])}`],
  ])('%s', async (_name, text) => {
    const reading = await readThrough(communityAdapter, Buffer.from(text), context);
    expect(reading).toMatchObject({ rowsRead: 2, rowProblems: [] });
    expect(reading.units.map(({ localId }) => localId)).toEqual(['MZ-1', 'MZ-2']);
  });

  it('a list that was cut is not read in part', async () => {
    const reading = await readThrough(
      communityAdapter,
      Buffer.from(JSON.stringify([good, second]).slice(0, -20)),
      context,
    );
    expect(reading).toMatchObject({ rowsRead: 0, units: [], refused: 'STRUCTURE' });
  });

  it('what is no observation costs its own place in the list', async () => {
    const reading = await readThrough(
      communityAdapter,
      Buffer.from(JSON.stringify([good, null, 'x', [], second])),
      context,
    );
    expect(reading.units).toHaveLength(2);
    expect(reading.rowProblems.map(({ row }) => row)).toEqual([2, 3, 4]);
  });
});

describe('an observation is kept for triage alone', () => {
  it('names nobody, opens no relationship and is kept from the day it is received', () => {
    const result = translateObservation(good, 0, context);
    expect(result).toMatchObject({
      version: null,
      persons: [],
      records: [{ kind: 'observation', personLocalId: null, relationshipWith: null, retainFrom: {} }],
    });
  });

  it.each([
    ['a note of 2,000 letters is kept', 2000, 0],
    ['a longer one is set aside', 2001, 1],
  ])('%s', (_name, length, problems) => {
    const result = translateObservation({ ...good, note: 'ж'.repeat(length) }, 0, context);
    expect('problems' in result && result.problems.length).toBe(problems);
  });
});
