import type { AuditEntry } from '../audit/audit-entry.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import { evaluationRoots } from '../audit/evaluation-roots.ts';
import type { AgencyCaller, Caller } from '../domain/caller.ts';
import { type ErrorCode, errorTable } from '../domain/error-code.ts';
import { HubError } from '../domain/hub-error.ts';
import { refusalReasons } from '../domain/refusal-reason.ts';
import { type AccessNeed, type FieldAccess, needsOf } from '../policy/field-access.ts';
import type { Withheld } from '../policy/operation-plan.ts';
import type { AccessPlans, PlanScope } from './access-plans.ts';
import { denialOf, type LoggedRequest, operationOf } from './audit-entries.ts';

/** One question of the Authorization API 1.0: may this agency read this field? */
export interface AccessQuestion {
  readonly subject: { readonly type: string; readonly id: string };
  readonly action: { readonly name: string };
  readonly resource: { readonly type: string; readonly id: string };
  readonly context: { readonly purpose: string | null; readonly roles: readonly string[] | null };
}

export const evaluationsSemantics = ['execute_all', 'deny_on_first_deny', 'permit_on_first_permit'] as const;
export type EvaluationsSemantic = (typeof evaluationsSemantics)[number];

/** A decision in the specification's own words. */
export interface AccessAnswer {
  readonly decision: boolean;
  readonly context: Readonly<Record<string, unknown>>;
}

/** One request to the Authorization API. */
export interface EvaluationRequest {
  readonly caller: Caller;
  readonly requestId: string;
  /** SHA-256 of the questions as they were read, in hex. */
  readonly hash: string;
  readonly questions: readonly AccessQuestion[];
  /** Null for a single evaluation. */
  readonly semantic: EvaluationsSemantic | null;
}

/** Evaluates access in advance, by the same decision as the graph: no data is read, so nothing is known of anybody. */
export interface AccessEvaluations {
  /**
   * @returns one answer per question, fewer where the semantic ends the list at the first that decides.
   * @throws HubError FORBIDDEN for another subject than the caller's own agency, or a purpose that may not ask.
   */
  readonly evaluate: (request: EvaluationRequest) => Promise<readonly AccessAnswer[]>;
}

export interface AccessEvaluationsInput {
  readonly accessPlans: AccessPlans;
  readonly audit: AuditLog;
  readonly policyVersion: () => string;
  readonly clock: () => Date;
}

const sentences: Readonly<Record<AccessNeed, string>> = {
  AREA: 'It depends on where the record lies.',
  RELATIONSHIP: 'It depends on an open relationship with whom it is about.',
  PERSON_PROHIBITION: 'It depends on whether whom it is about has forbidden it.',
  CONSENT: 'It depends on a consent in force.',
};

/** What no decision in advance can speak of: both hold over every answer of the graph. */
const reservations = ['COMPARTMENT', 'CONFLICT_OF_INTEREST'];

const answerOf = (access: FieldAccess, needs: readonly AccessNeed[]): AccessAnswer => {
  switch (access.state) {
    case 'granted':
      return { decision: true, context: { state: 'GRANTED', subject_to: reservations } };
    case 'residual': {
      const reason = { en: needs.map((need) => sentences[need]).join(' ') };
      // Fail closed: what depends on the record is no permission to read any.
      return {
        decision: false,
        context: {
          id: 'DEPENDS_ON_RECORD',
          state: 'RESIDUAL',
          depends_on: needs,
          reason_admin: reason,
          reason_user: reason,
        },
      };
    }
    case 'refused': {
      const word = access.reason ?? 'FIELD_NOT_IN_PURPOSE';
      const reason = { en: refusalReasons[word] };
      return {
        decision: false,
        context: { id: word, state: 'REFUSED', reason_admin: reason, reason_user: reason },
      };
    }
  }
};

const errorAnswer = (code: ErrorCode, message: string = errorTable[code].message): AccessAnswer => ({
  decision: false,
  context: { error: { status: errorTable[code].status, code, message } },
});

const isOwn = ({ subject }: AccessQuestion, caller: AgencyCaller): boolean =>
  subject.type === 'agency' && subject.id === caller.agency;

const ends = (semantic: EvaluationsSemantic | null, { decision }: AccessAnswer): boolean =>
  (semantic === 'deny_on_first_deny' && !decision) || (semantic === 'permit_on_first_permit' && decision);

