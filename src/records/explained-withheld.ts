import type { OperationEntry } from '../audit/audit-entry.ts';
import { createCoordinateExplainer } from '../policy/explain-coordinates.ts';
import type { ExplanationInput, FieldExplanation } from '../policy/explain-field.ts';
import { refusalOf } from '../policy/operation-plan.ts';

/** A field that document and caller alone refused. */
export interface ExplainedWithheld {
  readonly coordinate: string;
  readonly reason: string;
  /** Every controller's steps by the rules of then; null where they are not known. */
  readonly controllers: readonly FieldExplanation[] | null;
}

/**
 * Says of each field that was refused by which steps, as a plan would have said it then.
 *
 * INVARIANT: it stands on the document, the caller's purpose and roles and the agreements alone, as the refusal did. A field
 * that a subject closed is not among what was withheld, so nothing here says whether anything is held of anybody. Where the
 * rules would not have refused for the reason that the log holds, they are not the ones it was refused by: nothing is guessed.
 */
export const explainWithheld = (
  rules: ExplanationInput | null,
  withheld: OperationEntry['withheld'],
): readonly ExplainedWithheld[] => {
  if (!rules) return withheld.map((each) => ({ ...each, controllers: null }));
  const explained = createCoordinateExplainer(rules);
  return withheld.map(({ coordinate, reason }) => ({
    coordinate,
    reason,
    controllers:
      refusalOf(rules.catalogue, rules.ruleset, coordinate) === reason ? explained(coordinate) : null,
  }));
};
