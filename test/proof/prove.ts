import 'reflect-metadata';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { loadGraph } from '../../src/server/load-contracts.ts';
import { makeStore } from '../harness/make-store.ts';
import { proveKills } from '../kills/prove-kills.ts';
import type { CampaignResult } from './campaign/campaign.ts';
import { createCoverage } from './campaign/coverage.ts';
import { exemptions } from './campaign/exemptions.ts';
import { coverageGaps, printCoverage, printFinding } from './campaign/report.ts';
import { proveMutants } from './mutants/prove-mutants.ts';
import { mapSchema } from './operations/schema-map.ts';
import { runProof } from './run-proof.ts';
import { proveSlowSource } from './slow-source/prove-slow-source.ts';
import { proveCost } from './statistics/prove-cost.ts';
import { proveStatistics } from './statistics/prove-statistics.ts';
import { measureTwoWorlds } from './statistics/two-worlds.ts';
import { proveTiming } from './timing/prove-timing.ts';
import { makePreparedTown } from './worlds/prepared-town.ts';

/** The least share of pairs in which an allowed difference, or a hub without a policy, must show (THREATS.md M2b). */
export const leastShare = 0.3;

/** Coverage is asked of campaigns of this size and more. */
const pairsForCoverage = 2000;

/** As in Berane, of which some 28,000 people live in about thirty local communities. */
const personsPerArea = 1000;

/** As many local communities whoever lives there, so that the table has as many cells. */
const benchAreas = 100;

const { values, positionals } = parseArgs({
  options: {
    pairs: { type: 'string', default: '2000' },
    seed: { type: 'string' },
    round: { type: 'string' },
    workers: { type: 'string', default: String(Math.min(availableParallelism(), 4)) },
    mutants: { type: 'boolean', default: false },
    timing: { type: 'boolean', default: false },
    // Kills a hub so often on each store while it takes pushes.
    kills: { type: 'string' },
    // How long others take beside a live source that hangs.
    'slow-source': { type: 'boolean', default: false },
    // What analysts find out of a made-up town's tables.
    statistics: { type: 'boolean', default: false },
    people: { type: 'string' },
    // How long their tables take, instead.
    bench: { type: 'boolean', default: false },
    // What two releases tell of who is still there, instead.
    releases: { type: 'boolean', default: false },
    targets: { type: 'string', default: '1000' },
    sets: { type: 'string', default: '10000' },
    samples: { type: 'string', default: '1000' },
  },
  // After --mutants: the ids of those that are planted; all where none is named.
  allowPositionals: true,
});

const seed = Number(values.seed ?? Date.now() % 2 ** 31);
const workers = Number(values.workers);
const pairs = Number(values.pairs);
const only = values.round === undefined ? {} : { only: Number(values.round) };

const shareOf = ({ differing, pairs: played }: CampaignResult): number => differing / Math.max(played, 1);
const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;

const proveNonInterference = async (image: string): Promise<boolean> => {
  const { schema, catalogue } = loadGraph();
  const map = mapSchema(schema);
  const town = join(image, '..', 'town');
  mkdirSync(town);
  await makePreparedTown(image, town);
  const shared = { seed, workers, image, town };
  const hidden = await runProof({ ...shared, pairs, contrast: 'hidden', ...only });
  if (hidden.found) {
    console.log(printFinding(seed, hidden));
    return false;
  }
  console.log(`${hidden.pairs} pairs, ${hidden.requests} requests to each world: no answer differs.`);
  if (values.round !== undefined) return true;
  for (const fault of hidden.faults.slice(0, 5)) console.log(`An internal fault: ${JSON.stringify(fault)}`);
  const some = Math.min(Math.max(Math.ceil(pairs / 10), 200), 1000);
  const visible = await runProof({ ...shared, pairs: some, contrast: 'visible' });
  const reference = await runProof({ ...shared, pairs: some, contrast: 'reference' });
  console.log(`An allowed difference shows in ${percent(shareOf(visible))} of ${visible.pairs} pairs.`);
  console.log(
    `A hub that grants everything answers otherwise in ${percent(shareOf(reference))} of ${reference.pairs} pairs.`,
  );
  const coverage = createCoverage();
  coverage.add(hidden.coverage);
  const inputs = [...catalogue.names.keys()].sort();
  console.log(`\n${printCoverage(map, coverage, inputs)}`);
  const gaps = pairs >= pairsForCoverage ? coverageGaps(map, coverage, inputs, exemptions, pairs) : [];
  for (const { coordinate, path, kind } of gaps) console.log(`${kind}: ${coordinate} × ${path}`);
  const vivid = shareOf(visible) >= leastShare && shareOf(reference) >= leastShare;
  return gaps.length === 0 && vivid && hidden.faults.length === 0;
};

const directory = mkdtempSync(join(tmpdir(), 'hub-proof-'));
try {
  console.log(`seed: ${seed}`);
  const image = join(directory, 'empty');
  await makeStore(image);
  const asked = positionals.length > 0 ? positionals.join(',') : 'all';
  const time = async (): Promise<boolean> => await proveTiming(image, Number(values.samples), console.log);
  const kill = async (): Promise<boolean> => await proveKills(Number(values.kills), seed, console.log);
  const attack = async (): Promise<boolean> => {
    const standard = values.bench ? 1_000_000 : values.releases ? 20_000 : 100_000;
    const persons = Number(values.people ?? standard);
    if (values.bench) return await proveCost({ persons, areas: benchAreas, seed }, console.log);
    const areas = Math.ceil(persons / personsPerArea);
    if (values.releases) {
      const worlds = { image, persons, areas, seed, turnover: 0.02, towns: 10 };
      await measureTwoWorlds({ ...worlds, targets: Number(values.targets) }, console.log);
      return true;
    }
    const town = { image, persons, areas, sets: Number(values.sets), seed };
    return await proveStatistics({ ...town, seek: 60, guesses: 20_000 }, console.log);
  };
  const held =
    values.kills !== undefined
      ? await kill()
      : values['slow-source']
        ? await proveSlowSource(image, console.log)
        : values.statistics
          ? await attack()
          : values.mutants
            ? await proveMutants({ asked, image, workers, seed, say: console.log })
            : values.timing
              ? await time()
              : (await proveNonInterference(image)) && (values.round !== undefined || (await time()));
  process.exitCode = held ? 0 : 1;
} finally {
  rmSync(directory, { recursive: true, force: true });
}
