import type { GraphQLFieldResolver } from 'graphql';
import { HubError } from '../domain/hub-error.ts';
import { derivedId } from '../records/derived-id.ts';
import type { PushReceipt } from '../records/pushes.ts';
import { agencyOf, type RequestContext } from './request-context.ts';

/** A receipt's own id: it says nothing of the record, so it is the same form whether or not a family is known (R18). */
const receiptIdOf = (agency: string, operation: string, key: string): string =>
  derivedId(agency, operation, key);

const answerOf = (context: RequestContext, receipt: PushReceipt) => ({
  id: receipt.recordId === null ? null : context.ids.encode('RECORD', receipt.recordId),
  localId: receipt.localId,
  outcome: receipt.outcome,
  problems: receipt.problems,
});

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
    const [given] = Object.values(values);
    const items = Array.isArray(given) ? given : [given];
    const key = context.idempotencyKey;
    const receipts = await context.services.pushes.push({ caller, source, operation, key, items });
    if (Array.isArray(given)) return receipts.map((receipt) => answerOf(context, receipt));
    const problem = receipts[0]?.outcome === 'QUARANTINED' ? receipts[0].problems[0] : undefined;
    // Nothing was taken down, so nothing is acknowledged. It speaks of the form that was sent, not of any family.
    if (problem) {
      throw new HubError('BAD_USER_INPUT', { publicMessage: `${problem.column}: ${problem.reason}` });
    }
    const receiptId = receiptIdOf(caller.agency, operation, key ?? '');
    return {
      id: context.ids.encode('RECEIPT', receiptId),
      state: 'RECEIVED',
      receivedAt: new Date(receipts[0]?.receivedAt ?? 0),
    };
  };
