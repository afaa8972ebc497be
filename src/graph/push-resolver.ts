import type { GraphQLFieldResolver } from 'graphql';
import { HubError } from '../domain/hub-error.ts';
import { derivedId } from '../records/derived-id.ts';
import type { Push, PushReceipt } from '../records/pushes.ts';
import type { ItemReceipt, PushMode } from '../records/reception.ts';
import { agencyOf, type RequestContext } from './request-context.ts';
import { RecordOutcome, type RecordReceipt } from './types/receipt.type.ts';

/** A receipt's own id: it says nothing of the record, so it is the same form whether or not a family is known (R18). */
const receiptIdOf = (agency: string, operation: string, key: string): string =>
  derivedId(agency, operation, key);

/** The receipt of one item, as its caller reads it. */
export const receiptNode = (context: RequestContext, receipt: ItemReceipt): RecordReceipt => ({
  id: receipt.recordId === null ? null : context.ids.encode('RECORD', receipt.recordId),
  localId: receipt.localId,
  outcome: RecordOutcome[receipt.outcome],
  problems: [...receipt.problems],
});

/**
 * One item alone is taken or refused: whoever submits it is told at once what is wrong with its form, and nothing of it waits. It
 * speaks of the form that was sent, not of any family.
 */
const pushOne = async (
  context: RequestContext,
  pushed: Omit<Push, 'mode'>,
): Promise<readonly PushReceipt[]> => {
  try {
    return await context.services.pushes.push({ ...pushed, mode: 'ALL_OR_NOTHING' });
  } catch (error) {
    const problem = error instanceof HubError && error.code === 'BATCH_REFUSED' ? error.problems?.[0] : null;
    if (!problem) throw error;
    throw new HubError('BAD_USER_INPUT', { publicMessage: `${problem.column}: ${problem.reason}` });
  }
};

/**
 * The resolver of a contract's `@push` mutation: hands the items to the source's translation. A mutation of one item that
 * answers with an `ObservationReceipt` learns that it was received and nothing else.
 */
export const pushResolver =
  (adapter: string, operation: string): GraphQLFieldResolver<unknown, RequestContext> =>
  async (_root, values: Record<string, unknown>, context) => {
    const caller = agencyOf(context);
    const source = context.services.sourceFor(adapter, caller);
    if (!source)
      throw new HubError('FORBIDDEN', { internal: `${caller.agency} pushes to no source of ${adapter}` });
    const { mode, ...named } = values;
    const [given] = Object.values(named);
    const items = Array.isArray(given) ? given : [given];
    const key = context.idempotencyKey;
    const pushed = { caller, source, operation, key, items };
    const receipts = Array.isArray(given)
      ? await context.services.pushes.push({ ...pushed, mode: mode as PushMode })
      : await pushOne(context, pushed);
    if (Array.isArray(given)) return receipts.map((receipt) => receiptNode(context, receipt));
    const receiptId = receiptIdOf(caller.agency, operation, key ?? '');
    return {
      id: context.ids.encode('RECEIPT', receiptId),
      state: 'RECEIVED',
      receivedAt: new Date(receipts[0]?.receivedAt ?? 0),
    };
  };
