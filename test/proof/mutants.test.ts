import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { projectFile } from '../../src/server/configuration.ts';
import { mutated, readMutants } from './mutants/mutant.ts';

const mutants = readMutants();
const read = (file: string): string => readFileSync(projectFile(file), 'utf8');

/** Rows S1 to S17 and I1 to I15 of THREATS.md, and the lines of its list (i-b). */
const rows: readonly string[] = [
  ...Array.from({ length: 17 }, (_, index) => `S${index + 1}`),
  ...Array.from({ length: 15 }, (_, index) => `I${index + 1}`),
];
const lines: readonly string[] = [
  ...[
    'Bulk mutation',
    'Rule inheritance',
    'Interface',
    'Derived field',
    'Filter oracle',
    'Filter on other verbs',
  ],
  ...[
    'Limit bypass',
    'Aggregate',
    'Search',
    'Relation',
    'Subscription',
    'History',
    'Stale rule',
    'Cache key',
  ],
  ...['JWT audience', 'Algorithm', 'ORM injection', 'RLS itself', 'DoS', 'Error text'],
];

// `npm run prove -- --mutants` plants each of them into a copy of the hub and looks for it.
describe('the planted leaks', () => {
  test('are sixty and more, each with a name of its own', () => {
    expect(mutants.length).toBeGreaterThanOrEqual(60);
    expect(new Set(mutants.map(({ id }) => id)).size).toBe(mutants.length);
  });

  test.each(mutants)('$id: its text stands in the hub exactly once, and its test is there', (mutant) => {
    expect(mutated(mutant, read).size).toBeGreaterThan(0);
    if (mutant.by !== 'non-interference') expect(existsSync(projectFile(mutant.by))).toBe(true);
  });

  test.each(rows)('%s has one', (row) => {
    expect(mutants.filter(({ threat }) => threat.includes(row))).not.toEqual([]);
  });

  test.each(lines)('%s, a way in which products like this one failed, has one', (line) => {
    expect(mutants.filter(({ threat }) => threat.includes(`i-b ${line}`))).not.toEqual([]);
  });

  test.each([
    'closure of R1',
    'token cache keyed by id',
    "mask's 32nd bit",
    'relabelled contract',
    'loader shared',
    'conflict of interest',
    'kind of relationship',
    'referral',
    'budget of objects',
    'accessPlan',
    'accessExplanation',
    'alerts',
    'revocation',
    'DPoP ath',
    'policy snapshot',
    'widening',
    'prohibition for every role',
    "a matter's parties",
    'guardians',
    'requests of consent',
    'assisted sessions',
    'emergencies',
  ])('the one that the plan names has one: %s', (name) => {
    expect(
      mutants.filter(({ threat }) =>
        threat.some((each) => each.startsWith('named: ') && each.includes(name)),
      ),
    ).not.toEqual([]);
  });
});
