import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Directive, ID, Mutation, Query, Resolver } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import type { RemainingAccess } from '../../policy/remaining-access.ts';
import type { StaffRequest } from '../../records/rights.ts';
import { agencyOf, type RequestContext } from '../request-context.ts';
import { staffOf } from '../staff.ts';
import { LawfulStep } from '../types/consent.type.ts';
import { AskedRight, RightsOutcome, RightsState } from '../types/rights.type.ts';
import {
  type LawfulReading,
  OverdueRightsRequest,
  WaitingRightsRequest,
} from '../types/waiting-right.type.ts';

const stated = '@names(none: "stated by the caller, not asked")';

const readingShown = ({ agreement, step, fields }: RemainingAccess): LawfulReading => ({
  recipient: agreement.recipient,
  step: LawfulStep[step],
  fields,
  agreement: agreement.id,
  version: agreement.version,
  basis: agreement.basis.article6,
  article: agreement.basis.citation?.article ?? null,
});

const requestShown = (each: StaffRequest, { ids }: Pick<RequestContext, 'ids'>): WaitingRightsRequest => ({
  id: ids.encode('RIGHTS_REQUEST', each.id),
  right: AskedRight[each.requested],
  state: RightsState[each.state],
  at: each.asked_at,
  dueOn: each.due_on,
  person: ids.encode('PERSON', each.person),
  lines: each.lines,
  source: each.source,
  recordKind: each.kind,
  unit: each.unit,
  localId: each.local_id,
  field: each.field,
  recipient: each.recipient,
  reference: each.reference || null,
  mine: each.mine,
  statement: each.statement,
  readings: each.readings.map(readingShown),
});

@Resolver()
export class RightsResolver {
  @Query(() => [WaitingRightsRequest], {
    nullable: true,
    description:
      'Rights that persons asked of the calling agency and that wait for its decision, the one that is due first before the others.',
  })
  async rightsRequests(
    @Directive('@names(none: "a day that has passed, not a field of anybody")')
    @Arg('overdue', () => Boolean, { defaultValue: false, description: 'Only those whose time is over.' })
    overdue: boolean,
    @Ctx() context: RequestContext,
  ): Promise<WaitingRightsRequest[]> {
    const waiting = await context.services.rights.waiting(staffOf(context), overdue);
    return waiting.map((each) => requestShown(each, context));
  }

  @Query(() => [WaitingRightsRequest], {
    nullable: true,
    description:
      'Objections and restrictions that the calling agency granted and that still close something, so that it can lift them.',
  })
  async standingRights(@Ctx() context: RequestContext): Promise<WaitingRightsRequest[]> {
    const standing = await context.services.rights.standing(staffOf(context));
    return standing.map((each) => requestShown(each, context));
  }

  @Mutation(() => GraphQLDateTime, {
    nullable: true,
    description:
      'A named person of the controller announces that what was granted is opened again, with a reason: fourteen days from now, and the person is told before (GDPR art. 18(3)). Answers when it opens.',
  })
  async liftRight(
    @Directive('@names(none: "a request to the caller\'s own agency")') @Arg('id', () => ID) id: string,
    @Directive(stated) @Arg('reason', () => String) reason: string,
    @Directive(stated)
    @Arg('notice', () => String, {
      description:
        'How the person is told, such as a letter and its number: not everybody opens their own file.',
    })
    notice: string,
    @Ctx() context: RequestContext,
  ): Promise<Date> {
    const caller = staffOf(context);
    const request = context.ids.decode('RIGHTS_REQUEST', id);
    if (!request) throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such request.' });
    return await context.services.liftings.announce(caller, request, { reason, notice });
  }

  @Mutation(() => Boolean, {
    nullable: true,
    description:
      'A named person of the controller decides a request, once, with a reason that the person is told. The hub alters nothing of a register.',
  })
  async decideRight(
    @Directive('@names(none: "a request to the caller\'s own agency")') @Arg('id', () => ID) id: string,
    @Directive(stated) @Arg('decision', () => RightsOutcome) decision: RightsOutcome,
    @Directive(stated) @Arg('reason', () => String) reason: string,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    const caller = staffOf(context);
    const request = context.ids.decode('RIGHTS_REQUEST', id);
    if (!request) throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such request.' });
    await context.services.rights.decide(caller, request, { outcome: decision, reason });
    return true;
  }

  @Query(() => [OverdueRightsRequest], {
    nullable: true,
    description:
      'Rights that the calling agency has not decided in time, for the role `dpo`: on this list until they are decided.',
  })
  async overdueRights(@Ctx() context: RequestContext): Promise<OverdueRightsRequest[]> {
    const caller = agencyOf(context);
    if (!caller.named || !caller.roles.includes('dpo')) {
      throw new HubError('FORBIDDEN', { internal: 'overdue rights are for a named dpo' });
    }
    const rows = await context.services.rights.overdue(caller.agency);
    return rows.map((row) => ({
      id: context.ids.encode('RIGHTS_REQUEST', row.id),
      right: AskedRight[row.requested],
      recordKind: row.kind,
      askedOn: row.asked_on,
      dueOn: row.due_on,
    }));
  }
}
