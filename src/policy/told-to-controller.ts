import type { StepReason } from '../domain/step-reason.ts';
import {
  type ExplainedStep,
  type ExplainedWay,
  type FieldExplanation,
  stepVerdict,
} from './explain-field.ts';

/** What depends on those whom a record is about: facts of the recipient, of other registers and of the whole household. */
const aboutSubjects: ReadonlySet<StepReason | null> = new Set<StepReason>([
  'NO_RELATIONSHIP',
  'RELATIONSHIP_OF_OTHER_KIND',
  'RELATIONSHIP_NOT_CONFIRMED',
  'PERSON_PROHIBITED',
  'RESTRICTED',
  'LINK_CONTESTED',
  'OBJECTED',
  'CONSENT_MISSING',
]);

const toldWay = (way: ExplainedWay): ExplainedWay => {
  if (aboutSubjects.has(way.reason)) return { ...way, outcome: 'FAILED', reason: 'NOT_OPEN_FOR_THIS_PERSON' };
  // Where somebody has forbidden it a way out of its area counts as not reached: that, too, would tell.
  return way.reason === 'OUTSIDE_AGREEMENT_AREA' ? { ...way, outcome: 'FAILED' } : way;
};

/** A step that a person's word closed before any of its agreements could be tried: they say why none was there to try. */
const closedWithout = (step: ExplainedStep): ExplainedStep =>
  aboutSubjects.has(step.reason) ? { ...step, ...stepVerdict(step.ways) } : step;

/**
 * The explanation of another agency's decision, as the controller's data protection officer may know it: which way opened,
 * because that disclosure is in the controller's own log, and of the others one reason, whatever it was.
 *
 * INVARIANT: of a field that stayed closed it says the same whether the recipient works with the person, whether anybody
 * has forbidden it, and whose consent is missing.
 */
export const toldToController = (explanation: FieldExplanation): FieldExplanation => {
  const toldStep = (step: ExplainedStep): ExplainedStep => {
    // Whether a person's word closed it cannot be told where nothing opened: it may be another's of the household.
    if (step.step === 'PERSON_PROHIBITION' && explanation.opening === null) {
      return step.outcome === 'PASSED' || step.outcome === 'FAILED'
        ? { ...step, outcome: 'DEPENDS', reason: 'DEPENDS_ON_RECORD' }
        : step;
    }
    const ways = step.ways.map(toldWay);
    // A step says what its agreements say, so its own word is made of theirs again.
    const isTold = step.ways.some((way, index) => way !== ways[index]);
    return isTold ? { ...step, ...stepVerdict(ways), ways } : closedWithout(step);
  };
  return { ...explanation, steps: explanation.steps.map(toldStep) };
};
