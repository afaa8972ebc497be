import type { Database } from '../store/database.ts';
import { findMattersProtecting } from '../store/protective-flag-store.ts';

/**
 * Whether a matter in force protects each of these persons of the graph, by number or by name and birth date, as the general
 * registers say them (R11). As many questions as persons, whatever the answers.
 */
export const areAllProtected = async (
  query: Pick<Database, 'query'>,
  persons: readonly string[],
): Promise<boolean> => {
  let all = true;
  for (const person of persons) all = (await findMattersProtecting(query, person)).length > 0 && all;
  return all;
};
