import { getOperationAST, getVariableValues } from 'graphql';
import type { DenialEntry } from '../audit/audit-entry.ts';
import type { Caller } from '../domain/caller.ts';
import { type OperationPlan, planOperation, withheldOf } from '../policy/operation-plan.ts';
import type { FaultLog } from './answer-error.ts';
import type { Graph } from './assemble-graph.ts';
import { denialOf, type LoggedRequest } from './audit-entries.ts';
import type { OperationRequest, Standing } from './operation-request.ts';

/** What denials stand on. */
export interface DenialsInput {
  readonly graph: Graph;
  /** Whom a refused operation looked for (R16). */
  readonly soughtBy: (
    caller: Caller,
    plan: OperationPlan,
    variables: Readonly<Record<string, unknown>>,
  ) => readonly (readonly string[])[];
  readonly clock: () => Date;
  readonly createReference: () => string;
  readonly log: FaultLog;
}

/** What the log is told of a request, and of one that is refused. */
export interface Denials {
  readonly logged: (request: OperationRequest) => LoggedRequest;
  /** By which policy, and which fields: a refusal is explained afterwards as an answer is. */
  readonly denied: (
    request: OperationRequest,
    code: string,
    standing: Standing | null,
    asked: readonly string[],
  ) => DenialEntry;
}

const longestName = 100;

/** INVARIANT: where one was asked for, a name of the document: letters, digits and underscores alone, and not many. */
const operationNameOf = ({ document, operationName }: OperationRequest): string | null =>
  operationName && (getOperationAST(document, operationName)?.name?.value.slice(0, longestName) ?? null);

/** Writes what the log holds of requests and their refusals; it appends nothing itself. */
export const createDenials = (input: DenialsInput): Denials => {
  const { graph } = input;

  const logged = (request: OperationRequest): LoggedRequest => ({
    caller: request.caller,
    operation: {
      name: request.judged ? request.judged.name : operationNameOf(request),
      hash: request.judged?.hash ?? request.documentHash,
    },
    requestId: request.requestId,
    at: input.clock(),
  });

  /** Of variables of which one does not fit, the others still say who was meant. */
  const coercible = (request: OperationRequest, plan: OperationPlan): Readonly<Record<string, unknown>> =>
    Object.assign(
      {},
      ...(plan.operation.variableDefinitions ?? []).map(
        (definition) => getVariableValues(graph.schema, [definition], { ...request.variables }).coerced ?? {},
      ),
    ) as Readonly<Record<string, unknown>>;

  /** INVARIANT: whatever the arguments are, it does not throw: a refusal is in the log before it is answered (A11). */
  const soughtBy = (request: OperationRequest): readonly (readonly string[])[] => {
    try {
      const { document, operationName } = request;
      const plan = planOperation(graph.schema, document, operationName, graph.catalogue, null);
      return plan ? input.soughtBy(request.caller, plan, coercible(request, plan)) : [];
    } catch (error) {
      input.log.fault(input.createReference(), error);
      return [];
    }
  };

  const denied: Denials['denied'] = (request, code, standing, asked) =>
    denialOf(logged(request), standing?.policyVersion ?? null, {
      code,
      asked,
      withheld: standing?.ruleset ? withheldOf(graph.catalogue, standing.ruleset, asked) : [],
      sought: soughtBy(request),
    });

  return { logged, denied };
};
