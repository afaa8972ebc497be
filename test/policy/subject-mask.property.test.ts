import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { RecordRules, Rule } from '../../src/policy/ruleset.ts';
import {
  isOpen,
  isVisible,
  maskOf,
  openingOf,
  type RecordFacts,
  type SubjectFacts,
} from '../../src/policy/subject-mask.ts';
import { propertySeed } from '../identity/property-seed.ts';
import { type Asking, callerOf, decide } from './mask-world.ts';
import { plainAnswer } from './plain-evaluator.ts';
import { anyAgreement, anyAsking, anyRecord, anySubject } from './random-world.ts';

const runs = { seed: propertySeed, numRuns: 2000 };

const openFields = (asking: Asking, record: RecordFacts): readonly string[] =>
  [...decide(asking, record)].flatMap(([name, each]) => (typeof each === 'object' ? [name] : []));

const withSubjects = (
  record: RecordFacts,
  change: (subject: SubjectFacts, position: number) => SubjectFacts,
): RecordFacts => {
  const changed = (people: readonly (SubjectFacts | null)[]) =>
    people.map((person, position) => (person === null ? null : change(person, position)));
  const { PERSON, SIGNATORIES, MEMBERS, DWELLING } = record.subjects;
  return {
    ...record,
    subjects: {
      PERSON: changed(PERSON),
      SIGNATORIES: changed(SIGNATORIES),
      MEMBERS: changed(MEMBERS),
      DWELLING: changed(DWELLING),
    },
  };
};

const expectNoneOpened = (before: readonly string[], after: readonly string[]): void => {
  expect(after.filter((name) => !before.includes(name))).toEqual([]);
};

describe('whatever the world', () => {
  test('the hub decides 20,000 fields as a plain reading of R2 does', () => {
    const counts = { OWN: 0, DUTY: 0, TASK: 0, CONSENT: 0, null: 0 };
    fc.assert(
      fc.property(anyAsking, fc.array(anyRecord, { minLength: 4, maxLength: 4 }), (asking, records) => {
        for (const record of records) {
          const decided = decide(asking, record);
          for (const it of asking.fields) {
            const plain = plainAnswer(asking, it, record);
            const hub = decided.get(it.field);
            expect(typeof hub === 'object' ? hub.step : null).toBe(plain);
            counts[plain ?? 'null'] += 1;
          }
        }
      }),
      runs,
    );
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    expect(total).toBe(24_000);
    // Not by being always shut: every step is met often.
    for (const [step, count] of Object.entries(counts)) expect(count, step).toBeGreaterThan(200);
  });

  test('taking a consent away opens nothing', () => {
    fc.assert(
      fc.property(anyAsking, anyRecord, fc.nat(2), (asking, record, which) => {
        const without = withSubjects(record, (person, position) =>
          position === which ? { ...person, consents: person.consents.slice(1) } : person,
        );
        expectNoneOpened(openFields(asking, record), openFields(asking, without));
      }),
      runs,
    );
  });

  test("a person's prohibition opens nothing", () => {
    fc.assert(
      fc.property(anyAsking, anyRecord, fc.nat(2), (asking, record, which) => {
        const forbidden = withSubjects(record, (person, position) =>
          position === which ? { ...person, prohibited: true } : person,
        );
        expectNoneOpened(openFields(asking, record), openFields(asking, forbidden));
      }),
      runs,
    );
  });

  test('a relationship that is declared and not established opens nothing more', () => {
    fc.assert(
      fc.property(anyAsking, anyRecord, (asking, record) => {
        const declared = withSubjects(record, (person) => ({
          ...person,
          relationships: person.relationships.map((each) => ({ ...each, established: false })),
        }));
        expectNoneOpened(openFields(asking, record), openFields(asking, declared));
      }),
      runs,
    );
  });

  test('what an agreement prohibits besides opens nothing', () => {
    const prohibited = fc.subarray(['IDENTITY', 'FINANCE', 'HEALTH', 'Thing.f0', 'Thing.f1'], {
      minLength: 1,
    });
    fc.assert(
      fc.property(anyAsking, anyRecord, fc.nat(2), prohibited, (asking, record, which, more) => {
        const agreements = asking.agreements.map((each, index) =>
          index === which ? { ...each, prohibits: [...each.prohibits, ...more] } : each,
        );
        expectNoneOpened(openFields(asking, record), openFields({ ...asking, agreements }, record));
      }),
      runs,
    );
  });

  test('an agreement that grants nothing, and only prohibits, opens nothing', () => {
    fc.assert(
      fc.property(anyAsking, anyRecord, anyAgreement, (asking, record, extra) => {
        const barren = { ...extra, categories: [], fields: [] };
        const agreements = [...asking.agreements, barren];
        expectNoneOpened(openFields(asking, record), openFields({ ...asking, agreements }, record));
      }),
      runs,
    );
  });

  test('the order of agreements and of people decides nothing', () => {
    fc.assert(
      fc.property(anyAsking, anyRecord, (asking, record) => {
        const turned = { ...asking, agreements: [...asking.agreements].reverse() };
        const { PERSON, SIGNATORIES, MEMBERS, DWELLING } = record.subjects;
        const others = {
          ...record,
          subjects: {
            PERSON: [...PERSON].reverse(),
            SIGNATORIES: [...SIGNATORIES].reverse(),
            MEMBERS: [...MEMBERS].reverse(),
            DWELLING: [...DWELLING].reverse(),
          },
        };
        expect(openFields(turned, others)).toEqual(openFields(asking, record));
      }),
      runs,
    );
  });

  test('a mask of up to 100 rules says what each rule says alone', () => {
    const anyRule: fc.Arbitrary<Rule> = fc.record({
      about: fc.constantFrom('PERSON', 'SIGNATORIES', 'MEMBERS', 'DWELLING'),
      category: fc.constantFrom('IDENTITY', 'FINANCE', 'HEALTH'),
      coordinate: fc.option(fc.constantFrom('Thing.f0', 'Thing.f1')),
      alternatives: fc.array(
        fc.oneof(
          fc.constant({ step: 'OWN' as const }),
          fc.record({ step: fc.constantFrom('DUTY', 'TASK', 'CONSENT'), agreement: anyAgreement }),
        ),
        { maxLength: 2 },
      ),
    });
    const anyRules = fc.array(anyRule, { minLength: 1, maxLength: 100, size: 'max' });
    fc.assert(
      fc.property(anyRules, anyRecord, anyAsking, anySubject, (rules, record, asking, ana) => {
        const facts = { ...record, subjects: { ...record.subjects, PERSON: [ana] } };
        const caller = callerOf(asking);
        const mask = maskOf({ rules, bitOf: new Map() } satisfies RecordRules, facts, caller);
        const alone = rules.map((rule) => openingOf(rule, facts, caller));
        expect(rules.map((_, bit) => isOpen(mask, bit))).toEqual(alone.map((opening) => opening !== null));
        expect(mask.openings).toEqual(alone);
        expect(isVisible(mask)).toBe(alone.some((opening) => opening !== null));
      }),
      { ...runs, numRuns: 300 },
    );
  });
});
