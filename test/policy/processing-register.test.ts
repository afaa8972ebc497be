import { describe, expect, test } from 'vitest';
import type { Agency } from '../../src/domain/agency.ts';
import { type Jurisdiction, jurisdictions } from '../../src/domain/legal-basis.ts';
import { type Flow, flowsOf, type ProcessingInput } from '../../src/policy/processing/flow.ts';
import { transferBetween } from '../../src/policy/processing/party.ts';
import { processingRegister } from '../../src/policy/processing/processing-register.ts';
import { retentionWords } from '../../src/policy/processing/processing-words.ts';
import { agreements } from './demo-house.ts';
import { demoProcessing } from './processing-house.ts';

const withAgency = (id: string, changes: Partial<Agency>): ProcessingInput => {
  const agency = demoProcessing.agencies.get(id);
  if (!agency) throw new Error(`no agency ${id}`);
  return {
    ...demoProcessing,
    agencies: new Map(demoProcessing.agencies).set(id, { ...agency, ...changes }),
  };
};

const flow = (id: string, input: ProcessingInput = demoProcessing): Flow => {
  const found = flowsOf(input).find(({ agreement }) => agreement.id === id);
  if (!found) throw new Error(`no flow ${id}`);
  return found;
};

const coordinates = (one: Flow, side: 'granted' | 'withheld'): readonly string[] =>
  one.shares.flatMap((share) => share[side].map(({ coordinate }) => coordinate));

describe('a flow', () => {
  test('opens what its agreement grants, less what it forbids and the registers own numbers', () => {
    const granted = coordinates(flow('centre-to-berane-municipality'), 'granted');
    expect(granted).toContain('CaseEntry.givenName');
    expect(granted).not.toContain('CaseEntry.health');
    expect(granted).not.toContain('CaseEntry.entryNumber');
    expect(granted.filter((each) => each.startsWith('Right.'))).toEqual([]);
  });

  test('names single fields where the agreement does', () => {
    expect(coordinates(flow('berane-municipality-to-centre-eligibility'), 'granted')).toEqual([
      ...['Tenancy.floorArea', 'Tenancy.rooms', 'Tenancy.rent', 'Tenancy.memberCount'],
      ...['TenantEntry.givenName', 'TenantEntry.familyName', 'TenantEntry.birthDate'],
      ...['TenantEntry.nationalIdChecked', 'TenantEntry.relation'],
    ]);
  });

  test('grants or withholds each field of each kind that the controller keeps, and none of others', () => {
    for (const one of flowsOf(demoProcessing)) {
      const kept = demoProcessing.sources
        .filter(({ controller }) => controller === one.agreement.controller)
        .map(({ adapter }) => adapter);
      const all = [...demoProcessing.catalogue.kinds.values()]
        .filter((kind) => kept.includes(kind.adapter))
        .flatMap((kind) => kind.fields.map(({ coordinate }) => coordinate));
      const told = [...coordinates(one, 'granted'), ...coordinates(one, 'withheld')];
      expect(told.sort(), one.agreement.id).toEqual(all.sort());
    }
  });

  test('of statistics is of counts alone: no field of anybody is granted', () => {
    const statistics = flow('centre-to-statistics');
    expect(statistics.countsOnly).toBe(true);
    expect(coordinates(statistics, 'granted')).toEqual([]);
    expect(flow('centre-to-support').countsOnly).toBe(false);
  });

  test('marks special categories', () => {
    expect(flow('centre-to-support').specialCategories).toEqual(['HEALTH']);
    expect(flow('centre-to-berane-municipality').specialCategories).toEqual([]);
  });

  test.each([
    ['2025-12-31', 0],
    ['2026-01-01', agreements.length],
  ])('is there while its agreement is in force: on %s there are %i', (today, count) => {
    expect(flowsOf({ ...demoProcessing, today })).toHaveLength(count);
  });

  test('is gone on the day its agreement ends', () => {
    const ended = agreements.map((each) => ({ ...each, validUntil: demoProcessing.today }));
    expect(flowsOf({ ...demoProcessing, agreements: ended })).toEqual([]);
  });
});

