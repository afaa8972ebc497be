/** From how many a cell is given. */
export interface CellRule {
  readonly persons: number;
  readonly households: number;
}

/** R24: what an installation may ask more of, and never less. */
export const leastCellRule: CellRule = { persons: 11, households: 5 };

/** R24, for what is counted in households: a household is then who could be recognised. */
export const leastHouseholdRule: CellRule = { persons: 11, households: 11 };

/** Whether so many may be told of. Nobody is told of nobody by this rule: a zero is a zero. */
export const reaches = (rule: CellRule, persons: number, households: number): boolean =>
  persons >= rule.persons && households >= rule.households;
