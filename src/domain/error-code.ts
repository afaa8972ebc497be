/**
 * Every code the hub answers with, once: its HTTP status and its public sentence.
 * The response contract says when each is given; `docs/errors.md` is checked against this table in both directions.
 */
export const errorTable = {
  UNAUTHENTICATED: { status: 401, message: 'The token is missing or not valid here.' },
  FORBIDDEN: { status: 403, message: 'This purpose cannot run this operation.' },
  FIELD_NOT_IN_PURPOSE: { status: 403, message: 'An input names a field outside this purpose.' },
  BAD_USER_INPUT: { status: 400, message: 'The input does not fit the contract.' },
  GRAPHQL_PARSE_FAILED: { status: 400, message: 'The document is not GraphQL.' },
  GRAPHQL_VALIDATION_FAILED: { status: 400, message: 'The document does not fit the schema.' },
  OPERATION_RESOLUTION_FAILURE: { status: 400, message: 'The document has no such operation.' },
  QUERY_TOO_COMPLEX: { status: 400, message: 'The operation asks for too much at once.' },
  OPERATION_NOT_REGISTERED: { status: 400, message: 'This operation is not registered.' },
  BAD_REQUEST: { status: 400, message: 'The request is not a GraphQL request.' },
  CONSENT_REQUIRED: { status: 200, message: 'The person may be asked for consent to this.' },
  IDEMPOTENCY_KEY_REQUIRED: { status: 400, message: 'A push needs an Idempotency-Key header.' },
  IDEMPOTENCY_KEY_IN_FLIGHT: { status: 409, message: 'A push with this key is still being worked on.' },
  IDEMPOTENCY_KEY_MISMATCH: { status: 422, message: 'This key was used for another push.' },
  BATCH_REFUSED: { status: 422, message: 'Not all of the items could be taken over, so none was.' },
  PAYLOAD_TOO_LARGE: { status: 413, message: 'The request body is too large.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'The request body must be JSON.' },
  EXTRACT_NOT_ANONYMOUS: { status: 422, message: 'Too few of the rows look alike, so none is given.' },
  EXTRACT_OVER: { status: 410, message: 'The time of this extract is over.' },
  RATE_LIMITED: { status: 429, message: 'Too many of these in one day.' },
  SOURCE_UNAVAILABLE: { status: 200, message: 'A source of this answer cannot be reached.' },
  OVERLOADED: { status: 503, message: 'The hub has too much to take over at once.' },
  AUDIT_UNAVAILABLE: { status: 503, message: 'The log cannot be written, so nothing is answered.' },
  STORAGE_UNAVAILABLE: { status: 503, message: 'The store cannot be reached.' },
  INTERNAL: { status: 500, message: 'Something failed in the hub.' },
} as const satisfies Readonly<Record<string, { status: number; message: string }>>;

/** One of the codes above; a `switch` over it is checked for completeness by the compiler. */
export type ErrorCode = keyof typeof errorTable;
