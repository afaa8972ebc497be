import { beforeAll, describe, it } from 'vitest';
import type { Adapter } from '../../src/domain/adapter.ts';
import { conformanceChecks } from './conformance/conformance-checks.ts';
import { type ConformanceSample, type TriedAdapter, tryAdapter } from './conformance/try-adapter.ts';

/**
 * Holds an adapter to what every adapter promises, with a file of its own. What is the register's alone, such as which word means
 * what, is its own tests' to say.
 */
export const describeConformance = (adapter: Adapter, sample: ConformanceSample): void => {
  describe(`the adapter ${adapter.name} keeps what every adapter promises`, () => {
    let tried: TriedAdapter;
    beforeAll(async () => {
      tried = await tryAdapter(adapter, sample);
    });
    for (const [promise, check] of Object.entries(conformanceChecks))
      it(promise, async () => await check(tried));
  });
};
