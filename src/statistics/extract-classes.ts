import type { ExtractColumn } from '../domain/extract-column.ts';
import { unknownCode } from './age-bands.ts';
import { type CellRule, leastHouseholdRule } from './cell-rule.ts';

/** From how many, in how many households, rows that look alike may be given, and how many values each sensitive column has there. */
export interface ExtractRule {
  readonly persons: number;
  readonly households: number;
  readonly values: number;
}

/** Distinct l-diversity (Machanavajjhala et al. 2007): at least so many values of each sensitive column in each class. */
const leastValues = 2;

/** Columns that say something of a person, or where they live, and nothing else of their household. */
const ofPersons: ReadonlySet<ExtractColumn> = new Set(['AGE_BAND', 'SEX', 'EMPLOYED', 'PLACE']);

/**
 * What rows must be like that look alike: as many as in a cell of statistics, of as many households as a cell that counts households
 * where a column is about these (R24), and not all the same in what is sensitive.
 */
export const ruleOf = (
  { persons, households }: CellRule,
  columns: readonly ExtractColumn[],
): ExtractRule => ({
  persons,
  households: columns.every((column) => ofPersons.has(column))
    ? households
    : Math.max(households, leastHouseholdRule.households),
  values: leastValues,
});

/** At most this share of the rows is left out for being of a class that is too small (Sweeney 2002; Samarati 2001). */
const mostLeftOut = 0.05;

/** A row as it would be given. */
export interface ExtractRow {
  readonly household: string;
  /** The codes of the columns that somebody could be found by, in their order. */
  readonly identifying: readonly string[];
  /** The codes of the others. */
  readonly sensitive: readonly string[];
}

interface ExtractClass {
  persons: number;
  readonly households: Set<string>;
  readonly values: readonly Set<string>[];
}

/** Rows by what they could be found by: each class is of those who look alike. */
export interface ExtractClasses {
  readonly add: (row: ExtractRow) => void;
  /** Whether rows like this one may be given. */
  readonly holds: (row: Pick<ExtractRow, 'identifying'>) => boolean;
}

/**
 * Gathers classes and says which of them may be given: k-anonymous (Sweeney 2002) with as many persons and households as a cell of
 * statistics needs (R24), and l-diverse in every sensitive column. What registers do not say of somebody is no value: a class of
 * which nothing is known tells nothing, and one of which one value is known tells it of everybody.
 *
 * INVARIANT: a class is judged by all rows of the whole extract, so nothing may be given before the last is added.
 */
export const createExtractClasses = (rule: ExtractRule): ExtractClasses => {
  const classes = new Map<string, ExtractClass>();
  const keyOf = ({ identifying }: Pick<ExtractRow, 'identifying'>): string => JSON.stringify(identifying);
  const isDiverse = (values: ReadonlySet<string>): boolean => values.size === 0 || values.size >= rule.values;
  return {
    add: (row) => {
      const key = keyOf(row);
      const found = classes.get(key) ?? {
        persons: 0,
        households: new Set<string>(),
        values: row.sensitive.map(() => new Set<string>()),
      };
      classes.set(key, found);
      found.persons += 1;
      found.households.add(row.household);
      for (const [index, code] of row.sensitive.entries())
        if (code !== unknownCode) found.values[index]?.add(code);
    },
    holds: (row) => {
      const found = classes.get(keyOf(row));
      return (
        found !== undefined &&
        found.persons >= rule.persons &&
        found.households.size >= rule.households &&
        found.values.every(isDiverse)
      );
    },
  };
};

/** Whether so many rows may be left out of so many: some must stay. */
export const mayLeaveOut = (left: number, all: number): boolean => left < all && left <= all * mostLeftOut;
