import { type CellRule, leastHouseholdRule } from './cell-rule.ts';
import { roundCount } from './read-table.ts';

/** How many of a municipality's households are counted. */
export interface Coverage {
  readonly municipality: string;
  readonly known: number;
  readonly counted: number;
}

/**
 * Percent of the households that are counted, to the nearest 5; null where those who are left out, or those who are counted, are fewer
 * than may be told of, and where nobody is (R24: coverage obeys the rule of cells, and is of a municipality).
 */
export const shownCoverage = ({ known, counted }: Coverage, { households }: CellRule): number | null => {
  const least = Math.max(households, leastHouseholdRule.households);
  const isTold = counted >= least && known - counted >= least;
  return isTold ? roundCount((counted * 100) / known) : null;
};
