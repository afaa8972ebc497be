import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { explainAfterwards } from '../../src/policy/explain-afterwards.ts';
import { explainField } from '../../src/policy/explain-field.ts';
import { propertySeed } from '../identity/property-seed.ts';
import { explanationInputOf } from './mask-world.ts';
import { anyAsking, anyRecord } from './random-world.ts';

describe('whatever the world', () => {
  test('the log’s step and the rules of then tell the outcomes that the decision had', () => {
    let opened = 0;
    fc.assert(
      fc.property(anyAsking, fc.array(anyRecord, { minLength: 4, maxLength: 4 }), (asking, records) => {
        const input = explanationInputOf(asking);
        const caller = { agency: asking.reader, purpose: asking.purpose, area: asking.area };
        for (const facts of records) {
          for (const field of asking.fields) {
            const decided = explainField(input, field, 'keeper', { facts, caller });
            if (!decided.opening) continue;
            opened += 1;
            const { step, agreement } = decided.opening;
            const afterwards = explainAfterwards(explainField(input, field, 'keeper'), {
              step,
              agreement: agreement && { id: agreement.id, version: agreement.version },
            });
            const outcomes = decided.steps.map((each) => [each.step, each.outcome]);
            expect(afterwards?.map((each) => [each.step, each.outcome])).toEqual(outcomes);
            const ways = decided.steps.flatMap((each) => each.ways.map((way) => way.outcome));
            expect(afterwards?.flatMap((each) => each.ways.map((way) => way.outcome))).toEqual(ways);
          }
        }
      }),
      { seed: propertySeed, numRuns: 2000 },
    );
    expect(opened).toBeGreaterThan(3500);
  });

  test('rules that could not have opened the field so tell nothing', () => {
    let silent = 0;
    fc.assert(
      fc.property(anyAsking, fc.uuid(), (asking, id) => {
        const input = explanationInputOf(asking);
        for (const field of asking.fields) {
          const planned = explainField(input, field, 'keeper');
          expect(explainAfterwards(planned, { step: 'TASK', agreement: { id, version: 1 } })).toBeNull();
          for (const agreement of asking.agreements) {
            const earlier = { id: agreement.id, version: agreement.version + 1 };
            expect(explainAfterwards(planned, { step: 'DUTY', agreement: earlier })).toBeNull();
          }
          if (explainAfterwards(planned, { step: 'OWN', agreement: null }) === null) silent += 1;
        }
      }),
      { seed: propertySeed, numRuns: 500 },
    );
    expect(silent).toBeGreaterThan(500);
  });
});
