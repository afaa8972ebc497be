import { createHash } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { ProvenRequest } from '../access/dpop-proof.ts';
import { HubError } from '../domain/hub-error.ts';
import type { AccessQuestion, EvaluationsSemantic } from '../graph/access-evaluations.ts';
import { readEvaluation, readEvaluations } from './authzen-request.ts';
import type { Hub } from './compose.ts';

/** What the routes of the Authorization API stand on. */
export interface AuthzenOptions {
  readonly hub: Hub;
  /** What of a request a proof of possession must speak of. */
  readonly provenBy: (request: FastifyRequest) => ProvenRequest;
  /** Answers an error by its code, as every address does. */
  readonly answerError: (reply: FastifyReply, error: unknown) => Promise<void>;
}

const evaluationPath = '/access/v1/evaluation';
const evaluationsPath = '/access/v1/evaluations';
const mostBodyBytes = 1_048_576;
const hubRequestIdHeader = 'x-hub-request-id';

/** A request id that can stand in a header and in nobody's way. */
const plainId = /^[\x21-\x7e]{1,128}$/;

/**
 * OpenID AuthZEN, Authorization API 1.0: evaluation, evaluations and the metadata that leads to them. Every question is
 * decided by the function that plans the graph's operations.
 */
export const serveAuthzen = async (
  server: FastifyInstance,
  { hub, provenBy, answerError }: AuthzenOptions,
): Promise<void> => {
  const { publicUrl } = hub.configuration;

  const evaluate = async (
    request: FastifyRequest,
    reply: FastifyReply,
    read: (body: unknown) => {
      readonly questions: readonly AccessQuestion[];
      readonly semantic: EvaluationsSemantic | null;
    },
  ) => {
    // The token first: who is nobody learns nothing of what it sent, and has none of it sent back.
    const caller = await hub.verifier.verify(request.headers.authorization, provenBy(request));
    // The specification asks for the client's own id where it sent one; the log holds the hub's.
    const sent = request.headers['x-request-id'];
    if (typeof sent === 'string' && plainId.test(sent)) reply.header('x-request-id', sent);
    const asked = read(request.body);
    // INVARIANT: what is hashed was read: a body can be nothing, or so deep that nobody can write it down.
    const hash = createHash('sha256').update(JSON.stringify(asked)).digest('hex');
    const answers = await hub.accessEvaluations.evaluate({ caller, requestId: request.id, hash, ...asked });
    return { answers, semantic: asked.semantic };
  };

  await server.register(async (scope) => {
    // An explanation is asked for by the hub's id, whatever stands under the other header.
    scope.addHook('onRequest', async (request, reply) => {
      reply.header(hubRequestIdHeader, request.id);
    });
    scope.setErrorHandler(async (error, _request, reply) => {
      const isBody = (error as { statusCode?: number }).statusCode === 400 && !(error instanceof HubError);
      const publicMessage = 'The request does not fit the Authorization API 1.0.';
      await answerError(reply, isBody ? new HubError('BAD_USER_INPUT', { publicMessage }) : error);
    });
    scope.post(evaluationPath, { bodyLimit: mostBodyBytes }, async (request, reply) => {
      const { answers } = await evaluate(request, reply, (body) => ({
        questions: [readEvaluation(body)],
        semantic: null,
      }));
      return answers[0];
    });
    scope.post(evaluationsPath, { bodyLimit: mostBodyBytes }, async (request, reply) => {
      const { answers, semantic } = await evaluate(request, reply, readEvaluations);
      return semantic === null ? answers[0] : { evaluations: answers };
    });
    scope.get('/.well-known/authzen-configuration', async (_request, reply) => {
      reply.header('cache-control', 'max-age=3600');
      // From the configuration: an address that the request names would be the client's word.
      return {
        policy_decision_point: publicUrl,
        access_evaluation_endpoint: `${publicUrl}${evaluationPath}`,
        access_evaluations_endpoint: `${publicUrl}${evaluationsPath}`,
      };
    });
  });
};
