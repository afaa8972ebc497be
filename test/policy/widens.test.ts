import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Agreement } from '../../src/domain/agreement.ts';
import { endedOn, replacedBy, succeededBy } from '../../src/policy/agreement-succession.ts';
import type { RecordFacts } from '../../src/policy/record-facts.ts';
import { buildRuleset, recordRulesKey } from '../../src/policy/ruleset.ts';
import { isOpen, maskOf } from '../../src/policy/subject-mask.ts';
import { endingWidens, widens } from '../../src/policy/widens.ts';
import { propertySeed } from '../identity/property-seed.ts';
import { type Asking, agreement, callerOf, catalogueOf, field, sourceOf, today } from './mask-world.ts';
import { anyAgreement, anyAsking, anyRecord } from './random-world.ts';

interface Case {
  readonly when: string;
  readonly before?: Partial<Agreement>;
  readonly after?: Partial<Agreement>;
  readonly widens: boolean;
}

const cases = parse(readFileSync(new URL('widens.cases.yaml', import.meta.url), 'utf8')) as readonly Case[];

const fields = [
  field('f0', 'HEALTH', 'PERSON'),
  field('f1', 'FINANCE', 'PERSON'),
  field('f2', 'CONTACT', 'PERSON'),
];
const categoryIn =
  (known: Asking['fields']) =>
  (coordinate: string): Asking['fields'][number]['category'] | undefined =>
    known.find((each) => each.coordinate === coordinate)?.category;
const base = agreement('a', {
  categories: ['IDENTITY', 'FINANCE'],
  fields: ['Thing.f0'],
  area: ['berane', 'petnjica'],
});

describe('a new version of an agreement', () => {
  test.each(cases)('where $when: widens $widens', ({ before = {}, after, widens: expected }) => {
    const old = { ...base, ...before };
    // Without an `after`, what `before` changed is changed back to the agreement as it is described above.
    const next = { ...(after ? old : base), ...after, version: 2 };
    expect(widens(next, [old], categoryIn(fields))).toBe(expected);
  });

  test('that is the first one widens, unless it only forbids', () => {
    expect(widens(base, [], categoryIn(fields))).toBe(true);
    const forbids = { ...base, categories: [], fields: [], prohibits: ['HEALTH'] };
    expect(widens(forbids, [], categoryIn(fields))).toBe(false);
  });

  test('that stands in the place of several is looked at by somebody', () => {
    const [one, other] = [
      { ...base, validUntil: '2027-01-01' },
      { ...base, version: 2, validFrom: '2027-01-01' },
    ];
    expect(widens({ ...base, version: 3 }, [one, other], categoryIn(fields))).toBe(true);
  });

  test('replaces the earlier one on the day it begins, so that no day has both', () => {
    const next = { ...base, version: 2, validFrom: '2026-12-01' };
    const after = succeededBy([base], next, today);
    expect(after.map(({ version, validFrom, validUntil }) => [version, validFrom, validUntil])).toEqual([
      [1, '2026-01-01', '2026-12-01'],
      [2, '2026-12-01', null],
    ]);
    // Begun in the past, it stands in the place of the earlier one from today: what was read was read under the earlier.
    expect(succeededBy([base], { ...next, validFrom: '2026-02-01' }, today)[0]?.validUntil).toBe(today);
  });
});

const days = [today, '2026-11-22', '2026-12-01', '2027-06-01'];

const opened = (asking: Asking, agreements: readonly Agreement[], record: RecordFacts, day: string) => {
  const caller = callerOf(asking);
  const ruleset = buildRuleset({
    caller,
    agency: { kind: asking.readerKind },
    purposeClass: 'operational',
    catalogue: catalogueOf(asking.fields),
    agreements,
    sources: [sourceOf(asking.ownRoles)],
    today: day,
  });
  const rules = ruleset.records.get(recordRulesKey('thing', 'keeper'));
  if (!rules) return [];
  const mask = maskOf(rules, record, caller);
  return [...rules.bitOf].filter(([, bit]) => isOpen(mask, bit)).map(([name]) => name);
};

