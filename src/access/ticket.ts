import { createHash, createHmac, hkdfSync, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';

/**
 * What the core says of an operation that it has judged as a whole, to the parts of the graph that run it. It opens nothing:
 * whoever brings one is verified, planned, masked and logged as without it. It says what was done already and must not be done
 * twice: the proof was taken, whom the operation names was counted, and under which request and operation the log has it.
 */
export interface Ticket {
  /** The answer's `x-request-id`. */
  readonly requestId: string;
  /** The client's own operation: its name, and the SHA-256 of its text. */
  readonly operation: { readonly name: string | null; readonly hash: string };
  /** The version of the policy that it was judged by: a part that knows another one reads it anew first. */
  readonly policyVersion: string;
  /** The method of the client's request, which its proof names. */
  readonly method: string;
  /** The id of the proof of possession that was taken, or null. */
  readonly proof: string | null;
}

export interface Tickets {
  readonly issue: (ticket: Ticket, authorization: string) => string;
  /** Null where the text is none of the hub's, is too old, or goes with another token. */
  readonly read: (text: string, authorization: string | undefined) => Ticket | null;
}

/** The header that a ticket comes in. */
export const ticketHeader = 'komsiluk-ticket';

/** Longer than a request may take. */
const ticketSeconds = 60;
/** Clocks of two machines differ. */
const aheadSeconds = 10;

const form = z.strictObject({
  requestId: z.uuid(),
  operation: z.strictObject({ name: z.string().nullable(), hash: z.string() }),
  policyVersion: z.string(),
  method: z.string(),
  proof: z.string().nullable(),
  authorization: z.string(),
  issuedAt: z.int(),
});

const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url');

/**
 * Issues and reads tickets.
 *
 * INVARIANT: a ticket goes with one token and for a minute. It is never shown to a client: the core gives it to the gateway alone.
 *
 * @param secret that all parts of the graph have, and the gateway has not.
 */
export const createTickets = (secret: Uint8Array, clock: () => Date): Tickets => {
  const key = Buffer.from(hkdfSync('sha256', secret, '', 'komsiluk ticket', 32));
  const nowSeconds = (): number => Math.floor(clock().getTime() / 1000);
  const macOf = (body: string): Buffer => createHmac('sha256', key).update(body).digest();

  return {
    issue: (ticket, authorization) => {
      const content = { ...ticket, authorization: digestOf(authorization), issuedAt: nowSeconds() };
      const body = Buffer.from(JSON.stringify(content)).toString('base64url');
      return `${body}.${macOf(body).toString('base64url')}`;
    },
    read: (text, authorization) => {
      const [body = '', mac = '', ...more] = text.split('.');
      const given = Buffer.from(mac, 'base64url');
      const expected = macOf(body);
      if (more.length > 0 || given.length !== expected.length || !timingSafeEqual(given, expected))
        return null;
      const { data } = form.safeParse(JSON.parse(Buffer.from(body, 'base64url').toString('utf8')));
      if (!data || authorization === undefined || data.authorization !== digestOf(authorization)) return null;
      const age = nowSeconds() - data.issuedAt;
      if (age > ticketSeconds || age < -aheadSeconds) return null;
      const { requestId, operation, policyVersion, method, proof } = data;
      return { requestId, operation, policyVersion, method, proof };
    },
  };
};
