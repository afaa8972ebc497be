/**
 * What one answer, or one request's lines of the log, told: by datum, how often, out of which sources.
 *
 * A disclosure, as it is counted here, is one field coordinate of one record of one person, household or dwelling in one
 * answer; a field of the hub's own and an edge are of one entity instead of one record.
 */
export type Told = Map<string, Tally>;

export interface Tally {
  /** Records that told it; for an edge at least one, because a membership can stand in two registers. */
  times: number;
  readonly isEdge: boolean;
  /** The registers they are of; null where the answer was not asked. */
  sources: string[] | null;
}

/** What a datum is of: `PERSON uuid`, `HOUSEHOLD uuid`, `DWELLING uuid`, or nobody for a count. */
export const nobody = 'NOBODY';

/** The name of a datum: what it is of, its coordinate, and to whom an edge leads. */
export const datumOf = (of: string, coordinate: string, towards?: string): string =>
  towards === undefined ? `${of} ${coordinate}` : `${of} ${coordinate} -> ${towards}`;

/** Somebody's own file: what is told of it is told beside what others read of them. */
export const fileOf = (person: string): string => `FILE OF PERSON ${person}`;

/** That consent is what is missing is told of a person and a field (R6). */
export const consentMissing = (coordinate: string): string => `consent is missing for ${coordinate}`;

export const edges: ReadonlySet<string> = new Set(['Household.members', 'Person.households']);

/** How many disclosures it is. */
export const countOf = (told: Told): number => [...told.values()].reduce((sum, { times }) => sum + times, 0);

/** What the log does not say as it was given: empty where they agree exactly. */
export const differences = (given: Told, logged: Told): readonly string[] => {
  const found: string[] = [];
  for (const [datum, tally] of given) {
    const line = logged.get(datum);
    if (!line) found.push(`not in the log: ${datum}`);
    else if (!tally.isEdge && Math.abs(line.times - tally.times) > 1e-9)
      found.push(`given ${tally.times} times and logged ${line.times} times: ${datum}`);
    else if (tally.sources && line.sources && String(tally.sources.sort()) !== String(line.sources.sort()))
      found.push(`given of ${tally.sources.join(', ')} and logged of ${line.sources.join(', ')}: ${datum}`);
  }
  for (const datum of logged.keys()) if (!given.has(datum)) found.push(`in the log and not given: ${datum}`);
  return found;
};
