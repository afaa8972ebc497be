import type { Withheld } from '../policy/operation-plan.ts';
import { type AdmissionInput, createAdmission, type Executed } from './admit-operation.ts';
import { operationOf } from './audit-entries.ts';
import type { OperationRequest } from './operation-request.ts';

/** What is judged of an operation: its refusal, or what parts that run it must know. */
export type Judgement =
  | { readonly refused: Executed }
  | { readonly withheld: readonly Withheld[]; readonly policyVersion: string };

/**
 * Judges an operation as a whole that parts of the graph then run (docs/decisions/0058): everything that is decided from document
 * and caller, as for one that runs here, and that it was asked is in the log before any part reads a row.
 */
export const createJudgement = (
  input: AdmissionInput,
): ((request: OperationRequest) => Promise<Judgement>) => {
  const { admit, answerTo, logged } = createAdmission(input);
  return async (request) => {
    try {
      const admitted = await admit(request);
      if ('refused' in admitted) return admitted;
      const { standing, plan } = admitted;
      await input.audit.append([operationOf(logged(request), standing.policyVersion, plan, [])]);
      return { withheld: plan.withheld, policyVersion: standing.policyVersion };
    } catch (error) {
      return { refused: await answerTo(request, error) };
    }
  };
};
