import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { placeNewStore } from '../harness/new-store.ts';
import { measurePairs } from '../identity/measure-pairs.ts';
import { type Outcome, patience, runHub, temporaryDirectory } from './run-command.ts';

vi.setConfig({ testTimeout: patience, hookTimeout: patience });

const town = resolve(import.meta.dirname, '../../../shared/samples/town');

interface Line {
  readonly person: string;
  readonly household: string;
}

/** Both files have one form, so one reader: what the hub found, and who they really are. */
const read = (text: string): ReadonlyMap<string, Line> =>
  new Map(
    text
      .trim()
      .split(/\r?\n/)
      .slice(1)
      .map((line) => {
        const [source = '', localId = '', person = '', household = ''] = line.split(';');
        return [`${source};${localId}`, { person, household }];
      }),
  );

const tally = (found: ReadonlyMap<string, Line>, truth: ReadonlyMap<string, Line>) => {
  const householdsOf = new Map<string, Set<string>>();
  const held = new Set<string>();
  for (const [id, { household }] of found) {
    if (id.startsWith('community;')) continue;
    const real = truth.get(id)?.household ?? '';
    householdsOf.set(household, (householdsOf.get(household) ?? new Set()).add(real));
    held.add(real);
  }
  const observations = { held: 0, found: 0, wrong: 0 };
  for (const [id, { household }] of found) {
    if (!id.startsWith('community;')) continue;
    const real = truth.get(id)?.household ?? '';
    const linked = householdsOf.get(household);
    if (held.has(real)) observations.held += 1;
    if (linked?.has(real)) observations.found += 1;
    else if (linked) observations.wrong += 1;
  }
  return observations;
};

describe.skipIf(!existsSync(town))(
  `a town's registers by the commands (skipped where ${town} is not there)`,
  () => {
    const directory = temporaryDirectory();
    beforeAll(() => placeNewStore(join(directory.path, 'store')));
    afterAll(() => directory.remove());
    const hub = async (...values: readonly string[]): Promise<Outcome> =>
      await runHub([...values, '--data', directory.path]);

    it('every row is taken, and links joins what belongs together and nothing else', async () => {
      for (const [source, file, rows] of [
        ['housing', 'housing.csv', 610],
        ['centre', 'centre.ndjson', 217],
        ['community', 'community.json', 114],
      ] as const) {
        const { code, stdout, stderr } = await hub('import', source, join(town, file));
        expect([code, stderr]).toEqual([0, '']);
        expect(stdout).toContain(`read: ${rows}\n`);
        expect(stdout).toMatch(/rows quarantined: 0\n$/);
      }
      const { code, stdout } = await hub('links');
      expect(code).toBe(0);
      const found = read(stdout);
      const truth = read(readFileSync(join(town, 'truth.csv'), 'utf8'));
      expect([...found.keys()].sort()).toEqual([...truth.keys()].sort());

      const people = [...found.keys()].filter((id) => !id.startsWith('community;'));
      const persons = measurePairs(
        people,
        (id) => found.get(id)?.person,
        (id) => truth.get(id)?.person,
      );
      const observations = tally(found, truth);
      process.stdout.write(`town, by hub links: ${JSON.stringify({ persons, observations })}\n`);
      expect(persons.precision).toBe(1);
      expect(persons.recall).toBeGreaterThanOrEqual(0.95);
      expect(observations.wrong).toBe(0);
      expect(observations.found / observations.held).toBeGreaterThanOrEqual(0.6);
    });
  },
);
