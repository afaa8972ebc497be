import {
  type ExecutionResult,
  GraphQLError,
  getOperationAST,
  getVariableValues,
  OperationTypeNode,
} from 'graphql';
import type { DenialEntry } from '../audit/audit-entry.ts';
import type { AuditLog } from '../audit/audit-log.ts';
import type { Caller } from '../domain/caller.ts';
import type { Reached } from '../domain/failpoint.ts';
import { HubError } from '../domain/hub-error.ts';
import { beginPace } from '../domain/pace.ts';
import type { Timer } from '../domain/timer.ts';
import { refusedInputs } from '../policy/input-positions.ts';
import { countLookedUp } from '../policy/looked-up.ts';
import { costLimits } from '../policy/operation-cost.ts';
import { type OperationPlan, planOperation } from '../policy/operation-plan.ts';
import type { DeclaredLimit } from '../records/declared-limit.ts';
import type { ObjectBudget } from '../records/object-budget.ts';
import { answerError, graphqlErrorOf } from './answer-error.ts';
import { disclosuresOf, explanationsOf, lookupsOf, mattersOf, operationOf } from './audit-entries.ts';
import { faultOfArguments } from './check-arguments.ts';
import type { CompiledOperations } from './compiled-operations.ts';
import { createDenials, type DenialsInput } from './denials.ts';
import type { OperationRequest, Standing } from './operation-request.ts';
import type { RequestContext } from './request-context.ts';
import { rootsOfPeople } from './roots-of-people.ts';
import type { SettledResult } from './settled-roots.ts';

/** What executing stands on. */
export interface ExecutionInput extends DenialsInput {
  readonly operations: CompiledOperations;
  readonly audit: AuditLog;
  readonly standingOf: (caller: Caller) => Standing | null;
  readonly createContext: (
    request: OperationRequest,
    standing: Standing,
    plan: OperationPlan,
  ) => RequestContext;
  /** R10's tripwire: throws RATE_LIMITED where an actor read too many people on its own word. */
  readonly checkDeclared: DeclaredLimit;
  /** Throws RATE_LIMITED where the agency's hour is used up. */
  readonly takeObjects: ObjectBudget;
  /** Root fields that every registered purpose may run; all others, only a registration that lists them. */
  readonly openRootFields: ReadonlySet<string>;
  readonly planCache: {
    get: (key: string) => OperationPlan | undefined;
    set: (key: string, plan: OperationPlan) => void;
  };
  /** Makes sure that the policy is known as it is now. @throws HubError STORAGE_UNAVAILABLE */
  readonly freshPolicy: () => Promise<unknown>;
  readonly timer: Timer;
  readonly reached: Reached;
  /** Resolves once what a mutation ended or erased is kept outside the database (R21). @throws HubError STORAGE_UNAVAILABLE */
  readonly keepJournal: () => Promise<void>;
}

type Executed = ExecutionResult & { readonly data?: Record<string, unknown> | null };

/** Answers that are errors of the request as a whole: no `data` at all. */
const refusal = (error: HubError): Executed => ({ errors: [graphqlErrorOf(error)] });

/** Whether nothing came of an event: then there is nothing to tell of. */
const isSilent = ({ event }: OperationRequest, { data, errors, unanswered }: SettledResult): boolean =>
  event !== null &&
  event.kind !== 'OPEN' &&
  (errors ?? []).length + unanswered.length === 0 &&
  Object.values(data ?? {}).every((value) => value === null);

/**
 * Two to three times what a look-up takes on a quiet machine. Whom a register holds and hides takes the store longer than
 * whom none holds, because rows are read and masked: an answer that found nobody keeps pace.
 */
const lookUpMilliseconds = 50;

/**
 * The way through for one operation: plan, inputs, execution, disclosure. The answer waits until the disclosure is durable;
 * no audit, no answer.
 */
