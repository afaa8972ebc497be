// M4: the hub's masks, a plain reading of R2 and Cedar decide the same fields of the same records for the same callers.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { propertySeed } from '../identity/property-seed.ts';
import { cedarAnswers } from './cedar-policies.ts';
import { decide } from './mask-world.ts';
import { type PlainAnswer, plainAnswer } from './plain-evaluator.ts';
import { anyAsking, anyRecord } from './random-world.ts';

const askings = 1400;
const recordsEach = 24;
/** Of each record three fields are asked for. */
const fieldsEach = 3;
/** Its speed is the machine's: no limit of time is a part of what is proven. */
const patience = 600_000;

test(
  '100,000 random decisions, three opinions, no disagreement',
  () => {
    const counts: Record<string, number> = { OWN: 0, DUTY: 0, TASK: 0, CONSENT: 0, refused: 0 };
    const anyRecords = fc.array(anyRecord, { minLength: recordsEach, maxLength: recordsEach });
    fc.assert(
      fc.property(anyAsking, anyRecords, (asking, records) => {
        const cedar = cedarAnswers(asking);
        for (const record of records) {
          const decided = decide(asking, record);
          for (const it of asking.fields) {
            const hub = decided.get(it.field);
            const opinions: Record<string, PlainAnswer> = {
              hub: typeof hub === 'object' ? hub.step : null,
              plain: plainAnswer(asking, it, record),
              cedar: cedar(it, record),
            };
            if (new Set(Object.values(opinions)).size !== 1) {
              throw new Error(`${it.coordinate}: ${JSON.stringify(opinions)} of ${JSON.stringify(record)}`);
            }
            const step = opinions['plain'] ?? 'refused';
            counts[step] = (counts[step] ?? 0) + 1;
          }
        }
      }),
      // What disagrees is small enough as it is: each smaller try would ask for everything again.
      { seed: propertySeed, numRuns: askings, endOnFailure: true },
    );
    const total = Object.values(counts).reduce((sum, count) => sum + count, 0);
    expect(total).toBe(askings * recordsEach * fieldsEach);
    expect(total).toBeGreaterThanOrEqual(100_000);
    // Not by being always shut: every step is met often.
    for (const [step, count] of Object.entries(counts)) expect(count, step).toBeGreaterThan(500);
    process.stdout.write(`${total} decisions, three opinions: ${JSON.stringify(counts)}\n`);
  },
  patience,
);
