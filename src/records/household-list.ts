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

/** Candidates of one statement: a bound on its size, not on how far the list is looked through. */
const candidatesAtOnce = 200;

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
    let more = true;
    // Until the page is full or the candidates end, however many of them are hidden: where a list ends says nothing of those.
    while (more && views.length <= question.first) {
      const candidates = await listHouseholdCandidates(database, {
        ...question,
        localCommunity: community,
        after,
        limit: candidatesAtOnce,
      });
      const loaded = await Promise.all(
        candidates.map((household) => projection.view('HOUSEHOLD', household)),
      );
      for (const view of loaded) if (view && saysCommunity(projection, view, community)) views.push(view);
      after = candidates.at(-1) ?? null;
      more = candidates.length === candidatesAtOnce;
    }
    return { views: views.slice(0, question.first), hasNextPage: views.length > question.first };
  },
});
