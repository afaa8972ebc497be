import type { Agreement } from '../domain/agreement.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import { foldText } from '../identity/fold-text.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import { countedCategory, countingAgreements } from '../policy/counting-agreements.ts';
import { type Release, releaseAreaCells } from '../statistics/cells.ts';
import type { Database } from '../store/database.ts';
import { countByLocalCommunity } from '../store/statistics-store.ts';

/** Counts the population, given by the rule of cells alone (R24). */
export interface PopulationCounts {
  readonly byLocalCommunity: (caller: AgencyCaller, municipalities: readonly string[]) => Promise<Release>;
}

/** Whose records of which municipality may be counted. */
interface Countable {
  readonly controller: string;
  readonly municipality: string;
}

export interface PopulationCountsInput {
  readonly database: Database;
  /** Those in force today. */
  readonly agreements: () => readonly Agreement[];
  readonly catalogue: Catalogue;
}

/**
 * Kinds that count people, for every caller the same: those that say something of a household. What a neighbour saw places
 * nobody and moves no family, and a referral is no member.
 */
const countedKinds = (catalogue: Catalogue): readonly string[] =>
  [...catalogue.kinds.values()]
    .filter((kind) => kind.fields.some((field) => field.category === countedCategory))
    .map((kind) => kind.kind);

/**
 * Makes the counts. An agency's own records are counted, and of others' what they agreed to have counted for this purpose,
 * everybody in it as a public task; municipalities are named before the area where the caller serves several.
 */
export const createPopulationCounts = ({
  database,
  agreements,
  catalogue,
}: PopulationCountsInput): PopulationCounts => ({
  byLocalCommunity: async (caller, municipalities) => {
    const countable: Countable[] = [
      ...municipalities.map((municipality) => ({ controller: caller.agency, municipality })),
      ...countingAgreements(agreements(), caller).flatMap(({ area, controller }) =>
        area
          .filter((municipality) => municipalities.includes(municipality))
          .map((municipality) => ({ controller, municipality })),
      ),
    ];
    const areas = await countByLocalCommunity(database, {
      agency: caller.agency,
      countable,
      kinds: countedKinds(catalogue),
    });
    const narrowed = caller.area && new Set(caller.area.map(foldText));
    return releaseAreaCells(
      areas
        .filter((each) => !narrowed || narrowed.has(foldText(each.area)))
        .map((each) => ({
          area: municipalities.length > 1 ? `${each.municipality}: ${each.area}` : each.area,
          persons: each.persons,
          households: each.households,
        })),
    );
  },
});
