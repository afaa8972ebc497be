/** Some units of a source, and the columns that are wanted of them. */
export interface AskedUnits {
  readonly ids: readonly string[];
  readonly columns: readonly string[];
}

/** Reaches a source at query time. */
export interface LiveConnector {
  /**
   * Asks once; what it has of none of these units is left out.
   *
   * @param read looks at the items, in the register's own form, as a part of the call: what it refuses counts as the source's failure.
   * @throws SourceFault
   */
  readonly ask: <Value>(
    asked: AskedUnits,
    read: (items: readonly unknown[]) => Value,
    signal: AbortSignal,
  ) => Promise<Value>;
}
