import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
import type { Reporter } from 'vitest/node';

const { resolve } = createRequire(import.meta.url);

/** Ends a run with one plain line, whatever the terminal, for people and machines that read logs. */
const totals: Reporter = {
  onTestRunEnd(modules) {
    const counted = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) counted[test.result().state] += 1;
      // A file that could not be loaded has no tests to fail.
      if (module.errors().length > 0) counted.failed += 1;
    }
    console.log(
      `\nTests: ${counted.passed} passed, ${counted.failed} failed, ${counted.skipped + counted.pending} skipped`,
    );
  },
};

export default defineConfig({
  resolve: {
    // `graphql` is one package with two builds, and a schema of the one is a stranger to the other.
    // Node gives every package the build in index.js; Vite would give our own files index.mjs.
    alias: [{ find: /^graphql$/, replacement: resolve('graphql/index.js') }],
  },
  test: {
    include: ['test/**/*.test.ts'],
    globalSetup: ['test/harness/images.ts'],
    setupFiles: ['test/harness/whole-only.ts'],
    pool: 'forks',
    maxWorkers: 2,
    // The hub's packages take two seconds to load: each worker loads them once, not for every file. So a file leaves nothing
    // behind in a module: what it changes it opens itself and closes again.
    isolate: false,
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // No redrawn lines, so that a log reads like a screen: failures, then totals.
    reporters: [['default', { summary: false }], totals],
  },
});
