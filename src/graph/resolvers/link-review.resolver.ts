import { Arg, Ctx, Directive, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import type { LinkEvidence as Weighed } from '../../linkage/decide.ts';
import type { LinkageField } from '../../linkage/levels.ts';
import { checkedText } from '../../records/checked-text.ts';
import type { StewardReview } from '../../records/steward-reviews.ts';
import { listedPerson } from '../edges.ts';
import { projectionOf } from '../preferred.ts';
import type { RequestContext } from '../request-context.ts';
import { compared, isSteward, stewardOf, stewardPage } from '../steward.ts';
import {
  ComparedField,
  DecidedReview,
  LinkDecision,
  type LinkEvidence,
  LinkedLine,
  LinkOutcome,
  type LinkReview,
  LinkReviewConnection,
  LinkReviewReason,
  LinkRule,
} from '../types/link-review.type.ts';
import { Person } from '../types/person.type.ts';

const open = '@open(because: "told a data steward of lines that are open to them, and of no others")';

const comparedFields: Readonly<Record<LinkageField, ComparedField>> = {
  given: ComparedField.GIVEN_NAME,
  family: ComparedField.FAMILY_NAME,
  order: ComparedField.NAME_ORDER,
  birth: ComparedField.BIRTH_DATE,
  id: ComparedField.NATIONAL_ID,
  address: ComparedField.ADDRESS,
};

const evidenceOf = (weighed: Weighed): LinkEvidence => ({
  outcome: LinkOutcome[weighed.outcome],
  before: weighed.prior,
  comparisons: weighed.fields.map(({ field, level, weight, frequency }) => ({
    ...{ field: comparedFields[field], level, weight, rarity: frequency },
  })),
  household: weighed.household,
  bits: weighed.total,
  chance: weighed.probability,
  rule: weighed.rule && LinkRule[weighed.rule],
});

const reviewNode = (context: RequestContext, { line, reason, candidates }: StewardReview): LinkReview => ({
  id: context.ids.encode('RECORD', line.record.row.id),
  person: listedPerson(context, line.mention.person),
  provenance: compared(context, line.read),
  reason: LinkReviewReason[reason === 'SEVERAL_FIT' ? 'SEVERAL_FIT' : 'PERHAPS'],
  candidates: candidates.map((candidate) => ({
    person: listedPerson(context, candidate.line.mention.person),
    provenance: compared(context, candidate.line.read),
    evidence: evidenceOf(candidate.evidence),
  })),
});

@Resolver(() => Person)
export class LinkReviewResolver {
  @Query(() => LinkReviewConnection, {
    nullable: true,
    description:
      "Lines of the agency's own registers that may be of somebody who is known: for its named data steward (role `steward`), and as far as both lines are open to them.",
  })
  async linkReviews(
    @Directive('@names(none: "a number of lines that wait")')
    @Arg('first', () => Int, { defaultValue: 20 })
    first: number,
    @Directive('@names(none: "authenticated and bound to caller and purpose")')
    @Arg('after', () => String, { nullable: true })
    after: string | null,
    @Ctx() context: RequestContext,
  ): Promise<LinkReviewConnection> {
    const { question, cursorOf } = stewardPage(context, 'link reviews', { first, after });
    const { stewardReviews, linesFor } = context.services;
    const page = await stewardReviews.page(linesFor(projectionOf(context)), question);
    const edges = page.reviews.map((review) => ({
      cursor: cursorOf(review.id),
      node: reviewNode(context, review),
    }));
    return { edges, pageInfo: { hasNextPage: page.hasNextPage, endCursor: edges.at(-1)?.cursor ?? null } };
  }

  @Mutation(() => DecidedReview, {
    nullable: true,
    description:
      'A named data steward says of a line that waits whether it is a person whom it may be. The one who disappears leads to the one who stays; consents cover what they covered (R4). A decision is taken back by the operator (`hub links`).',
  })
  async decideLink(
    @Directive('@names(none: "a line of the own agency, as the queue gave it")')
    @Arg('review', () => ID)
    review: string,
    @Directive('@names(field: "Person.id")')
    @Arg('candidate', () => ID, { description: 'A person whom `linkReviews` gave for it.' })
    candidate: string,
    @Directive('@names(none: "stated by the caller, not asked")')
    @Arg('decision', () => LinkDecision)
    decision: LinkDecision,
    @Directive('@names(none: "stated by the caller, not asked")')
    @Arg('reason', () => String, { description: 'Why: it is kept with the decision.' })
    reason: string,
    @Ctx() context: RequestContext,
  ): Promise<DecidedReview> {
    const { agency, actor } = stewardOf(context);
    const { stewardReviews, linkDecisions, linesFor } = context.services;
    const author = { agency, actor, reason: checkedText(reason, 'The reason'), requestId: null };
    const record = context.ids.decode('RECORD', review);
    const person = context.ids.decode('PERSON', candidate);
    const asked = record === null ? null : { record, controller: agency };
    const found = asked && (await stewardReviews.one(linesFor(projectionOf(context)), asked));
    const chosen = found?.candidates.find(({ line }) => line.mention.person === person);
    // A line that waits no longer, another's, and one that never was look the same.
    if (!found || !chosen) throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such line waits.' });
    for (const { read } of [found.line, chosen.line]) compared(context, read);
    const lines = [found.line.mention, chosen.line.mention] as const;
    try {
      if (decision === LinkDecision.ONE_PERSON) await linkDecisions.join(lines, author);
      else await linkDecisions.part(lines, author);
    } catch (error) {
      // What keeps them two may be a line that the steward does not see: which it is, is for the operator.
      if (error instanceof HubError && error.code === 'BAD_USER_INPUT')
        throw new HubError('BAD_USER_INPUT', {
          publicMessage: 'What registers or people say keeps them two people.',
          cause: error,
        });
      throw error;
    }
    return { decision };
  }

  @Directive(open)
  @FieldResolver(() => [LinkedLine], {
    nullable: true,
    description:
      'Why the lines of registers that are open to a data steward (role `steward`) are taken for this one person. Null for anybody else.',
  })
  async links(@Root() person: Person, @Ctx() context: RequestContext): Promise<LinkedLine[] | null> {
    if (!isSteward(context)) return null;
    const { stewardReviews, linesFor } = context.services;
    const found = await stewardReviews.evidenceOf(linesFor(projectionOf(context)), person.entityId);
    return found.map(({ line, other, evidence }) => ({
      provenance: compared(context, line.read),
      against: compared(context, other.read),
      evidence: evidenceOf(evidence),
    }));
  }
}
