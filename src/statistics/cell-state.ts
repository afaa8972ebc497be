/** What becomes of a cell: given, or withheld for its own sake, or withheld so that nobody finds out another. */
export const cellStates = ['GIVEN', 'SMALL', 'COMPLEMENTARY'] as const;
export type CellState = (typeof cellStates)[number];
