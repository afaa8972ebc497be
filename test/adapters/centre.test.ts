import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { centreAdapter } from '../../adapters/centre/adapter.ts';
import { translateCase } from '../../adapters/centre/translate-case.ts';
import type { UnitDraft } from '../../src/domain/record-draft.ts';
import { readThrough } from './read-through.ts';

const context = { controller: 'berane.centre', today: '2026-11-21' };

type Changes = Readonly<Record<string, unknown>>;

interface BadInput {
  readonly when: string;
  readonly case?: Changes;
  readonly child?: Changes;
  readonly right?: Changes;
  readonly plan?: Changes;
  readonly referrals?: readonly Changes[];
  readonly unit?: Changes;
  readonly record?: Readonly<Record<string, Changes | 'absent'>>;
  readonly problems?: readonly string[];
  readonly refused?: string;
}

const cases = parse(readFileSync(new URL('centre-bad-input.yaml', import.meta.url), 'utf8')) as BadInput[];

const holder = {
  localId: 'CSR-1/1',
  givenName: 'Ana',
  familyName: 'Dašić',
  relation: 'nosilac',
  employed: true,
};
const child = {
  localId: 'CSR-1/2',
  givenName: 'Luka',
  familyName: 'Dašić',
  relation: 'dijete',
  employed: false,
};

const itemOf = (bad: Partial<BadInput>): Changes => ({
  caseNumber: 'CSR-1',
  version: 3,
  recordedAt: '2026-06-01T11:55:00Z',
  address: 'Rudeška 18',
  localCommunity: 'Park',
  members: [holder, { ...child, ...bad.child }],
  rights: [
    { type: 'dodatak za djecu', status: 'u postupku', amountEur: 36.45, since: '2021-03-01', ...bad.right },
  ],
  aidPlan: { goal: 'podrška', reviewDue: '2026-12-15', ...bad.plan },
  referrals: bad.referrals ?? [],
  ...bad.case,
});

const unitOf = (item: unknown): UnitDraft => {
  const result = translateCase(item, 0, context);
  if (!('records' in result)) throw new Error(`refused: ${result.column}`);
  return result;
};

describe('a bad value costs the value, a bad key costs the case', () => {
  it.each(cases)('when $when', (bad) => {
    const result = translateCase(itemOf(bad), 7, context);
    if (!('records' in result)) {
      expect(result).toMatchObject({ row: 7, column: bad.refused });
      return;
    }
    expect(bad.refused).toBeUndefined();
    expect(result).toMatchObject(bad.unit ?? {});
    expect(result.problems.map(({ column }) => column)).toEqual(bad.problems ?? []);
    for (const [kind, fields] of Object.entries(bad.record ?? {})) {
      const record = result.records.find((each) => each.kind === kind);
      if (fields === 'absent') expect(record).toBeUndefined();
      else expect(record?.payload).toMatchObject(fields);
    }
    const told = JSON.stringify(result.problems.map(({ reason }) => reason));
    for (const value of Object.values({ ...bad.case, ...bad.child, ...bad.right, ...bad.plan })) {
      if (typeof value === 'string' && value.length > 2) expect(told).not.toContain(value);
    }
  });
});

describe('what a case becomes', () => {
  const unit = unitOf(
    itemOf({ referrals: [{ member: 'CSR-1/2', agency: 'berane.support', acceptedOn: '2026-05-04' }] }),
  );

  it('its records say whom they are about', () => {
    const shapes = unit.records.map(
      ({ kind, localId, personLocalId, signatories, members, relationshipWith }) => [
        ...[kind, localId, personLocalId, signatories.length, members.length],
        relationshipWith && `${relationshipWith.kind} ${relationshipWith.agency}`,
      ],
    );
    expect(shapes).toEqual([
      ['care-case', 'CSR-1', null, 1, 2, null],
      ['case-entry', 'CSR-1/1', 'CSR-1/1', 1, 1, 'OPEN_CASE berane.centre'],
      ['case-entry', 'CSR-1/2', 'CSR-1/2', 1, 1, 'OPEN_CASE berane.centre'],
      ['right', 'CSR-1/right/1', null, 1, 2, null],
      ['aid-plan', 'CSR-1/aid-plan', null, 1, 2, null],
      [
        'referral',
        'CSR-1/referral/CSR-1/2/berane.support',
        'CSR-1/2',
        1,
        1,
        'ACCEPTED_REFERRAL berane.support',
      ],
    ]);
    expect(unit.records.every(({ observedOn }) => observedOn === '2026-06-01')).toBe(true);
  });

  it('a referral without the day it was accepted opens no relationship', () => {
    const { records } = unitOf(itemOf({ referrals: [{ member: 'CSR-1/2', agency: 'berane.support' }] }));
    expect(records.find(({ kind }) => kind === 'referral')).toMatchObject({ relationshipWith: null });
  });

  it('relations are read with marks, without them, in either script and in the contract’s words', () => {
    const relations = ['nosilac', 'supružnik', 'supruznik', 'Супружник', 'CHILD', 'baka'];
    const members = relations.map((relation, index) => ({ localId: `m${index}`, relation }));
    const entries = unitOf(itemOf({ case: { members } })).records.filter(({ kind }) => kind === 'case-entry');
    expect(entries.map(({ payload }) => payload['relation'])).toEqual([
      ...['HOLDER', 'SPOUSE', 'SPOUSE', 'SPOUSE', 'CHILD', 'OTHER'],
    ]);
  });
});

