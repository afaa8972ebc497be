import {
  type DocumentNode,
  GraphQLError,
  getOperationAST,
  NoSchemaIntrospectionCustomRule,
  OperationTypeNode,
  parse,
  specifiedRules,
  validate,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import { documentHash } from '../access/registered-documents.ts';
import type { Caller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import { graphqlErrorOf } from '../graph/answer-error.ts';
import { documentLimits } from '../policy/document-budget.ts';
import { formatError } from './apollo.ts';
import type { Hub } from './compose.ts';
import type { DocumentJudge } from './document-gate.ts';
import { textOrNone } from './request-head.ts';
import type { Subscribed } from './streams.ts';

/** A request of GraphQL over HTTP, or the payload of a WebSocket's `subscribe`: as a client wrote it. */
export interface SubscriptionRequest {
  readonly query?: unknown;
  readonly documentId?: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
  readonly extensions?: unknown;
}

/** What of a subscription its document says; or why it may not run. */
export type ReadSubscription = (
  request: SubscriptionRequest,
  caller: Caller,
) =>
  | Pick<Subscribed, 'document' | 'documentHash' | 'operationName' | 'variables' | 'root'>
  | readonly GraphQLError[];

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const objectOrNone = (value: unknown): Record<string, unknown> | undefined => {
  if (value === undefined || value === null) return undefined;
  if (isObject(value)) return value;
  throw new HubError('BAD_REQUEST');
};

/**
 * Reads subscriptions as Apollo reads queries: registered where only registered ones run, within the same limits, validated by
 * the same rules, and told of by the same words (THREATS.md S14). Only a subscription is one.
 */
export const createSubscriptionReader = (
  hub: Hub,
  options: {
    readonly introspection: boolean;
    readonly judge: DocumentJudge;
    readonly logFault: (error: unknown) => string;
  },
): ReadSubscription => {
  const { schema } = hub.graph;
  const rules = options.introspection ? specifiedRules : [...specifiedRules, NoSchemaIntrospectionCustomRule];
  const validated = new LRUCache<string, { document: DocumentNode } | { errors: readonly GraphQLError[] }>({
    max: 1000,
  });
  const shown = (error: GraphQLError, code: string): GraphQLError => {
    const { message, extensions } = formatError(
      { message: error.message, extensions: { code } },
      options.logFault,
      error,
    );
    return new GraphQLError(message, { ...(extensions ? { extensions } : {}) });
  };

  const documentOf = (text: string, hash: string): DocumentNode | readonly GraphQLError[] => {
    const known = validated.get(hash);
    if (known) return 'document' in known ? known.document : known.errors;
    const read = (): { document: DocumentNode } | { errors: readonly GraphQLError[] } => {
      try {
        const document = parse(text, { maxTokens: documentLimits.tokens });
        const errors = validate(schema, document, rules).map((error) =>
          shown(error, 'GRAPHQL_VALIDATION_FAILED'),
        );
        return errors.length > 0 ? { errors } : { document };
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error;
        return { errors: [shown(error, 'GRAPHQL_PARSE_FAILED')] };
      }
    };
    const made = read();
    validated.set(hash, made);
    return 'document' in made ? made.document : made.errors;
  };

  const read: ReadSubscription = (request, caller) => {
    const extensions = objectOrNone(request.extensions);
    const asked = {
      query: textOrNone(request.query) ?? undefined,
      variables: objectOrNone(request.variables),
      ...(extensions ? { extensions } : {}),
    };
    const operationName = textOrNone(request.operationName);
    const refused = options.judge(asked as never, {
      caller,
      documentId: textOrNone(request.documentId),
      judged: null,
    });
    if (refused) throw refused;
    if (asked.query === undefined) throw new HubError('BAD_REQUEST');
    const hash = documentHash(asked.query);
    const document = documentOf(asked.query, hash);
    if (!('kind' in document)) return document;
    const operation = getOperationAST(document, operationName);
    const [field] = operation?.selectionSet.selections ?? [];
    if (operation?.operation !== OperationTypeNode.SUBSCRIPTION || field?.kind !== 'Field')
      throw new HubError('OPERATION_RESOLUTION_FAILURE');
    return {
      document,
      documentHash: hash,
      operationName,
      variables: asked.variables ?? {},
      root: field.name.value,
    };
  };

  return (request, caller) => {
    try {
      return read(request, caller);
    } catch (error) {
      if (error instanceof HubError) return [graphqlErrorOf(error)];
      throw error;
    }
  };
};
