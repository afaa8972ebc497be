import { foldText } from '../identity/fold-text.ts';
import type { Database } from '../store/database.ts';
import { listHouseholdCandidates } from '../store/search-store.ts';
import type { EntityView, Projection } from './projection.ts';

/** One page of visible households. */
export interface HouseholdPage {
  readonly views: readonly EntityView[];
  readonly hasNextPage: boolean;
}

export interface HouseholdQuestion {
  readonly agency: string;
  readonly municipalities: readonly string[];
  readonly kinds: readonly string[];
  readonly orderSalt: Uint8Array;
  readonly localCommunity: string;
  readonly first: number;
  readonly after: string | null;
}

/** Lists households by local community. */
export interface HouseholdList {
  readonly page: (projection: Projection, question: HouseholdQuestion) => Promise<HouseholdPage>;
}

/** Candidates looked through for one page at most: a bound on the work that invisible households cause. */
const mostRounds = 20;

const saysCommunity = (projection: Projection, view: EntityView, community: string): boolean =>
  projection
    .statements(view, 'Household.localCommunity')
    .some(({ record, input }) => foldText(String(record.row.payload[input.field] ?? '')) === community);

/**
 * Makes the list. The index only proposes; a household is listed if a statement that the caller may read places it there,
 * and `hasNextPage` is about listed households alone.
 */
export const createHouseholdList = (database: Database): HouseholdList => ({
  page: async (projection, question) => {
    const community = foldText(question.localCommunity);
    const views: EntityView[] = [];
    let after = question.after;
    for (let round = 0; round < mostRounds && views.length <= question.first; round += 1) {
      const limit = question.first + 1;
      const candidates = await listHouseholdCandidates(database, {
        ...question,
        localCommunity: community,
        after,
        limit,
      });
      const loaded = await Promise.all(
        candidates.map((household) => projection.view('HOUSEHOLD', household)),
      );
      for (const view of loaded) if (view && saysCommunity(projection, view, community)) views.push(view);
      after = candidates.at(-1) ?? null;
      if (candidates.length < limit) break;
    }
    return { views: views.slice(0, question.first), hasNextPage: views.length > question.first };
  },
});
