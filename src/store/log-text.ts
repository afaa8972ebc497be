/** An instant of a column as the log writes it: ISO 8601 in UTC, to the millisecond. */
export const isoInstant = (column: string): string =>
  `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`;

/** A list of uuids as JSON. What is no uuid is nobody's: a line that somebody forged can say anything. */
export const uuidsOf = (ids: readonly string[]): string =>
  JSON.stringify(ids.filter((id) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(id)));
