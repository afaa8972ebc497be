import { inputsOf } from './catalogue.ts';
import { type ExplanationInput, explainForControllers, type FieldExplanation } from './explain-field.ts';

/**
 * Explains coordinates of the graph in advance: of each governed field that stands behind one, every controller's steps. A
 * field that stands behind several is explained once. A plan and the explanation of what was withheld are both this.
 */
export const createCoordinateExplainer = (
  input: ExplanationInput,
): ((coordinate: string) => readonly FieldExplanation[]) => {
  const known = new Map<string, readonly FieldExplanation[]>();
  const explained = (governed: string): readonly FieldExplanation[] => {
    const field = input.catalogue.governed.get(governed);
    const explanations = known.get(governed) ?? (field ? explainForControllers(input, field) : []);
    known.set(governed, explanations);
    return explanations;
  };
  return (coordinate) => inputsOf(input.catalogue, coordinate).flatMap(explained);
};
