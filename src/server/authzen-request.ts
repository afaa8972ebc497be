import { z } from 'zod';
import { HubError } from '../domain/hub-error.ts';
import {
  type AccessQuestion,
  type EvaluationsSemantic,
  evaluationsSemantics,
} from '../graph/access-evaluations.ts';

/** The specification's entities; what it does not name is ignored, as it asks. */
const entity = z.object({ type: z.string(), id: z.string() });
const action = z.object({ name: z.string() });
const context = z.object({
  purpose: z.string().optional(),
  // As many as a token can have.
  roles: z.array(z.string().max(200)).max(20).optional(),
});
const defaults = z.object({
  subject: entity.optional(),
  action: action.optional(),
  resource: entity.optional(),
  context: context.optional(),
});
const evaluations = defaults.extend({
  evaluations: z.array(defaults).optional(),
  options: z.object({ evaluations_semantic: z.enum(evaluationsSemantics).optional() }).optional(),
});

type Parts = z.output<typeof defaults>;

/** So many questions one request may hold. */
const mostQuestions = 100;

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

const read = <Output>(schema: z.ZodType<Output>, body: unknown): Output => {
  const result = schema.safeParse(body);
  // INVARIANT: the parser's own words are not passed on: they can quote what was sent.
  return result.success ? result.data : refuse('The request does not fit the Authorization API 1.0.');
};

const questionOf = ({ subject, action: asked, resource, context: given }: Parts): AccessQuestion =>
  subject && asked && resource
    ? {
        subject,
        action: asked,
        resource,
        context: { purpose: given?.purpose ?? null, roles: given?.roles ?? null },
      }
    : refuse('An evaluation needs a subject, an action and a resource.');

/** Reads an Access Evaluation request. @throws HubError BAD_USER_INPUT */
export const readEvaluation = (body: unknown): AccessQuestion => questionOf(read(defaults, body));

/**
 * Reads an Access Evaluations request: what an evaluation leaves out, the top level says. Without evaluations it is a
 * single one, and its semantic is null.
 *
 * @throws HubError BAD_USER_INPUT
 */
export const readEvaluations = (
  body: unknown,
): { readonly questions: readonly AccessQuestion[]; readonly semantic: EvaluationsSemantic | null } => {
  const { evaluations: items, options, ...shared } = read(evaluations, body);
  if (!items || items.length === 0) return { questions: [questionOf(shared)], semantic: null };
  if (items.length > mostQuestions) refuse(`A request holds ${mostQuestions} evaluations at most.`);
  return {
    questions: items.map((item) => questionOf({ ...shared, ...item })),
    semantic: options?.evaluations_semantic ?? 'execute_all',
  };
};
