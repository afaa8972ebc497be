import {
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  OperationTypeNode,
} from 'graphql';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Caller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import { refusedInputs } from '../policy/input-positions.ts';
import { countLookedUp } from '../policy/looked-up.ts';
import { costLimits } from '../policy/operation-cost.ts';
import { type OperationPlan, planOperation } from '../policy/operation-plan.ts';
import type { ObjectBudget } from '../records/object-budget.ts';
import { answerError, graphqlErrorOf } from './answer-error.ts';
import { faultOfArguments } from './check-arguments.ts';
import { createDenials, type Denials, type DenialsInput } from './denials.ts';
import type { OperationRequest, Standing } from './operation-request.ts';
import { rootsOfPeople } from './roots-of-people.ts';

/** What admitting stands on. */
export interface AdmissionInput extends DenialsInput {
  readonly audit: AuditLog;
  readonly standingOf: (caller: Caller) => Standing | null;
  /** Throws RATE_LIMITED where the agency's hour is used up. */
  readonly takeObjects: ObjectBudget;
  /** Root fields that every registered purpose may run; all others, only a registration that lists them. */
  readonly openRootFields: ReadonlySet<string>;
  readonly planCache: {
    get: (key: string) => OperationPlan | undefined;
    set: (key: string, plan: OperationPlan) => void;
  };
  /** Makes sure that the policy is known as it is now, and as the core has it that judged the whole. @throws HubError STORAGE_UNAVAILABLE */
  readonly freshPolicy: (known: string | null) => Promise<unknown>;
}

export type Executed = ExecutionResult & { readonly data?: Record<string, unknown> | null };

/** An operation that may run: decided from document and caller, before any data is read. */
export interface Admitted {
  readonly standing: Standing;
  readonly plan: OperationPlan;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface Admission extends Denials {
  /** Null in `refused` where it may run. @throws HubError RATE_LIMITED, AUDIT_UNAVAILABLE or STORAGE_UNAVAILABLE */
  readonly admit: (request: OperationRequest) => Promise<Admitted | { readonly refused: Executed }>;
  /** The answer to whatever was thrown on the way; that the hour is used up is in the log before. */
  readonly answerTo: (request: OperationRequest, error: unknown) => Promise<Executed>;
}

/** Answers that are errors of the request as a whole: no `data` at all. */
const refusal = (error: HubError): Executed => ({ errors: [graphqlErrorOf(error)] });

/** INVARIANT: graphql-js's own text echoes the value, so only the variable's name and place are kept. */
const variableError = (error: GraphQLError): GraphQLError => {
  const name = /^Variable "(\$\w+)"/.exec(error.message)?.[1];
  return new GraphQLError(
    name ? `The variable ${name} does not fit its type.` : 'A variable does not fit its type.',
    {
      ...(error.nodes ? { nodes: error.nodes } : {}),
      extensions: { code: 'BAD_USER_INPUT' },
    },
  );
};

/**
 * Decides whether an operation may run at all. A part of an operation that the core has judged as a whole is decided in the same
 * way, but for what was decided of the whole: its registration, its size, and whom it names.
 */
export const createAdmission = (input: AdmissionInput): Admission => {
  const { graph, audit } = input;
  const denials = createDenials(input);
  const ofPeople = rootsOfPeople(graph.schema, graph.catalogue);

  const planFor = (request: OperationRequest, standing: Standing): OperationPlan | null => {
    const key = JSON.stringify([request.documentHash, request.operationName, standing.key]);
    const known = input.planCache.get(key);
    if (known) return known;
    const plan = planOperation(
      graph.schema,
      request.document,
      request.operationName,
      graph.catalogue,
      standing.ruleset,
    );
    if (plan) input.planCache.set(key, plan);
    return plan;
  };

  const deny = async (
    request: OperationRequest,
    error: HubError,
    standing: Standing | null,
    asked: readonly string[],
  ): Promise<Executed> => {
    await audit.append([denials.denied(request, error.code, standing, asked)]);
    if (error.internal) input.log.fault(error.code, error);
    return refusal(error);
  };

  const admit: Admission['admit'] = async (request) => {
    await input.freshPolicy(request.judged?.policyVersion ?? null);
    // Before anything is logged: a name that the document does not have is any text of the caller's.
    if (!getOperationAST(request.document, request.operationName))
      return { refused: refusal(new HubError('OPERATION_RESOLUTION_FAILURE')) };
    const standing = input.standingOf(request.caller);
    if (!standing) return { refused: await deny(request, new HubError('FORBIDDEN'), null, []) };
    const plan = planFor(request, standing);
    if (!plan) return { refused: refusal(new HubError('OPERATION_RESOLUTION_FAILURE')) };
    // A subscription runs for events alone, and nothing else runs for an event (THREATS.md S14).
    const isSubscription = plan.operation.operation === OperationTypeNode.SUBSCRIPTION;
    if (isSubscription !== (request.event !== null))
      return { refused: refusal(new HubError('OPERATION_RESOLUTION_FAILURE')) };
    const isWhole = request.judged === null;
    const isOpen = (field: string): boolean =>
      input.openRootFields.has(field) ||
      standing.registration.operations.has(field) ||
      // A router asks for entities on behalf of an operation that was registered itself.
      (!isWhole && field === '_entities');
    const closed = plan.rootFields.filter(
      (field) => !isOpen(field) || (!standing.granted && ofPeople.has(field)),
    );
    if (closed.length > 0)
      return { refused: await deny(request, new HubError('FORBIDDEN'), standing, plan.asked) };

    const coerced = getVariableValues(graph.schema, plan.operation.variableDefinitions ?? [], {
      ...request.variables,
    });
    if (coerced.errors) return { refused: { errors: coerced.errors.map(variableError) } };
    const variables = coerced.coerced;
    const fault = faultOfArguments(plan, variables, isWhole);
    if (fault) return { refused: refusal(new HubError(fault)) };
    if (isWhole && plan.cost(variables) > costLimits.objects)
      return { refused: refusal(new HubError('QUERY_TOO_COMPLEX')) };
    if (standing.ruleset) {
      const refused = refusedInputs(plan, variables, graph.catalogue, standing.ruleset);
      if (refused.length > 0)
        return { refused: await deny(request, new HubError('FIELD_NOT_IN_PURPOSE'), standing, refused) };
    }

    // Before anything is read or changed: who asks for somebody pays for it, found or not.
    if (isWhole) await input.takeObjects(request.caller, countLookedUp(plan, variables, graph.catalogue));
    return { standing, plan, variables };
  };

  const failed = (error: unknown): Executed => ({
    errors: [answerError(error, undefined, input.log, input.createReference)],
  });

  return {
    ...denials,
    admit,
    answerTo: async (request, error) => {
      if (!(error instanceof HubError) || error.code !== 'RATE_LIMITED') return failed(error);
      return await deny(request, error, null, []).catch(failed);
    },
  };
};