describe('a transfer', () => {
  const outside: readonly Jurisdiction[] = ['ME', 'RS', 'FBiH'];

  test('is every flow to or from a country outside the European Union', () => {
    for (const from of jurisdictions) {
      for (const to of jurisdictions) {
        const between = transferBetween(from, to, demoProcessing.jurisdictions);
        const expected =
          from === to
            ? 'SAME_LAW'
            : outside.includes(from) || outside.includes(to)
              ? 'THIRD_COUNTRY'
              : 'WITHIN_UNION';
        expect([from, to, between]).toEqual([from, to, expected]);
      }
    }
  });

  test('is not known where one side names no law', () => {
    expect(transferBetween('ME', null, demoProcessing.jurisdictions)).toBe('NOT_KNOWN');
    expect(transferBetween(null, null, demoProcessing.jurisdictions)).toBe('NOT_KNOWN');
  });

  test('is seen when an agency moves under another law', () => {
    const moved = withAgency('berane.support', { jurisdiction: 'RS' });
    expect(flow('centre-to-support', moved).transfer).toBe('THIRD_COUNTRY');
    expect(flow('centre-to-statistics', moved).transfer).toBe('SAME_LAW');
  });
});

describe('the register', () => {
  test('has a record of every agency, and each flow with its controller and its recipient', () => {
    const { registers } = processingRegister(demoProcessing);
    const records = registers.flatMap((register) => register.records);
    expect(records.map(({ party }) => party.agency)).toEqual([...demoProcessing.agencies.keys()]);
    expect(records.flatMap(({ given }) => given)).toHaveLength(agreements.length);
    expect(records.flatMap(({ received }) => received)).toHaveLength(agreements.length);
    expect(registers.flatMap(({ flows }) => flows)).toHaveLength(agreements.length);
  });

  test('puts each agency under its own law', () => {
    const moved = withAgency('berane.support', { jurisdiction: 'PL' });
    const { registers } = processingRegister(moved);
    expect(registers.map(({ jurisdiction, records }) => [jurisdiction, records.length])).toEqual([
      ['ME', 5],
      ['PL', 1],
    ]);
  });

  test('names everything that the registry does not say', () => {
    const silent = {
      ...withAgency('berane.support', {
        contact: undefined,
        dataProtectionOfficer: undefined,
      }),
      operator: null,
    };
    expect(processingRegister(demoProcessing).missing).toEqual([]);
    expect(processingRegister(silent).missing.map(({ what }) => what)).toEqual([
      'the operator',
      'the contact of the body',
      'the contact of the data protection officer',
    ]);
  });

  test('of one agency has its record alone, and the flows and arrangements it is a party of', () => {
    const { registers } = processingRegister(demoProcessing, { agency: 'berane.support' });
    expect(registers.flatMap(({ records }) => records.map(({ party }) => party.agency))).toEqual([
      'berane.support',
    ]);
    const pairs = registers.flatMap(({ arrangements }) =>
      arrangements.map(({ parties }) => parties.map(({ agency }) => agency)),
    );
    expect(pairs).toEqual([
      ['berane.centre', 'berane.support'],
      ['berane.municipality', 'berane.support'],
    ]);
  });

  test('of a jurisdiction without agencies is empty', () => {
    expect(processingRegister(demoProcessing, { jurisdiction: 'LT' }).registers).toEqual([]);
  });

  test('has one arrangement for each two agencies, whichever way data pass', () => {
    const [register] = processingRegister(demoProcessing).registers;
    const both = register?.arrangements.find(({ parties }) =>
      parties.every(({ agency }) => agency === 'berane.centre' || agency === 'berane.municipality'),
    );
    expect(both?.flows.map(({ agreement }) => agreement.controller)).toEqual([
      'berane.centre',
      'berane.centre',
      'berane.municipality',
      'berane.municipality',
      'berane.municipality',
    ]);
  });

  test('says whose records an agency hands in', () => {
    const { registers } = processingRegister(demoProcessing, { agency: 'berane.community' });
    const [record] = registers.flatMap(({ records }) => records);
    expect(record?.handIns.map(({ controller }) => controller.agency)).toEqual(['berane.centre']);
    expect(record?.holdings).toEqual([]);
  });
});

test.each([
  ['P10Y', '10 years'],
  ['P30D', '30 days'],
  ['P1Y6M', '1 year and 6 months'],
])('a term of %s is %s', (period, words) => {
  const retention = { period, from: 'endedOn', citation: 'an act' };
  expect(retentionWords(demoProcessing.words, retention)).toBe(
    `${words} from the date of "ended on" (an act)`,
  );
});
