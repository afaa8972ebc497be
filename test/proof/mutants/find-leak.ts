import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { ProvidedContext } from 'vitest';
import type { CampaignResult } from '../campaign/campaign.ts';
import type { Mutant } from './mutant.ts';
import type { TreeCopy } from './tree-copy.ts';

/** What every run shares: stores that were made by the hub as it is. */
export interface FinderInput {
  /** The directory of an empty store. */
  readonly image: string;
  /** The images of the suite's own harness. */
  readonly images: ProvidedContext['images'];
  readonly seed: number;
}

/** What is looked for: a planted leak, or, for a control, nothing. */
export type Search = Pick<Mutant, 'by' | 'focus' | 'pairs'> & Partial<Pick<Mutant, 'edits'>>;

/** What became of a search: found, not found, or broken so that nothing can be said. */
export interface Finding {
  readonly outcome: 'found' | 'survived' | 'broken';
  /** Pairs until it was found; null where the suite found it. */
  readonly pairs: number | null;
  readonly detail: string;
}

/** Pairs within which a planted leak must show (THREATS.md M2). */
const mostPairs = 2000;

/** The suite's configuration over a copy, with the given file for what is made once. */
const configOver = (globalSetup: string): string => `import { createRequire } from 'node:module';
import { defineConfig } from 'vitest/config';
const { resolve } = createRequire(import.meta.url);
export default defineConfig({
  resolve: { alias: [{ find: /^graphql$/, replacement: resolve('graphql/index.js') }] },
  test: {
    include: ['test/**/*.test.ts'], globalSetup: ['${globalSetup}'], pool: 'forks', maxWorkers: 1, bail: 1,
    testTimeout: 60000, hookTimeout: 120000, reporters: ['json'], outputFile: 'mutant-result.json' },
});
`;
/** Stores come from the hub as it is; the commands are built of the copy, or what is planted would not be in them. */
const setup = `import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildCommands } from './test/harness/built-commands.ts';
export const setup = async ({ provide }) => {
  const commands = mkdtempSync(join(tmpdir(), 'mutant-commands-'));
  await buildCommands(commands);
  provide('images', JSON.parse(process.env.MUTANT_IMAGES));
  provide('commands', commands);
  return () => rmSync(commands, { recursive: true, force: true });
};
`;

/** A leak in how tables are made shows only in tables that it made. */
const makesTables = ({ edits }: Search): boolean =>
  edits?.some(({ file }) => file.startsWith('src/store/migrations/')) ?? false;

const byWorlds = async (copy: TreeCopy, mutant: Search, input: FinderInput): Promise<Finding> => {
  const result = copy.path('campaign.json');
  rmSync(result, { force: true });
  const values = [
    ...['--seed', String(input.seed), '--pairs', String(mutant.pairs ?? mostPairs), '--contrast', 'hidden'],
    ...['--share', '0/1', '--result', result, '--as-found'],
    ...(makesTables(mutant) ? [] : ['--image', input.image]),
    ...(mutant.focus === undefined ? [] : ['--focus', mutant.focus]),
  ];
  const { code, output } = await copy.run([copy.path('test', 'proof', 'worker.ts'), ...values]);
  if (code !== 0) return { outcome: 'broken', pairs: null, detail: output.slice(-1500) };
  const { found } = JSON.parse(readFileSync(result, 'utf8')) as CampaignResult;
  if (!found) return { outcome: 'survived', pairs: null, detail: '' };
  const query = (JSON.parse(found.difference.request.body) as { query: string }).query;
  return {
    outcome: 'found',
    pairs: found.pairs,
    detail: `${found.caller}: ${query.replaceAll(/\s+/g, ' ').slice(0, 120)}`,
  };
};

interface SuiteResult {
  readonly numTotalTests: number;
  readonly numFailedTests: number;
  readonly testResults: readonly {
    readonly message: string;
    readonly assertionResults: readonly { status: string; fullName: string }[];
  }[];
}

const bySuite = async (copy: TreeCopy, mutant: Search, input: FinderInput): Promise<Finding> => {
  const result = copy.path('mutant-result.json');
  rmSync(result, { force: true });
  const images = makesTables(mutant) ? 'test/harness/images.ts' : 'mutant-setup.ts';
  writeFileSync(copy.path('mutant.config.ts'), configOver(images));
  writeFileSync(copy.path('mutant-setup.ts'), setup);
  const values = ['--bin', 'vitest', 'run', '--config', 'mutant.config.ts', mutant.by];
  const { output } = await copy.run(values, {
    MUTANT_IMAGES: JSON.stringify(input.images),
    FC_SEED: String(input.seed),
  });
  let told: SuiteResult;
  try {
    told = JSON.parse(readFileSync(result, 'utf8')) as SuiteResult;
  } catch {
    return { outcome: 'broken', pairs: null, detail: output.slice(-1500) };
  }
  // A file that could not be loaded says nothing of what it would have found.
  if (told.numTotalTests === 0)
    return { outcome: 'broken', pairs: null, detail: told.testResults[0]?.message.slice(0, 800) ?? '' };
  const failed = told.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed'),
  );
  if (failed.length > 0)
    return { outcome: 'found', pairs: null, detail: failed[0]?.fullName.slice(0, 160) ?? '' };
  const hooks = told.testResults.filter(({ message }) => message !== '');
  return hooks.length > 0
    ? { outcome: 'broken', pairs: null, detail: hooks[0]?.message.slice(0, 800) ?? '' }
    : { outcome: 'survived', pairs: null, detail: '' };
};

/** Looks for a leak in the copy as it stands, by what should find it. */
export const findLeak = async (copy: TreeCopy, mutant: Search, input: FinderInput): Promise<Finding> =>
  mutant.by === 'non-interference' ? await byWorlds(copy, mutant, input) : await bySuite(copy, mutant, input);
