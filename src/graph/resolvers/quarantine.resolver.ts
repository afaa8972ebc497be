import { GraphQLJSON } from 'graphql-scalars';
import { Arg, Ctx, Directive, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import { checkedText } from '../../records/checked-text.ts';
import { receiptNode } from '../push-resolver.ts';
import type { RequestContext } from '../request-context.ts';
import { stewardOf, stewardPage } from '../steward.ts';
import { QuarantineConnection, QuarantineReason } from '../types/quarantine.type.ts';
import { RecordReceipt } from '../types/receipt.type.ts';

/** What waits under an id that `quarantine` gave. @throws HubError BAD_USER_INPUT for an id of nothing here. */
const waitingId = (context: RequestContext, id: string): string => {
  const decoded = context.ids.decode('QUARANTINED', id);
  if (decoded === null) throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such item waits.' });
  return decoded;
};

@Resolver()
export class QuarantineResolver {
  @Query(() => QuarantineConnection, {
    nullable: true,
    description:
      "What of one of the agency's own registers could not be taken over, and why: for its named data steward (role `steward`), and of a register that asks for a role, for who holds it as well. Null for anybody else's register, and for none.",
  })
  async quarantine(
    @Directive('@names(none: "a register, not a field of anybody")')
    @Arg('source', () => String)
    source: string,
    @Directive('@names(none: "a number of items that wait")')
    @Arg('first', () => Int, { defaultValue: 20 })
    first: number,
    @Directive('@names(none: "authenticated and bound to caller and purpose")')
    @Arg('after', () => String, { nullable: true })
    after: string | null,
    @Ctx() context: RequestContext,
  ): Promise<QuarantineConnection | null> {
    const caller = stewardOf(context);
    const { question, cursorOf } = stewardPage(context, `quarantine ${source}`, { first, after });
    const page = await context.services.quarantineQueue.page(caller, {
      source,
      first,
      after: question.after,
    });
    if (!page) return null;
    const edges = page.items.map((item) => ({
      cursor: cursorOf(item.id),
      node: {
        ...item,
        id: context.ids.encode('QUARANTINED', item.id),
        localId: item.unit,
        reason: QuarantineReason[item.reason],
        problems: [...item.problems],
      },
    }));
    return {
      edges,
      pageInfo: { hasNextPage: page.hasNextPage, endCursor: edges.at(-1)?.cursor ?? null },
    };
  }

  @Mutation(() => RecordReceipt, {
    nullable: true,
    description:
      'Tries an item that waits once more, as it came: after the hub or its translation was mended. For a named data steward.',
  })
  async retryQuarantined(
    @Directive('@names(none: "an item of the own agency, as the queue gave it")')
    @Arg('id', () => ID)
    id: string,
    @Ctx() context: RequestContext,
  ): Promise<RecordReceipt> {
    const caller = stewardOf(context);
    const queue = context.services.quarantineQueue;
    return receiptNode(context, await queue.retry(caller, waitingId(context, id)));
  }

  @Mutation(() => RecordReceipt, {
    nullable: true,
    description:
      "Takes another item in the place of one that waits, in the register's own form: as its system exports or pushes it. For a named data steward.",
  })
  async replaceQuarantined(
    @Directive('@names(none: "an item of the own agency, as the queue gave it")')
    @Arg('id', () => ID)
    id: string,
    @Directive('@names(none: "stated by the caller, not asked")')
    @Arg('item', () => GraphQLJSON)
    item: unknown,
    @Ctx() context: RequestContext,
  ): Promise<RecordReceipt> {
    const caller = stewardOf(context);
    const queue = context.services.quarantineQueue;
    return receiptNode(context, await queue.replace(caller, waitingId(context, id), item));
  }

  @Mutation(() => ID, {
    nullable: true,
    description: 'Gives up an item that waits; what was kept of it goes. For a named data steward.',
  })
  async discardQuarantined(
    @Directive('@names(none: "an item of the own agency, as the queue gave it")')
    @Arg('id', () => ID)
    id: string,
    @Directive('@names(none: "stated by the caller, not asked")')
    @Arg('reason', () => String, { description: 'Why: it is kept as long as the item would have been.' })
    reason: string,
    @Ctx() context: RequestContext,
  ): Promise<string> {
    const caller = stewardOf(context);
    const because = checkedText(reason, 'The reason');
    await context.services.quarantineQueue.discard(caller, waitingId(context, id), because);
    return id;
  }
}
