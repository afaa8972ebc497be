import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Directive, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import { purposeOfTerm } from '../../domain/purpose.ts';
import { endedConsentNode } from '../ended-consent-node.ts';
import type { RequestContext } from '../request-context.ts';
import { staffOf } from '../staff.ts';
import { EndedConsent, OverdueConfirmation } from '../types/ended-consent.type.ts';
import { OwnConsent, OwnConsentEnd } from '../types/me.type.ts';

const slugOf = (term: string): string => purposeOfTerm(term)?.slug ?? '';

@Resolver(() => OwnConsent)
export class EndedConsentResolver {
  @Query(() => [EndedConsent], {
    nullable: true,
    description:
      "Consents that have ended and under which the caller's agency had got something: what it has still to stop, erase and confirm, the oldest first.",
  })
  async endedConsents(@Ctx() context: RequestContext): Promise<EndedConsent[]> {
    const owed = await context.services.endedConsents.owed(staffOf(context));
    return owed.map((each) => endedConsentNode(context, each, false));
  }

  @Mutation(() => GraphQLDateTime, {
    nullable: true,
    description:
      'A named person of the recipient confirms that what was got under a consent is stopped and erased.',
  })
  async confirmConsentEnd(
    @Directive('@names(none: "an ended consent of the caller\'s own agency")')
    @Arg('ended', () => ID)
    ended: string,
    @Ctx() context: RequestContext,
  ): Promise<Date> {
    const caller = staffOf(context);
    const id = context.ids.decode('CONSENT', ended);
    if (!id) throw new HubError('BAD_USER_INPUT', { publicMessage: 'Nothing of this consent is owed.' });
    return await context.services.endedConsents.confirm(caller, id);
  }

  @Query(() => [OverdueConfirmation], {
    nullable: true,
    description:
      'Confirmations that are overdue: for the data protection officer of the agency that owes them, and of the one whose data they were.',
  })
  async overdueConfirmations(@Ctx() context: RequestContext): Promise<OverdueConfirmation[]> {
    const caller = staffOf(context);
    if (!caller.roles.includes('dpo')) {
      throw new HubError('FORBIDDEN', { internal: 'overdue confirmations are for a named dpo' });
    }
    const overdue = await context.services.endedConsents.overdue(caller.agency);
    return overdue.map(({ id, recipient, controller, purpose, endedAt, confirmBy }) => ({
      id: context.ids.encode('CONSENT', id),
      purpose: slugOf(purpose),
      ...{ recipient, controller, endedAt, confirmBy },
    }));
  }

  @FieldResolver(() => OwnConsentEnd, {
    nullable: true,
    description:
      'What its end asks of the recipient; null while it holds, and where nothing had been given under it.',
  })
  async end(@Root() { record, ends }: OwnConsent): Promise<OwnConsentEnd | null> {
    const end = (await ends()).find(({ id }) => id === record.id);
    return end ? { confirmBy: end.confirmBy, confirmedAt: end.confirmedAt } : null;
  }
}
