import type { ApolloServerPlugin, GraphQLRequest } from '@apollo/server';
import { LRUCache } from 'lru-cache';
import { documentHash, type RegisteredDocuments } from '../access/registered-documents.ts';
import type { Caller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import { graphqlErrorOf } from '../graph/answer-error.ts';
import type { JudgedOperation } from '../graph/operation-request.ts';
import { type DocumentVerdict, judgeDocument, judgeVariables } from '../policy/document-budget.ts';
import { textOrNone } from './request-head.ts';

/** What the gate needs of a request's head. */
export interface GatedContext {
  readonly caller: Caller;
  /** As the request names it, or null: `documentId` of the persisted documents of GraphQL over HTTP. */
  readonly documentId: string | null;
  /** The client's own operation, where the core has judged it as a whole and this is a part of it, written by a router. */
  readonly judged: JudgedOperation | null;
}

export interface DocumentGateOptions {
  readonly documents: RegisteredDocuments | null;
  /** Told which limit was exceeded, for the operator: the caller is not told. */
  readonly onRefused: (refused: {
    readonly caller: Caller;
    readonly hash: string;
    readonly reason: string;
  }) => void;
}

const keptVerdicts = 2000;

/** What stands in for a refused document: Apollo must parse and validate something before it can be told of a refusal. */
const standIn = '{ __typename }';

const idPrefix = 'sha256:';

/** INVARIANT: a hash goes to the log, and nothing else that a caller wrote in its place. */
const loggable = (name: string | undefined): string =>
  /^[0-9a-f]{64}$/.test(name ?? '') ? (name ?? '') : '';

/** Every hash by which the request names its document. @throws HubError BAD_REQUEST where one is no text */
const namesOf = (request: GraphQLRequest, documentId: string | null): readonly string[] => {
  const persisted = request.extensions?.['persistedQuery'] as { sha256Hash?: unknown } | null | undefined;
  const hash = textOrNone(persisted?.sha256Hash);
  const written = documentId?.startsWith(idPrefix) ? documentId.slice(idPrefix.length) : documentId;
  return [
    ...(request.query ? [documentHash(request.query)] : []),
    ...[hash, written].filter((name) => typeof name === 'string'),
  ];
};

/** Why a request's document may not run, or null; a registered one is put in its place by its text. */
export type DocumentJudge = (request: GraphQLRequest, context: GatedContext) => HubError | null;

/**
 * Judges a document after its token and before Apollo parses and validates it, on GET and POST alike: first whether it is
 * registered, where only registered ones run, then its shape and its variables'. Verdicts are remembered by the document's hash.
 */
export const createDocumentJudge = (options: DocumentGateOptions): DocumentJudge => {
  const verdicts = new LRUCache<string, DocumentVerdict>({ max: keptVerdicts });

  const judge = (text: string): DocumentVerdict => {
    const hash = documentHash(text);
    const known = verdicts.get(hash) ?? judgeDocument(text);
    verdicts.set(hash, known);
    return known;
  };

  /** The registered document that every name of the request agrees on, or null. */
  const registered = (documents: RegisteredDocuments, caller: Caller, names: readonly string[]) => {
    const [name] = names;
    if (name === undefined || names.some((each) => each !== name)) return null;
    return documents.find(name, caller.kind === 'AGENCY' ? caller.agency : null);
  };

  return (request, { caller, documentId, judged }) => {
    if (judged) return null;
    let names: readonly string[];
    try {
      names = namesOf(request, documentId);
    } catch (error) {
      if (error instanceof HubError) return error;
      throw error;
    }
    const hash = loggable(names[0]);
    if (options.documents && names.length > 0) {
      const text = registered(options.documents, caller, names);
      if (text === null) {
        options.onRefused({ caller, hash, reason: 'not registered' });
        return new HubError('OPERATION_NOT_REGISTERED');
      }
      // From here on it is a request with that text: nothing is kept under a hash, and nothing else is looked up by one.
      request.query = text;
      delete request.extensions;
    }
    const { exceeded } = request.query ? judge(request.query) : { exceeded: null };
    const reason = exceeded ?? judgeVariables(request.variables).exceeded;
    if (!reason) return null;
    options.onRefused({ caller, hash, reason });
    return new HubError('QUERY_TOO_COMPLEX');
  };
};

/** The judge in front of Apollo. */
export const createDocumentGate = <Context extends GatedContext>(
  judge: DocumentJudge,
): ApolloServerPlugin<Context> =>
  ({
    requestDidStart: async ({ request, contextValue }) => {
      const refusal = judge(request, contextValue);
      if (!refusal) return undefined;
      request.query = standIn;
      delete request.extensions;
      delete request.variables;
      delete request.operationName;
      return {
        didResolveOperation: async () => {
          throw graphqlErrorOf(refusal);
        },
      };
    },
  }) as ApolloServerPlugin<Context>;
