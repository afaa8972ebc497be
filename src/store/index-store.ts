import type { Database } from './database.ts';

/** Whom a source's local id names, as the index of a live source has it. */
export interface IndexedPerson {
  readonly unit: string;
  readonly localId: string;
  readonly givenName: string | null;
  readonly familyName: string | null;
  /** `yyyy-mm-dd`. */
  readonly birthDate: string | null;
  /** Keyed. */
  readonly nationalIdHash: string | null;
}

/** Whom some units of a source name. */
export const findIndexedPersons = async (
  { query }: Pick<Database, 'query'>,
  source: string,
  units: readonly string[],
): Promise<readonly IndexedPerson[]> =>
  await query<IndexedPerson>(
    `select unit, local_id as "localId", mention ->> 'givenName' as "givenName", mention ->> 'familyName' as "familyName",
        mention ->> 'birthDate' as "birthDate", mention ->> 'nationalIdHash' as "nationalIdHash"
      from mention where entity = 'PERSON' and source = ? and unit in (select jsonb_array_elements_text(?::jsonb))`,
    [source, JSON.stringify(units)],
  );
