import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explainField, type FieldExplanation } from '../../src/policy/explain-field.ts';
import { toldToController } from '../../src/policy/told-to-controller.ts';
import { propertySeed } from '../identity/property-seed.ts';
import { explanationInputOf } from './mask-world.ts';
import { anyAsking, anyRecord } from './random-world.ts';

const runs = { seed: propertySeed, numRuns: 3000 };

/** By what it opened, without whom: what the controller's officer may know of the persons. */
const wayOf = ({ opening }: FieldExplanation): string =>
  JSON.stringify(opening && [opening.step, opening.agreement?.id, opening.agreement?.version]);

test('two records that differ in those whom they are about, and open alike, are told of in the same words', () => {
  let closed = 0;
  let opened = 0;
  let parted = 0;
  fc.assert(
    fc.property(anyAsking, anyRecord, anyRecord, (asking, facts, { subjects }) => {
      const input = explanationInputOf(asking);
      const caller = { agency: asking.reader, purpose: asking.purpose, area: asking.area };
      for (const field of asking.fields) {
        const one = explainField(input, field, 'keeper', { facts, caller });
        const other = explainField(input, field, 'keeper', { facts: { ...facts, subjects }, caller });
        if (wayOf(one) !== wayOf(other)) continue;
        expect(toldToController(one).steps).toEqual(toldToController(other).steps);
        expect(toldToController(one).opening).toBe(one.opening);
        if (one.opening) opened += 1;
        else closed += 1;
        if (JSON.stringify(one.steps) !== JSON.stringify(other.steps)) parted += 1;
      }
    }),
    runs,
  );
  // Not an empty claim: many would have been told apart by the decision's own words.
  expect(Math.min(closed, opened, parted)).toBeGreaterThan(100);
});
