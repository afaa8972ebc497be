import { type AdmissionInput, createAdmission, type Executed } from './admit-operation.ts';
import { operationOf } from './audit-entries.ts';
import type { OperationRequest } from './operation-request.ts';

/**
 * Judges an operation as a whole that parts of the graph then run (docs/decisions/0058): everything that is decided from document
 * and caller, as for one that runs here, and that it was asked is in the log before any part reads a row.
 *
 * @returns an answer without `data` where it is refused; else no data, and what of it is withheld.
 */
export const createJudgement = (
  input: AdmissionInput,
): ((request: OperationRequest) => Promise<Executed>) => {
  const { admit, answerTo, logged } = createAdmission(input);
  return async (request) => {
    try {
      const admitted = await admit(request);
      if ('refused' in admitted) return admitted.refused;
      const { standing, plan } = admitted;
      await input.audit.append([operationOf(logged(request), standing.policyVersion, plan, [])]);
      return { data: {}, extensions: { withheld: plan.withheld } };
    } catch (error) {
      return await answerTo(request, error);
    }
  };
};
