import type { Database } from '../store/database.ts';
import { findOpenLinesOf, type OpenLine } from '../store/link-review-store.ts';
import type { LinkedEntity } from '../store/link-store.ts';

/** Which waiting lines a data steward asks for. */
export interface StewardQuestion {
  /** Whose registers the lines are of. */
  readonly controller: string;
  readonly first: number;
  /** The id of the last one seen; null for the first page. */
  readonly after: string | null;
}

export interface PageOfReviews<Review> {
  readonly reviews: readonly Review[];
  readonly hasNextPage: boolean;
}

/** Lines of one statement: a bound on its size, not on how far the queue is looked through. */
const linesAtOnce = 50;

/**
 * Looks through one agency's own waiting lines, oldest first, until the page is full or the queue ends, however much of it is
 * hidden: where a page ends says nothing of that.
 *
 * @param reviewsOf those of some lines that are to be shown, in their order.
 */
export const pageOfReviews = async <Review>(
  database: Pick<Database, 'transaction'>,
  entity: LinkedEntity,
  { controller, first, after }: StewardQuestion,
  reviewsOf: (open: readonly OpenLine[]) => Promise<readonly Review[]>,
): Promise<PageOfReviews<Review>> => {
  const reviews: Review[] = [];
  let last = after;
  while (reviews.length <= first) {
    const open = await database.transaction(
      async ({ query }) => await findOpenLinesOf(query, { entity, controller }, last, linesAtOnce),
    );
    reviews.push(...(await reviewsOf(open)));
    last = open.at(-1)?.id ?? null;
    if (open.length < linesAtOnce) break;
  }
  return { reviews: reviews.slice(0, first), hasNextPage: reviews.length > first };
};
