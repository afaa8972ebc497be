import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { RecordRules, Rule } from '../../src/policy/ruleset.ts';
import { isOpen, isVisible, maskOf, openingOf } from '../../src/policy/subject-mask.ts';
import { propertySeed } from '../identity/property-seed.ts';
import { callerOf } from './mask-world.ts';
import { anyAgreement, anyAsking, anyRecord, anySubject } from './random-world.ts';

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
    { seed: propertySeed, numRuns: 300 },
  );
});
