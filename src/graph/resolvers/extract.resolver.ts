import { Arg, Ctx, Directive, ID, Mutation, Query, Resolver } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import { columnsOf, type ExtractRecord } from '../../records/extracts.ts';
import { extractLadder } from '../../statistics/extract-ladder.ts';
import type { RequestContext } from '../request-context.ts';
import { staffOf } from '../staff.ts';
import { Extract, ExtractColumn } from '../types/extract.type.ts';

const shown = (extract: ExtractRecord, { sharedIds }: RequestContext): Extract => {
  const level = extract.level === null ? null : (extractLadder[extract.level] ?? null);
  return {
    id: sharedIds.encode('EXTRACT', extract.id),
    recipient: extract.recipient,
    project: extract.project,
    municipality: extract.municipality,
    columns: [...columnsOf(extract)],
    reason: extract.reason,
    state: extract.state,
    controllers: [...extract.controllers],
    waitsFor:
      extract.state === 'PENDING'
        ? extract.controllers.filter((each) => !extract.approved.includes(each))
        : [],
    plannedAt: new Date(extract.planned_at),
    releasedAt: extract.outcome === 'RELEASED' && extract.decided_at ? new Date(extract.decided_at) : null,
    expiresAt: new Date(extract.expires_at),
    places: level?.places ?? null,
    ages: level?.ages ?? null,
    rows: extract.rows_told,
  };
};

@Resolver()
export class ExtractResolver {
  @Mutation(() => Extract, {
    nullable: true,
    description:
      'A named person of a research project plans rows of those who consented to it. Nothing is drawn before each agency whose records it would hold has approved it.',
  })
  async planExtract(
    @Directive('@names(none: "a municipality, not a field of anybody")')
    @Arg('municipality', () => String)
    municipality: string,
    @Directive('@names(none: "columns of rows, which agreements and consents open one by one")')
    @Arg('columns', () => [ExtractColumn])
    columns: (keyof typeof ExtractColumn)[],
    @Directive('@names(none: "stated by the caller, not asked")')
    @Arg('reason', () => String, { description: 'What for, 1 to 500 characters; whoever approves reads it.' })
    reason: string,
    @Ctx() context: RequestContext,
  ): Promise<Extract> {
    const plan = { municipality, columns, reason };
    const planned = await context.services.extracts.plan(staffOf(context), context.purposeClass, plan);
    return shown(planned, context);
  }

  @Mutation(() => Extract, {
    nullable: true,
    description:
      'An officer or the data protection officer of an agency whose records it would hold approves an extract; never who planned it. With the last approval the rows are drawn, and given if enough of them look alike.',
  })
  async approveExtract(
    @Directive('@names(none: "an extract, by the id that both sides are shown")')
    @Arg('id', () => ID)
    id: string,
    @Ctx() context: RequestContext,
  ): Promise<Extract> {
    const named = context.sharedIds.decode('EXTRACT', id);
    if (named === null) throw new HubError('BAD_USER_INPUT', { publicMessage: 'There is no such extract.' });
    return shown(await context.services.extracts.approve(context.caller, named), context);
  }

  @Query(() => [Extract], {
    nullable: true,
    description:
      "The newest hundred extracts: of the caller's project, or those that hold records of the caller's agency.",
  })
  async extracts(@Ctx() context: RequestContext): Promise<Extract[]> {
    const found = await context.services.extracts.list(context.caller, context.purposeClass);
    return found.map((extract) => shown(extract, context));
  }
}