/** The old version, or one with some of its terms from anywhere: near enough that narrowing ones are drawn often. */
const nearTo = (old: Agreement): fc.Arbitrary<Agreement> => {
  const either = <Value>(kept: Value, changed: fc.Arbitrary<Value>): fc.Arbitrary<Value> =>
    fc.oneof({ weight: 6, arbitrary: fc.constant(kept) }, { weight: 1, arbitrary: changed });
  return anyAgreement.chain((other) =>
    fc
      .record({
        recipient: either(old.recipient, fc.constant(other.recipient)),
        purpose: either(old.purpose, fc.constant(other.purpose)),
        categories: fc.oneof(
          fc.subarray([...old.categories]),
          either(old.categories, fc.constant(other.categories)),
        ),
        fields: either(old.fields, fc.constant(other.fields)),
        prohibits: either(old.prohibits, fc.constant([...old.prohibits, ...other.prohibits])),
        basis: either(old.basis, fc.constant(other.basis)),
        requires: either(old.requires, fc.constant(other.requires)),
        area: fc.oneof(fc.subarray([...old.area]), either(old.area, fc.constant(other.area))),
        roles: either(old.roles, fc.constant(other.roles)),
        validFrom: either(old.validFrom, fc.constant(other.validFrom)),
        validUntil: either(old.validUntil, fc.constantFrom(other.validUntil, ...days)),
      })
      .map((changes) => ({ ...old, ...changes, version: old.version + 1 })),
  );
};

const anyChange = anyAsking.chain((asking) =>
  fc.tuple(
    fc.constant(asking),
    fc.oneof(
      nearTo(asking.agreements[0] as Agreement),
      anyAgreement.map((each) => ({ ...each, categories: [], fields: [] })),
    ),
  ),
);
const anyRecords = fc.array(anyRecord, { minLength: 3, maxLength: 3 });
const runs = { seed: propertySeed, numRuns: 4000 };

describe('whatever the world', () => {
  test('what is called narrowing opens no field to anybody on any day, and what opens one is called widening', () => {
    const seen = { narrowing: 0, narrowed: 0, widening: 0, opened: 0 };
    fc.assert(
      fc.property(anyChange, anyRecords, ([asking, next], records) => {
        const before = asking.agreements;
        const after = succeededBy(before, next, today);
        const isWider = widens(next, replacedBy(before, next, today), categoryIn(asking.fields));
        for (const day of days) {
          for (const record of records) {
            const old = opened(asking, before, record, day);
            const now = opened(asking, after, record, day);
            const more = now.filter((name) => !old.includes(name));
            if (!isWider) expect(more, day).toEqual([]);
            if (now.length < old.length) seen.narrowed += 1;
            if (more.length > 0) seen.opened += 1;
          }
        }
        seen[isWider ? 'widening' : 'narrowing'] += 1;
      }),
      runs,
    );
    // Not by calling everything a widening, nor by a world in which nothing ever opens.
    expect(seen.narrowing).toBeGreaterThan(runs.numRuns / 10);
    expect(seen.narrowed).toBeGreaterThan(50);
    expect(seen.opened).toBeGreaterThan(50);
  });

  test('what ends without a word of widening opens nothing either', () => {
    fc.assert(
      fc.property(anyAsking, anyRecords, fc.constantFrom(...days), (asking, records, day) => {
        const [ended] = asking.agreements;
        if (!ended || endingWidens([ended])) return;
        const after = endedOn(asking.agreements, [ended], day);
        for (const record of records) {
          for (const each of days) {
            const old = opened(asking, asking.agreements, record, each);
            expect(opened(asking, after, record, each).filter((name) => !old.includes(name))).toEqual([]);
          }
        }
      }),
      { ...runs, numRuns: 1500 },
    );
  });
});
