import { GraphQLLocalDate } from 'graphql-scalars';
import { Arg, Ctx, Directive, ID, Mutation, Query, Resolver } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import { entityMark } from '../../identity/sought-mark.ts';
import { foundPerson } from '../edges.ts';
import { projectionOf } from '../preferred.ts';
import type { RequestContext } from '../request-context.ts';
import { staffOf, visiblePerson } from '../staff.ts';
import { Person } from '../types/person.type.ts';
import { ReferralReceipt, WaitingReferral } from '../types/referral.type.ts';

const stated = '@names(none: "stated by the caller, not asked")';
const own = '@names(none: "a referral of the caller\'s own, made or received")';

const referralOf = (context: RequestContext, id: string): string => {
  const referral = context.ids.decode('REFERRAL', id);
  if (!referral) throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such referral.' });
  return referral;
};

@Resolver()
export class ReferralResolver {
  @Query(() => [WaitingReferral], {
    nullable: true,
    description: 'Referrals to the calling agency that nobody there has accepted yet.',
  })
  async referrals(@Ctx() context: RequestContext): Promise<WaitingReferral[]> {
    const waiting = await context.services.referrals.waiting(staffOf(context));
    return waiting.map((each) => ({
      id: context.ids.encode('REFERRAL', each.id),
      from: each.from_agency,
      reference: each.reference,
      at: each.made_at,
      until: each.until,
    }));
  }

  @Mutation(() => ReferralReceipt, {
    nullable: true,
    description:
      'Staff refer a person whom the agency works with to another agency. Once a named person there accepts, it works with this very person too (R10).',
  })
  async referPerson(
    @Directive('@names(field: "Person.id")') @Arg('person', () => ID) id: string,
    @Directive(stated) @Arg('to', () => String, { description: 'The agency.' }) to: string,
    @Directive(stated)
    @Arg('reference', () => String, { description: 'The number on the form: the receiver reads it.' })
    reference: string,
    @Directive(stated)
    @Arg('until', () => GraphQLLocalDate, {
      description: 'The first day on which it opens nothing any more: at most twelve months ahead.',
    })
    until: string,
    @Ctx() context: RequestContext,
  ): Promise<ReferralReceipt> {
    const caller = staffOf(context);
    const view = await visiblePerson(context, id);
    const made = await context.services.referrals.refer(caller, view, { to, reference, until });
    return { ...made, id: context.ids.encode('REFERRAL', made.id) };
  }

  @Mutation(() => Person, {
    nullable: true,
    description:
      'A named person of the receiving agency accepts a referral: from now on the agency works with its person (R10), of whom it sees what its agreements give; null where that is nothing.',
  })
  async acceptReferral(
    @Directive(own) @Arg('referral', () => ID) id: string,
    @Ctx() context: RequestContext,
  ): Promise<Person | null> {
    // Who is not there for this actor was looked for all the same (R15, R16).
    const miss = (person: string, conflicted: boolean): void =>
      context.lookups.miss({ marks: [entityMark('PERSON', person)], conflicted });
    const person = await context.services.referrals.accept(
      staffOf(context),
      referralOf(context, id),
      (each) => miss(each, true),
    );
    const view = await projectionOf(context).view('PERSON', person);
    if (!view) miss(person, false);
    return view ? foundPerson(context, view) : null;
  }

  @Mutation(() => Boolean, {
    nullable: true,
    description:
      'Ends a referral: at once where who made it takes it back, after the appeal period where who accepted it is done (R10).',
  })
  async endReferral(
    @Directive(own) @Arg('referral', () => ID) id: string,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    await context.services.referrals.end(staffOf(context), referralOf(context, id));
    return true;
  }
}
