import { Arg, Ctx, Directive, Int, Query, Resolver } from 'type-graphql';
import type { StewardHouseholdReview } from '../../records/steward-household-reviews.ts';
import type { VisibleHousehold } from '../../records/visible-households.ts';
import { listedHousehold } from '../edges.ts';
import { projectionOf } from '../preferred.ts';
import type { RequestContext } from '../request-context.ts';
import { compared, stewardPage } from '../steward.ts';
import type { Household } from '../types/household.type.ts';
import {
  HouseholdFit,
  type HouseholdReview,
  HouseholdReviewConnection,
} from '../types/household-review.type.ts';

const householdOf = async (
  context: RequestContext,
  { entityId }: Pick<VisibleHousehold, 'entityId'>,
): Promise<Household> => {
  const view = await projectionOf(context).view('HOUSEHOLD', entityId);
  if (!view) throw new Error('a unit was visible whose household is not');
  return listedHousehold(context, view);
};

const reviewNode = async (
  context: RequestContext,
  { unit, candidates }: StewardHouseholdReview,
): Promise<HouseholdReview> => ({
  household: await householdOf(context, unit),
  provenance: compared(context, unit.read),
  candidates: await Promise.all(
    candidates.map(async (candidate) => ({
      household: await householdOf(context, candidate.unit),
      provenance: compared(context, candidate.unit.read),
      fit: HouseholdFit[candidate.fit],
    })),
  ),
});

@Resolver()
export class HouseholdReviewResolver {
  @Query(() => HouseholdReviewConnection, {
    nullable: true,
    description:
      "Contracts, cases and observations of the agency's own registers whose household nobody could tell: for its named data steward (role `steward`), and as far as they and the households are open to them.",
  })
  async householdReviews(
    @Directive('@names(none: "a number of lines that wait")')
    @Arg('first', () => Int, { defaultValue: 20 })
    first: number,
    @Directive('@names(none: "authenticated and bound to caller and purpose")')
    @Arg('after', () => String, { nullable: true })
    after: string | null,
    @Ctx() context: RequestContext,
  ): Promise<HouseholdReviewConnection> {
    const { question, cursorOf } = stewardPage(context, 'household reviews', { first, after });
    const { stewardHouseholdReviews, householdsFor } = context.services;
    const page = await stewardHouseholdReviews.page(householdsFor(projectionOf(context)), question);
    const edges = await Promise.all(
      page.reviews.map(async (review) => ({
        cursor: cursorOf(review.id),
        node: await reviewNode(context, review),
      })),
    );
    return { edges, pageInfo: { hasNextPage: page.hasNextPage, endCursor: edges.at(-1)?.cursor ?? null } };
  }
}