describe('whom the data of a household is about', () => {
  const unknown = ' CSR-1#unknown';
  const subjectsOf = (bad: Partial<BadInput>) =>
    unitOf(itemOf(bad))
      .records.filter(({ personLocalId }) => personLocalId === null)
      .map(({ kind, signatories, members }) => ({ kind, signatories, members }));
  const ofEach = (subjects: object): object[] =>
    ['care-case', 'right', 'aid-plan'].map((kind) => ({ kind, ...subjects }));

  it('a case whose members could all be read is about them and nobody else', () => {
    const subjects = { signatories: ['CSR-1/1'], members: ['CSR-1/1', 'CSR-1/2'] };
    expect(subjectsOf({})).toEqual(ofEach(subjects));
  });

  // R5: else the consent of those who were read would open what is also another's.
  it('a case of which a member was left out is about somebody unknown too', () => {
    const bad = { child: { localId: 'CSR-1/1' } };
    const subjects = { signatories: ['CSR-1/1', unknown], members: ['CSR-1/1', unknown] };
    expect(subjectsOf(bad)).toEqual(ofEach(subjects));
    const { persons, records } = unitOf(itemOf(bad));
    expect(persons.map(({ localId }) => localId)).toEqual(['CSR-1/1']);
    expect(records.find(({ kind }) => kind === 'case-entry')?.members).toEqual(['CSR-1/1']);
  });

  it.each(['nosilacc', null])(
    'a member whose relation is %j may be the one who applied, so somebody unknown did',
    (relation) => {
      const subjects = { signatories: ['CSR-1/1', unknown], members: ['CSR-1/1', 'CSR-1/2'] };
      expect(subjectsOf({ child: { relation } })).toEqual(ofEach(subjects));
    },
  );

  it('a referral names a member and never the unknown one', () => {
    const referrals = [{ member: unknown, agency: 'berane.support', acceptedOn: '2026-05-04' }];
    const { records } = unitOf(itemOf({ child: { localId: 'CSR-1/1' }, referrals }));
    expect(records.some(({ kind }) => kind === 'referral')).toBe(false);
  });
});

describe('a line that is no case costs the line', () => {
  const good = JSON.stringify(itemOf({}));
  const deep = '['.repeat(10_000) + ']'.repeat(10_000);

  it.each([
    ['a cut line', good.slice(0, 200), '(row)'],
    ['a line of words', 'nije JSON', '(row)'],
    ['a number', '12', '(row)'],
    ['null', 'null', '(row)'],
    ['a list far down', deep, '(row)'],
    ['members far down', good.replace(/"members":\[/, `"members":[${deep},`), '(row)'],
    ['a version without end', good.replace('"version":3', '"version":1e400'), '(row)'],
    ['NUL in the case number', good.replace('"CSR-1"', '"CSR\\u0000"'), 'caseNumber'],
    ['half a letter in the case number', good.replace('"CSR-1"', '"CSR\\ud800"'), 'caseNumber'],
    ['fields only by inheritance', `{"__proto__":${good}}`, '(row)'],
    ['a field written twice', good.replace('{', '{"version":1,'), '(row)'],
  ])('%s', async (_name, line, column) => {
    const reading = await readThrough(centreAdapter, Buffer.from(`${good}\n\n${line}\r\n${good}\n`), context);
    expect(reading.rowsRead).toBe(3);
    expect(reading.units).toHaveLength(2);
    expect(reading.rowProblems.map((problem) => [problem.row, problem.column])).toEqual([[3, column]]);
  });

  it('bytes that are no UTF-8', async () => {
    const reading = await readThrough(
      centreAdapter,
      Buffer.concat([Buffer.from([0xe8, 0x0a]), Buffer.from(good)]),
      context,
    );
    expect(reading).toMatchObject({ rowsRead: 2, rowProblems: [{ row: 1, column: '(row)' }] });
    expect(reading.units).toHaveLength(1);
  });

  it('bytes that are no UTF-8 inside a name', async () => {
    const [before = '', after = ''] = good.split('Rudeška');
    const line = Buffer.concat([
      Buffer.from(`${before}Rude`),
      Buffer.from([0x9a]),
      Buffer.from(`ka${after}`),
    ]);
    expect(await readThrough(centreAdapter, line, context)).toMatchObject({
      units: [],
      rowProblems: [{ row: 1 }],
    });
  });

  it('fields that an object only inherits are not its own', () => {
    expect(translateCase(Object.create(itemOf({})), 0, context)).toMatchObject({ column: 'caseNumber' });
  });

  it('a case from a line and the same case from a push become the same', async () => {
    const { units } = await readThrough(centreAdapter, Buffer.from(good), context);
    expect(units[0]).toEqual(centreAdapter.translate(JSON.parse(good), 1, context));
  });
});
