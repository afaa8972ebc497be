import type { Agent } from 'node:http';
import { text } from 'node:stream/consumers';
import { ticketHeader } from '../../access/ticket.ts';
import type { Withheld } from '../../policy/operation-plan.ts';
import { gatewayHeader, judgementPath } from '../serve-graphql.ts';
import { type Forwarded, forward } from './forward.ts';

export interface AskedOperation {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** An operation that may run, as the core has judged it. */
export interface Judged {
  readonly requestId: string;
  /** What was judged: the text may be that of a registered operation, which the client need not have sent. */
  readonly asked: AskedOperation;
  readonly withheld: readonly Withheld[];
  /** What each part is sent of the client's head, with the ticket. */
  readonly headers: Readonly<Record<string, string>>;
}

/** The core's own answer, for the client as it is. */
export interface Refused {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** What of the client's head the hub reads of an operation. */
const readByParts: readonly string[] = ['authorization', 'dpop', 'idempotency-key'];

const longestMilliseconds = 30_000;

const headOf = (rawHeaders: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(
    rawHeaders.flatMap((name, index) => {
      const [lower, value] = [name.toLowerCase(), rawHeaders[index + 1]];
      return index % 2 === 0 && readByParts.includes(lower) && value !== undefined ? [[lower, value]] : [];
    }),
  );

interface JudgementBody {
  readonly extensions?: {
    readonly ticket?: string;
    readonly asked?: AskedOperation;
    readonly withheld?: readonly Withheld[];
  };
}

/**
 * Asks the core whether an operation may run at all, with everything that the client has sent: so that what is refused is refused
 * in the words and in the order of a hub in one piece, and before any part reads a row (docs/decisions/0058).
 *
 * @throws where the core does not answer.
 */
export const judgeRequest = async (
  { core, gatewayKey, agent }: { readonly core: string; readonly gatewayKey: string; readonly agent: Agent },
  request: Forwarded,
): Promise<Judged | Refused> => {
  const search = request.path.includes('?') ? request.path.slice(request.path.indexOf('?')) : '';
  const answer = await forward(
    core,
    { ...request, path: `${judgementPath}${search}` },
    { added: [gatewayHeader, gatewayKey], milliseconds: longestMilliseconds, agent },
  );
  const body = await text(answer);
  const requestId = String(answer.headers['x-request-id'] ?? '');
  if (answer.statusCode === 200) {
    const { extensions } = JSON.parse(body) as JudgementBody;
    if (extensions?.ticket !== undefined && extensions.asked !== undefined)
      return {
        requestId,
        asked: extensions.asked,
        withheld: extensions.withheld ?? [],
        headers: { ...headOf(request.rawHeaders), [ticketHeader]: extensions.ticket },
      };
  }
  const { connection: _, 'keep-alive': __, 'transfer-encoding': ___, ...headers } = answer.headers;
  return { status: answer.statusCode ?? 502, headers: headers as Record<string, string>, body };
};
