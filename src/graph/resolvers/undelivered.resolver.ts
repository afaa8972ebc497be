import { Arg, Ctx, Directive, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import type { RequestContext } from '../request-context.ts';
import { stewardOf } from '../steward.ts';
import { UndeliveredEvent } from '../types/undelivered.type.ts';

const kinds = {
  RECORD: { type: 'hub.record.changed', id: 'EVENT' },
  CONSENT_ENDED: { type: 'hub.consent.ended', id: 'CONSENT' },
} as const;

@Resolver()
export class UndeliveredResolver {
  @Query(() => [UndeliveredEvent], {
    nullable: true,
    description:
      "What the agency's webhooks for this purpose could not be told, the oldest first: for its named data steward (role `steward`).",
  })
  async undelivered(@Ctx() context: RequestContext): Promise<UndeliveredEvent[]> {
    const dead = await context.services.undelivered.of(stewardOf(context));
    return dead.map(({ kind, event, webhook, attempts, createdAt, fault }) => ({
      ...{ id: context.ids.encode(kinds[kind].id, event), type: kinds[kind].type },
      ...{ webhook, attempts, fault, since: createdAt },
    }));
  }

  @Mutation(() => Int, {
    nullable: true,
    description:
      'Has what could not be told tried again, each judged anew: one event, or all. Answers how many; for a named data steward.',
  })
  async replayUndelivered(
    @Directive('@names(none: "an event of the caller\'s own agency")')
    @Arg('event', () => ID, { nullable: true })
    event: string | null,
    @Ctx() context: RequestContext,
  ): Promise<number> {
    const caller = stewardOf(context);
    const { undelivered } = context.services;
    if (!event) return await undelivered.replay(caller, null);
    const ids = [context.ids.decode('EVENT', event), context.ids.decode('CONSENT', event)];
    for (const id of ids) if (id !== null && (await undelivered.replay(caller, id)) > 0) return 1;
    throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such event waits.' });
  }
}
