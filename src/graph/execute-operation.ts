import { GraphQLError, OperationTypeNode } from 'graphql';
import type { DenialEntry } from '../audit/audit-entry.ts';
import { errorTable } from '../domain/error-code.ts';
import type { Reached } from '../domain/failpoint.ts';
import { beginPace } from '../domain/pace.ts';
import type { Timer } from '../domain/timer.ts';
import type { OperationPlan } from '../policy/operation-plan.ts';
import type { DeclaredLimit } from '../records/declared-limit.ts';
import { type AdmissionInput, type Admitted, createAdmission, type Executed } from './admit-operation.ts';
import { answerError } from './answer-error.ts';
import { disclosuresOf, explanationsOf, lookupsOf, mattersOf, operationOf } from './audit-entries.ts';
import type { CompiledOperations } from './compiled-operations.ts';
import type { OperationRequest, Standing } from './operation-request.ts';
import type { RequestContext } from './request-context.ts';
import type { SettledResult } from './settled-roots.ts';

/** What executing stands on. */
export interface ExecutionInput extends AdmissionInput {
  readonly operations: CompiledOperations;
  readonly createContext: (
    request: OperationRequest,
    standing: Standing,
    plan: OperationPlan,
  ) => RequestContext;
  /** R10's tripwire: throws RATE_LIMITED where an actor read too many people on its own word. */
  readonly checkDeclared: DeclaredLimit;
  readonly timer: Timer;
  readonly reached: Reached;
  /** Resolves once what a mutation ended or erased is kept outside the database (R21). @throws HubError STORAGE_UNAVAILABLE */
  readonly keepJournal: () => Promise<void>;
}

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

/** One for each source, and of none of its fields: whom the operation asks about must not show in it (I9). */
const sourceError = (source: string): GraphQLError =>
  new GraphQLError(errorTable.SOURCE_UNAVAILABLE.message, {
    extensions: { code: 'SOURCE_UNAVAILABLE', source },
  });

/**
 * The way through for one operation: plan, inputs, execution, disclosure. The answer waits until the disclosure is durable;
 * no audit, no answer.
 */
export const createExecution = (
  input: ExecutionInput,
): ((request: OperationRequest) => Promise<Executed>) => {
  const { audit } = input;
  const { admit, answerTo: answerToError, logged, denied } = createAdmission(input);

  const run = async (request: OperationRequest): Promise<Executed> => {
    const pace = beginPace(input.timer, lookUpMilliseconds);
    const admitted = await admit(request);
    if ('refused' in admitted) return admitted.refused;
    const { standing, plan, variables } = admitted;
    const context = input.createContext(request, standing, plan);
    const result = await input.operations.run(
      {
        hash: request.documentHash,
        document: request.document,
        name: request.operationName,
        variables: request.variables,
        coerced: variables,
        root: request.event ?? undefined,
      },
      context,
    );
    input.reached('operation run');
    // An event that its subscriber may not know of is nothing, in the log as well: its time would tell of it (S9).
    if (isSilent(request, result)) return { data: result.data ?? null };
    const explains = context.explained.requests();
    // That an operation ran is said once: of one that was judged as a whole the core has said it.
    const ran =
      request.judged && explains.length === 0
        ? []
        : [operationOf(logged(request), standing.policyVersion, plan, explains)];
    try {
      await input.takeObjects(request.caller, context.shown.size);
      await input.checkDeclared(request.caller, context.disclosures.all());
    } catch (error) {
      // Nothing is given; but what a mutation did stays done, and the log says that it ran.
      if (plan.operation.operation === OperationTypeNode.MUTATION) await audit.append(ran);
      throw error;
    }
    const unavailable = await context.live.settle();
    const { answer, denials } = answerTo(request, admitted, result, unavailable);
    await audit.append([
      ...ran,
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
    if (context.lookups.all().length > 0 || context.live.isAsking) await pace.even();
    return answer;
  };

  const answerTo = (
    request: OperationRequest,
    { standing, plan }: Admitted,
    { data: given = null, errors: shown = [], unanswered }: SettledResult,
    unavailable: readonly string[],
  ): { readonly answer: Executed; readonly denials: readonly DenialEntry[] } => {
    const told = (error: GraphQLError): GraphQLError =>
      answerError(error, error.path, input.log, input.createReference);
    const errors = [...shown.map(told), ...unavailable.map(sourceError)];
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

  return async (request) => {
    try {
      return await run(request);
    } catch (error) {
      return await answerToError(request, error);
    }
  };
};