export const createAccessEvaluations = (input: AccessEvaluationsInput): AccessEvaluations => {
  const { accessPlans } = input;

  const logged = (request: EvaluationRequest): LoggedRequest => ({
    caller: request.caller,
    operation: { name: null, hash: request.hash },
    requestId: request.requestId,
    at: input.clock(),
  });

  const rootOf = ({ semantic }: EvaluationRequest): string =>
    semantic === null ? evaluationRoots.one : evaluationRoots.several;

  const scopeFor = (caller: AgencyCaller, question: AccessQuestion): PlanScope | HubError => {
    try {
      return accessPlans.scopeOf(caller, question.context);
    } catch (error) {
      if (error instanceof HubError && error.code === 'BAD_USER_INPUT') return error;
      throw error;
    }
  };

  /** Answers within one request: each purpose with its roles is looked up once, and each field under it. */
  const createAnswers = (caller: AgencyCaller, withheld: Withheld[]) => {
    const scopes = new Map<string, PlanScope | HubError>();
    const answers = new Map<string, AccessAnswer>();

    const scopeOf = (question: AccessQuestion, key: string): PlanScope | HubError => {
      const scope = scopes.get(key) ?? scopeFor(caller, question);
      scopes.set(key, scope);
      return scope;
    };

    return (question: AccessQuestion): AccessAnswer => {
      const refusal = refusalOf(caller, question);
      if (refusal) return refusal;
      const { purpose, roles } = question.context;
      const scopeKey = JSON.stringify([purpose, roles]);
      const key = JSON.stringify([scopeKey, question.resource.id]);
      const answer = answers.get(key) ?? answerIn(scopeOf(question, scopeKey), question, withheld);
      answers.set(key, answer);
      return answer;
    };
  };

  const refusalOf = (caller: AgencyCaller, question: AccessQuestion): AccessAnswer | null => {
    if (!isOwn(question, caller)) return errorAnswer('FORBIDDEN', 'The subject is not the caller’s agency.');
    if (question.action.name !== 'read') return errorAnswer('BAD_USER_INPUT', 'The action is not known.');
    if (question.resource.type !== 'field')
      return errorAnswer('BAD_USER_INPUT', 'The type of the resource is not known.');
    return null;
  };

  const answerIn = (
    scope: PlanScope | HubError,
    question: AccessQuestion,
    withheld: Withheld[],
  ): AccessAnswer => {
    if (scope instanceof HubError) return errorAnswer(scope.code, scope.message);
    const access = accessPlans.evaluate(scope, question.resource.id);
    if (!access) return errorAnswer('BAD_USER_INPUT', 'The graph governs no such field.');
    if (access.reason) withheld.push({ coordinate: question.resource.id, reason: access.reason });
    const { catalogue, ruleset } = scope.explanation;
    return answerOf(access, needsOf(catalogue, ruleset, question.resource.id, scope.caller.area));
  };

  /** INVARIANT: who may not ask learns so before any question is looked at. */
  const callerOf = (request: EvaluationRequest): AgencyCaller => {
    const { caller, questions, semantic } = request;
    if (caller.kind !== 'AGENCY') throw new HubError('FORBIDDEN');
    accessPlans.scopeOf(caller, { purpose: null, roles: null });
    if (semantic === null && !questions.every((question) => isOwn(question, caller)))
      throw new HubError('FORBIDDEN', { publicMessage: 'The subject is not the caller’s agency.' });
    return caller;
  };

  const append = async (...entries: readonly AuditEntry[]): Promise<void> =>
    await input.audit.append(entries);

  return {
    evaluate: async (request) => {
      let caller: AgencyCaller;
      try {
        caller = callerOf(request);
      } catch (error) {
        if (error instanceof HubError && error.code === 'FORBIDDEN')
          await append(denialOf(logged(request), input.policyVersion(), { code: error.code }));
        throw error;
      }
      const withheld: Withheld[] = [];
      const answers: AccessAnswer[] = [];
      const answerTo = createAnswers(caller, withheld);
      for (const question of request.questions) {
        const answer = answerTo(question);
        answers.push(answer);
        if (ends(request.semantic, answer)) break;
      }
      const asked = { rootFields: [rootOf(request)], withheld };
      const isForeign = !request.questions.every((question) => isOwn(question, caller));
      await append(
        operationOf(logged(request), input.policyVersion(), asked, []),
        // Whoever asks for another agency leaves a trace, as where it is the only question.
        ...(isForeign ? [denialOf(logged(request), input.policyVersion(), { code: 'FORBIDDEN' })] : []),
      );
      return answers;
    },
  };
};
