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
    read: () => {
      readonly questions: readonly AccessQuestion[];
      readonly semantic: EvaluationsSemantic | null;
    },
  ) => {
    // The token first: who is nobody learns nothing of what it sent.
    const caller = await hub.verifier.verify(request.headers.authorization, provenBy(request));
    return await hub.accessEvaluations.evaluate({
      caller,
      requestId: request.id,
      hash: createHash('sha256').update(JSON.stringify(request.body)).digest('hex'),
      ...read(),
    });
  };

  await server.register(async (scope) => {
    // The specification asks for the client's own id where it sent one; the log holds the hub's.
    scope.addHook('onRequest', async (request, reply) => {
      const sent = request.headers['x-request-id'];
      if (typeof sent === 'string' && plainId.test(sent)) reply.header('x-request-id', sent);
    });
    scope.setErrorHandler(async (error, _request, reply) => {
      const isBody = (error as { statusCode?: number }).statusCode === 400 && !(error instanceof HubError);
      const publicMessage = 'The request does not fit the Authorization API 1.0.';
      await answerError(reply, isBody ? new HubError('BAD_USER_INPUT', { publicMessage }) : error);
    });
    scope.post(evaluationPath, { bodyLimit: mostBodyBytes }, async (request) => {
      const [answer] = await evaluate(request, () => ({
        questions: [readEvaluation(request.body)],
        semantic: null,
      }));
      return answer;
    });
    scope.post(evaluationsPath, { bodyLimit: mostBodyBytes }, async (request) => {
      const read = (): ReturnType<typeof readEvaluations> => readEvaluations(request.body);
      const answers = await evaluate(request, read);
      return read().semantic === null ? answers[0] : { evaluations: answers };
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
