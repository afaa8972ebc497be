import 'reflect-metadata';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { makeStore } from '../harness/make-store.ts';
import { runCampaign } from './campaign/campaign.ts';
import type { Contrast } from './campaign/round.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string' },
    pairs: { type: 'string' },
    contrast: { type: 'string' },
    share: { type: 'string' },
    image: { type: 'string' },
    town: { type: 'string' },
    result: { type: 'string' },
    round: { type: 'string' },
    focus: { type: 'string' },
    'as-found': { type: 'boolean', default: false },
  },
});

const needed = (name: 'seed' | 'pairs' | 'contrast' | 'share' | 'result'): string => {
  const value = values[name];
  if (value === undefined) throw new Error(`a worker of the proof needs --${name}`);
  return value;
};

const [worker = 0, workers = 1] = needed('share').split('/').map(Number);

// A hub that makes its tables otherwise is asked over tables that it made.
const own = values.image === undefined ? mkdtempSync(join(tmpdir(), 'hub-proof-image-')) : null;
if (own) await makeStore(join(own, 'store'));

/** One process's share of a campaign; what it found goes into a file. */
const result = await runCampaign({
  seed: Number(needed('seed')),
  pairs: Number(needed('pairs')),
  contrast: needed('contrast') as Contrast,
  share: { worker, workers },
  image: values.image ?? join(own ?? '', 'store'),
  preparedTown: values.town ?? null,
  focus: values.focus ?? null,
  asFound: values['as-found'],
  ...(values.round === undefined ? {} : { only: Number(values.round) }),
});
writeFileSync(needed('result'), JSON.stringify(result));
if (own) rmSync(own, { recursive: true, force: true });
// Keep-alive connections and timers are nobody's concern any more.
process.exit(0);
