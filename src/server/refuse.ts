import type { FastifyReply } from 'fastify';
import { type ErrorCode, errorTable } from '../domain/error-code.ts';
import { HubError } from '../domain/hub-error.ts';

/** On every answer: the request's id, which the log has as well. */
export const requestIdHeader = 'x-request-id';

/** A body larger than this is refused, never cut. */
export const mostBodyBytes = 4_194_304;

const isStatus = (error: unknown, status: number): boolean =>
  typeof error === 'object' && error !== null && (error as { statusCode?: number }).statusCode === status;

/** The code for what was thrown while a request was read or answered. */
export const codeOf = (error: unknown): ErrorCode => {
  if (error instanceof HubError) return error.code;
  if (isStatus(error, 413)) return 'PAYLOAD_TOO_LARGE';
  if (isStatus(error, 415)) return 'UNSUPPORTED_MEDIA_TYPE';
  return isStatus(error, 400) ? 'BAD_REQUEST' : 'INTERNAL';
};

/** Answers a request that no operation answers, in the form of those. */
export const refuse = async (
  reply: FastifyReply,
  code: ErrorCode,
  details: Readonly<Record<string, string>> = {},
  { status, message }: { readonly status?: number; readonly message?: string } = {},
): Promise<void> => {
  await reply
    .code(status ?? errorTable[code].status)
    .type('application/json; charset=utf-8')
    .send({ errors: [{ message: message ?? errorTable[code].message, extensions: { code, ...details } }] });
};
