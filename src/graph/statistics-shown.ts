import { shownCoverage } from '../statistics/coverage.ts';
import type { TableLine } from '../statistics/read-table.ts';
import type { Release } from '../store/statistics-release-store.ts';
import type { StatisticsLine, StatisticsRule, StatisticsTable } from './types/statistics.type.ts';

/** Of what is given alone, and worked out of what is given: whoever is told it could have done so. */
const partOf = (value: number | null, whole: number | null, of: number): number | null =>
  value === null || whole === null || whole === 0 ? null : Math.round((value * of) / whole);

/** A line as the graph shows it, with what is worked out of it. */
export const shownLine = ({ names, value, amount, whole }: TableLine): StatisticsLine => ({
  ...{ values: [...names], count: value, amount },
  mean: partOf(amount, value, 1),
  // What is rounded to nobody or to everybody is not said to be so.
  share: value === 0 || value === whole ? null : partOf(value, whole, 100),
});

/** @throws Error where a release has no rule for the municipality: it is drawn with one for each. */
export const ruleIn = ({ facts }: Release, municipality: string): StatisticsRule => {
  const rule = facts.rules.find((each) => each.municipality === municipality) ?? facts.rules[0];
  if (!rule) throw new Error('the release rests on no rule');
  const { id, version, source } = rule;
  return { id, version, source };
};

/** What the numbers of a municipality rest on: of whom they are, whose records, and by which rules. */
export const restsOn = (
  release: Release,
  municipality: string,
): Pick<
  StatisticsTable,
  'period' | 'asOf' | 'basis' | 'coverage' | 'controllers' | 'policyVersion' | 'rule'
> => {
  const { facts, period, asOf } = release;
  const counted = facts.controllers.filter((each) => each.municipality === municipality);
  const coverage = facts.coverage.find((each) => each.municipality === municipality);
  return {
    ...{ period, asOf, policyVersion: facts.policyVersion, rule: ruleIn(release, municipality) },
    basis: counted.every(({ basis }) => basis === 'EVERYONE') ? 'EVERYONE' : 'CONSENTING',
    coverage: coverage ? shownCoverage(coverage, facts.smallestCell) : null,
    controllers: counted.map(({ controller }) => controller).sort(),
  };
};
