import { type ErrorCode, errorTable } from '../../src/domain/error-code.ts';
import type { AnsweredError, Exchange } from './exchange.ts';

/** A request that is refused before any data is read. */
export interface RefusedRequest {
  readonly when: string;
  readonly exchange: Exchange;
  /** Where the client accepts `application/graphql-response+json`. */
  readonly status: number;
  /** Where it accepts plain JSON: 200 for errors of document and variables. */
  readonly plainStatus: number;
  /** Null where the answer has no body. */
  readonly errors: readonly AnsweredError[] | null;
}

export type Place = readonly [line: number, column: number];

/** One error of an answer, with the code's own sentence unless another is given. */
export const errorOf = (code: ErrorCode, message?: string, ...places: readonly Place[]): AnsweredError => ({
  message: message ?? errorTable[code].message,
  ...(places.length > 0 ? { locations: places.map(([line, column]) => ({ line, column })) } : {}),
  extensions: { code },
});
