import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { projectFile } from '../../src/server/configuration.ts';
import type { CampaignResult } from './campaign/campaign.ts';
import { type CoverageCounts, createCoverage } from './campaign/coverage.ts';
import type { Contrast } from './campaign/round.ts';

/** One campaign, shared between processes. */
export interface ProofInput {
  readonly seed: number;
  readonly pairs: number;
  readonly contrast: Contrast;
  readonly workers: number;
  /** The directory of an empty store. */
  readonly image: string;
  /** The directory of a town that was made by the hub as it is: each process opens its worlds over it. */
  readonly town: string;
  readonly only?: number;
}

const runWorker = async (input: ProofInput, worker: number, result: string): Promise<CampaignResult> => {
  const values = [
    ...['--seed', String(input.seed), '--pairs', String(input.pairs), '--contrast', input.contrast],
    ...[
      '--share',
      `${worker}/${input.workers}`,
      '--image',
      input.image,
      '--town',
      input.town,
      '--result',
      result,
    ],
    ...(input.only === undefined ? [] : ['--round', String(input.only)]),
  ];
  const child = spawn(
    process.execPath,
    [projectFile('scripts', 'run.mjs'), projectFile('test', 'proof', 'worker.ts'), ...values],
    { stdio: ['ignore', 'inherit', 'pipe'], env: { PATH: process.env['PATH'] ?? '' } },
  );
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => {
    complaint += text.toString();
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`a worker of the proof ended with ${code}: ${complaint.slice(-2000)}`);
  return JSON.parse(readFileSync(result, 'utf8')) as CampaignResult;
};

const together = (results: readonly CampaignResult[]): CampaignResult => {
  const coverage = createCoverage();
  for (const each of results) coverage.add(each.coverage);
  const sum = (of: (result: CampaignResult) => number): number =>
    results.reduce((total, each) => total + of(each), 0);
  const counts: CoverageCounts = coverage.counts();
  return {
    pairs: sum(({ pairs }) => pairs),
    requests: sum(({ requests }) => requests),
    differing: sum(({ differing }) => differing),
    coverage: counts,
    found: results.find(({ found }) => found !== null)?.found ?? null,
    faults: results.flatMap(({ faults }) => faults),
  };
};

/** Plays a campaign in as many processes as it is told: a round is the same whoever plays it. */
export const runProof = async (input: ProofInput): Promise<CampaignResult> => {
  const directory = mkdtempSync(join(tmpdir(), 'hub-proof-run-'));
  try {
    const workers = Array.from(
      { length: input.only === undefined ? input.workers : 1 },
      (_, worker) => worker,
    );
    return together(
      await Promise.all(
        workers.map((worker) => runWorker(input, worker, join(directory, `result-${worker}.json`))),
      ),
    );
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
};
