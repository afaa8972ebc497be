import type { FastifyRequest } from 'fastify';
import { HubError } from '../domain/hub-error.ts';

/** One range of an Accept header that allows a media type at all: a weight of nothing forbids it. */
const allowed = /^(application\/json|application\/graphql-response\+json|application\/\*|\*\/\*)$/;
const weightless = /^q=0(\.0*)?$/;

/** Whether an answer of GraphQL can be read by whoever sent this Accept header. None accepts everything. */
export const acceptsAnswer = (accept: string | undefined): boolean =>
  accept === undefined ||
  accept.trim() === '' ||
  accept
    .toLowerCase()
    .split(',')
    .some((range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim());
      return allowed.test(type) && !parameters.some((parameter) => weightless.test(parameter));
    });

/**
 * A text that a request may name its document by; null and nothing are none.
 *
 * @throws HubError BAD_REQUEST for anything else. INVARIANT: it is never turned into text, because what it is, the client wrote.
 */
export const textOrNone = (value: unknown): string | null => {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return value;
  throw new HubError('BAD_REQUEST');
};

/** The `documentId` of a request's body or else of its address. @throws HubError BAD_REQUEST where it is no text */
export const documentIdOf = ({ body, query }: Pick<FastifyRequest, 'body' | 'query'>): string | null => {
  for (const place of [body, query]) {
    const id = textOrNone((place as { documentId?: unknown } | null | undefined)?.documentId);
    if (id !== null) return id;
  }
  return null;
};