export const createExecution = (
  input: ExecutionInput,
): ((request: OperationRequest) => Promise<Executed>) => {
  const { graph, audit } = input;
  const { logged, denied } = createDenials(input);
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
    await audit.append([denied(request, error.code, standing, asked)]);
    if (error.internal) input.log.fault(error.code, error);
    return refusal(error);
  };

  const run = async (request: OperationRequest): Promise<Executed> => {
    const pace = beginPace(input.timer, lookUpMilliseconds);
    await input.freshPolicy();
    // Before anything is logged: a name that the document does not have is any text of the caller's.
    if (!getOperationAST(request.document, request.operationName))
      return refusal(new HubError('OPERATION_RESOLUTION_FAILURE'));
    const standing = input.standingOf(request.caller);
    if (!standing) return await deny(request, new HubError('FORBIDDEN'), null, []);
    const plan = planFor(request, standing);
    if (!plan) return refusal(new HubError('OPERATION_RESOLUTION_FAILURE'));
    // A subscription runs for events alone, and nothing else runs for an event (THREATS.md S14).
    const isSubscription = plan.operation.operation === OperationTypeNode.SUBSCRIPTION;
    if (isSubscription !== (request.event !== null))
      return refusal(new HubError('OPERATION_RESOLUTION_FAILURE'));
    const closed = plan.rootFields.filter(
      (field) =>
        (!input.openRootFields.has(field) && !standing.registration.operations.has(field)) ||
        (!standing.granted && ofPeople.has(field)),
    );
    if (closed.length > 0) return await deny(request, new HubError('FORBIDDEN'), standing, plan.asked);

    const coerced = getVariableValues(graph.schema, plan.operation.variableDefinitions ?? [], {
      ...request.variables,
    });
    if (coerced.errors) return { errors: coerced.errors.map(variableError) };
    const fault = faultOfArguments(plan, coerced.coerced);
    if (fault) return refusal(new HubError(fault));
    if (plan.cost(coerced.coerced) > costLimits.objects) return refusal(new HubError('QUERY_TOO_COMPLEX'));
    if (standing.ruleset) {
      const refused = refusedInputs(plan, coerced.coerced, graph.catalogue, standing.ruleset);
      if (refused.length > 0)
        return await deny(request, new HubError('FIELD_NOT_IN_PURPOSE'), standing, refused);
    }

    // Before anything is read or changed: who asks for somebody pays for it, found or not.
    await input.takeObjects(request.caller, countLookedUp(plan, coerced.coerced, graph.catalogue));
    const context = input.createContext(request, standing, plan);
    const result = await input.operations.run(
      {
        hash: request.documentHash,
        document: request.document,
        name: request.operationName,
        variables: request.variables,
        coerced: coerced.coerced,
        root: request.event ?? undefined,
      },
      context,
    );
    input.reached('operation run');
    // An event that its subscriber may not know of is nothing, in the log as well: its time would tell of it (S9).
    if (isSilent(request, result)) return { data: result.data ?? null };
    const ran = operationOf(logged(request), standing.policyVersion, plan, context.explained.requests());
    try {
      await input.takeObjects(request.caller, context.shown.size);
      await input.checkDeclared(request.caller, context.disclosures.all());
    } catch (error) {
      // Nothing is given; but what a mutation did stays done, and the log says that it ran.
      if (plan.operation.operation === OperationTypeNode.MUTATION) await audit.append([ran]);
      throw error;
    }
    const { answer, denials } = answerTo(request, standing, plan, result);
    await audit.append([
      ran,
      // Where no data leaves the hub, nobody was read.
      ...(answer.data
        ? disclosuresOf(logged(request), standing.policyVersion, context.disclosures, context.aggregates)
        : []),
      ...lookupsOf(logged(request), context.lookups.all()),
      ...mattersOf(logged(request), context.matterActs),
      ...explanationsOf(logged(request), standing.policyVersion, context.explained),
      ...denials,
    ]);
    input.reached('log written');
    if (plan.operation.operation === OperationTypeNode.MUTATION) await input.keepJournal();
    input.reached('journal kept');
    if (context.lookups.all().length > 0) await pace.even();
    return answer;
  };

  const answerTo = (
    request: OperationRequest,
    standing: Standing,
    plan: OperationPlan,
    { data: given = null, errors: shown = [], unanswered }: SettledResult,
  ): { readonly answer: Executed; readonly denials: readonly DenialEntry[] } => {
    const told = (error: GraphQLError): GraphQLError =>
      answerError(error, error.path, input.log, input.createReference);
    const errors = shown.map(told);
    // INVARIANT: a refusal is in the log whatever else the operation asked for, and whether or not the answer tells of it (A11).
    const codes = [...errors, ...unanswered.map(told)].map(({ extensions }) => extensions['code']);
    const failed = codes.includes('INTERNAL') || codes.includes('STORAGE_UNAVAILABLE');
    return {
      denials: (['FORBIDDEN', 'RATE_LIMITED'] as const)
        .filter((code) => codes.includes(code))
        .map((code) => denied(request, code, standing, plan.asked)),
      answer: {
        data: failed ? null : ((given ?? null) as Record<string, unknown> | null),
        ...(errors.length > 0 ? { errors } : {}),
        ...(plan.withheld.length > 0 ? { extensions: { withheld: plan.withheld } } : {}),
      },
    };
  };

  const failed = (error: unknown): Executed => ({
    errors: [answerError(error, undefined, input.log, input.createReference)],
  });

  return async (request) => {
    try {
      return await run(request);
    } catch (error) {
      if (!(error instanceof HubError) || error.code !== 'RATE_LIMITED') return failed(error);
      return await deny(request, error, null, []).catch(failed);
    }
  };
};

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
