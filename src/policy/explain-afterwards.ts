import type { StepReason } from '../domain/step-reason.ts';
import {
  type DecisionStep,
  decisionSteps,
  type ExplainedStep,
  type ExplainedWay,
  type FieldExplanation,
  type StepOutcome,
} from './explain-field.ts';

/** What the log says opened a field. */
export interface LoggedOpening {
  readonly step: Extract<DecisionStep, 'OWN' | 'DUTY' | 'TASK' | 'CONSENT'>;
  readonly agreement: { readonly id: string; readonly version: number } | null;
}

const isOpener = (way: ExplainedWay, opening: LoggedOpening): boolean =>
  way.agreement.id === opening.agreement?.id && way.agreement.version === opening.agreement.version;

const couldOpen = (outcome: StepOutcome): boolean => outcome === 'PASSED' || outcome === 'DEPENDS';

const because = <Explained extends { readonly outcome: StepOutcome; readonly reason: StepReason | null }>(
  explained: Explained,
  outcome: StepOutcome,
  reason: StepReason | null,
): Explained => ({ ...explained, outcome, reason });

/** What could have opened and stands before what did was tried in vain; what stands after it was not reached. */
const beside = <Explained extends Pick<ExplainedStep, 'outcome' | 'reason'>>(
  explained: Explained,
  isBefore: boolean,
): Explained => {
  if (!couldOpen(explained.outcome)) return explained;
  return isBefore
    ? because(explained, 'FAILED', 'ANOTHER_HELD')
    : because(explained, 'SKIPPED', 'DECIDED_BEFORE');
};

const openingStep = (step: ExplainedStep, opening: LoggedOpening): ExplainedStep => {
  const position = step.ways.findIndex((way) => isOpener(way, opening));
  const ways = step.ways.map((way, index) =>
    index === position ? because(way, 'PASSED', null) : beside(way, index < position),
  );
  return { ...because(step, 'PASSED', null), ways };
};

const closing: readonly DecisionStep[] = ['COMPARTMENT', 'CONFLICT_OF_INTEREST', 'AGREEMENT_PROHIBITION'];

/**
 * The steps of a decision that was taken, from the same field explained in advance under the rules of that time, and from
 * what the log says opened it: no person's facts of then are needed, and none are told.
 *
 * @returns null where these rules could not have opened the field so: then they are not the rules of that time.
 */
export const explainAfterwards = (
  planned: FieldExplanation,
  opening: LoggedOpening,
): readonly ExplainedStep[] | null => {
  const opened = planned.steps.find((each) => each.step === opening.step);
  const opener = opening.agreement
    ? opened?.ways.find((way) => isOpener(way, opening))
    : opening.step === 'OWN'
      ? opened
      : undefined;
  if (!opener || !couldOpen(opener.outcome)) return null;
  const position = decisionSteps.indexOf(opening.step);
  return planned.steps.map((step, index): ExplainedStep => {
    if (index === position) return openingStep(step, opening);
    const isBefore = index < position;
    if (closing.includes(step.step)) return because(step, 'PASSED', null);
    if (step.step === 'PERSON_PROHIBITION' && isBefore) {
      return step.outcome === 'DEPENDS' ? because(step, 'PASSED', null) : step;
    }
    if (step.step === 'REFUSED') return because(step, 'SKIPPED', 'DECIDED_BEFORE');
    return { ...beside(step, isBefore), ways: step.ways.map((way) => beside(way, isBefore)) };
  });
};
