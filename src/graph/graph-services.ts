import type { Agreements } from '../access/agreements.ts';
import type { Source } from '../domain/agency.ts';
import type { Caller } from '../domain/caller.ts';
import type { Consents } from '../records/consents.ts';
import type { HouseholdList } from '../records/household-list.ts';
import type { PersonSearch } from '../records/person-search.ts';
import type { PopulationCounts } from '../records/population-counts.ts';
import type { Pushes } from '../records/pushes.ts';
import type { Relationships } from '../records/relationships.ts';

/** What resolvers may call besides the projection. */
export interface GraphServices {
  readonly consents: Consents;
  readonly search: PersonSearch;
  readonly households: HouseholdList;
  readonly population: PopulationCounts;
  readonly pushes: Pushes;
  readonly relationships: Relationships;
  readonly agreements: Agreements;
  /** The source that this caller pushes to through this adapter, or null where it may push to none. */
  readonly sourceFor: (adapter: string, caller: Caller) => Source | null;
}
