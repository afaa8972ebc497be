import 'reflect-metadata';
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parse } from 'csv-parse/sync';
import { centreAdapter } from '../../adapters/centre/adapter.ts';
import { communityAdapter } from '../../adapters/community/adapter.ts';
import { housingAdapter } from '../../adapters/housing/adapter.ts';
import { createIntake } from '../../src/records/intake.ts';
import { learnLinks } from '../../src/records/learn-links.ts';
import { createLinkReviews } from '../../src/records/link-reviews.ts';
import { createScoringSource } from '../../src/records/scoring-source.ts';
import { openDatabase } from '../../src/store/database.ts';
import { listLinks } from '../../src/store/link-store.ts';
import { readThrough } from '../adapters/read-through.ts';
import { matterKeys } from '../harness/matter-keys.ts';
import { measurePairs } from '../identity/measure-pairs.ts';
import { graph, registry } from '../policy/demo-house.ts';
import { projectNicknames } from './project-nicknames.ts';

const hashingKey = new Uint8Array(32).fill(7);

const folder = '../shared/samples/town';
const now = new Date('2026-11-21T10:00:00Z');
const files = [
  [housingAdapter, 'housing', 'housing.csv'],
  [centreAdapter, 'centre', 'centre.ndjson'],
  [communityAdapter, 'community', 'community.json'],
] as const;

/** Precision and recall, with what is wrong and what is missed. */
export interface Measured {
  readonly precision: number;
  readonly recall: number;
  readonly wrong: number;
  readonly missed: number;
}

/** A town as the hub's own intake linked it. */
export interface HubTown {
  readonly people: Measured;
  /** Pairs of people in one household. */
  readonly households: Measured;
  /** Observations of a household that a register has. */
  readonly observations: Measured;
  /** What lies in review: lines of people, and observations; and how many of the missed are among them. */
  readonly review: {
    readonly people: number;
    readonly observations: number;
    readonly missedInReview: string;
  };
}

/** How the town is pushed. */
export interface HubTownOptions {
  readonly withIds: boolean;
  /** A model is learned of the first register before the others come; otherwise what is expected of registers weighs. */
  readonly learned: boolean;
}

/** Pushes a town's files through the intake into a store in memory and holds what came of it against the truth. */
export const measureHubTown = async ({ withIds, learned }: HubTownOptions): Promise<HubTown> => {
  const database = await openDatabase({ kind: 'PGLITE', directory: null });
  const scoring = createScoringSource(projectNicknames);
  const intake = createIntake({
    reached: () => undefined,
    catalogue: graph.catalogue,
    timeZone: registry.timeZone,
    configuredCommunities: registry.localCommunities,
    hashingKey,
    matterKeys,
    clock: () => now,
    createId: randomUUID,
    scoring,
  });
  for (const [adapter, id, file] of files) {
    const source = registry.sources.get(id);
    if (!source) throw new Error(`no source ${id}`);
    const context = { controller: source.controller, today: '2026-11-21' };
    const { units } = await readThrough(adapter, readFileSync(`${folder}/${file}`), context);
    for (let start = 0; start < units.length; start += 100) {
      const chunk = units
        .slice(start, start + 100)
        .map((unit) =>
          withIds
            ? unit
            : { ...unit, persons: unit.persons.map((person) => ({ ...person, nationalId: null })) },
        );
      await database.transaction(
        async (transaction) => await intake.take(transaction, source, chunk, { kind: 'REGISTER' }),
      );
    }
    if (learned && id === 'housing')
      await learnLinks({ database, nicknames: projectNicknames, now, createId: randomUUID });
  }
  const links = await listLinks(database.query);
  const page = await createLinkReviews(database, scoring, hashingKey).page(10_000, null);
  await database.close();

  const rows = parse(readFileSync(`${folder}/truth.csv`, 'utf8'), {
    delimiter: ';',
    columns: true,
    bom: true,
  }) as unknown as { source: string; local_id: string; person: string; household: string }[];
  const truth = new Map(rows.map((row) => [`${row.source} ${row.local_id}`, row]));
  const found = new Map(links.map((link) => [`${link.source} ${link.local_id}`, link]));
  const lines = [...found.keys()];
  const people = lines.filter((line) => found.get(line)?.person);
  const observed = lines.filter((line) => found.get(line)?.source === 'community');

  const registered = new Map<string, Set<string>>();
  for (const line of people) {
    const household = found.get(line)?.household ?? '';
    const real = truth.get(line)?.household ?? '';
    registered.set(household, (registered.get(household) ?? new Set()).add(real));
  }
  const held = new Set([...registered.values()].flatMap((real) => [...real]));
  const isRight = (line: string) => {
    const real = registered.get(found.get(line)?.household ?? '');
    return real?.size === 1 && real.has(truth.get(line)?.household ?? '');
  };
  const linked = observed.filter((line) => registered.has(found.get(line)?.household ?? ''));
  const right = linked.filter(isRight).length;
  const known = observed.filter((line) => held.has(truth.get(line)?.household ?? ''));

  const inReview = new Set(page.reviews.map(({ line }) => `${line.source} ${line.localId}`));
  const missed = observed.filter((line) => !isRight(line));
  const measuredPeople = measurePairs(
    people,
    (line) => found.get(line)?.person ?? '',
    (line) => truth.get(line)?.person,
  );
  return {
    people: measuredPeople,
    households: measurePairs(
      people,
      (line) => found.get(line)?.household ?? '',
      (line) => truth.get(line)?.household,
    ),
    observations: {
      precision: linked.length === 0 ? 1 : right / linked.length,
      recall: known.length === 0 ? 1 : known.filter(isRight).length / known.length,
      wrong: linked.length - right,
      missed: known.length - known.filter(isRight).length,
    },
    review: {
      people: page.reviews.filter(({ entity }) => entity === 'PERSON').length,
      observations: page.reviews.filter(({ line }) => line.source === 'community').length,
      missedInReview: `${missed.filter((line) => inReview.has(line)).length} of ${missed.length}`,
    },
  };
};
