import type { Agreement } from '../domain/agreement.ts';
import type { PersonsWord, StepReason } from '../domain/step-reason.ts';
import type { GovernedField } from './catalogue.ts';
import type { RecordFacts } from './record-facts.ts';
import { controllersOf, registersOf } from './registers.ts';
import {
  type Alternative,
  foreignnessOf,
  gateOf,
  isUnconditional,
  prohibits,
  type Ruleset,
  type RulesetInput,
  recordRulesKey,
  silenceOf,
  stepOf,
  withholdingOf,
} from './ruleset.ts';
import { type MaskCaller, type Opening, openingOf } from './subject-mask.ts';

/** R2's nine steps in their order. */
export const decisionSteps = [
  'COMPARTMENT',
  'CONFLICT_OF_INTEREST',
  'AGREEMENT_PROHIBITION',
  'OWN',
  'DUTY',
  'PERSON_PROHIBITION',
  'TASK',
  'CONSENT',
  'REFUSED',
] as const;
export type DecisionStep = (typeof decisionSteps)[number];

/**
 * PASSED: a granting step opened the field, or a closing step closed nothing. FAILED: a granting step was tried and did
 * not hold, or a closing step closed the field. SKIPPED: not reached, or nothing there to try. DEPENDS: in advance alone,
 * where the record decides.
 */
export type StepOutcome = 'PASSED' | 'FAILED' | 'SKIPPED' | 'DEPENDS';

/** One agreement at its step. */
export interface ExplainedWay {
  readonly agreement: Agreement;
  readonly outcome: StepOutcome;
  readonly reason: StepReason | null;
}

export interface ExplainedStep {
  readonly step: DecisionStep;
  readonly outcome: StepOutcome;
  readonly reason: StepReason | null;
  readonly ways: readonly ExplainedWay[];
}

/** One field of one controller's records: R2's steps in order and what opened it. */
export interface FieldExplanation {
  readonly coordinate: string;
  readonly controller: string;
  readonly steps: readonly ExplainedStep[];
  /** Null in advance, and where nothing opened. */
  readonly opening: Opening | null;
}

/** What explaining stands on: what the ruleset was built from, and the ruleset itself. */
export interface ExplanationInput extends RulesetInput {
  readonly ruleset: Ruleset;
}

/** One record towards one caller; without it a field is explained in advance. */
export interface ExplainedRecord {
  readonly facts: RecordFacts;
  readonly caller: MaskCaller;
  /** Set where no actor asks: whether one is in a conflict of interest is then open (R15). */
  readonly anyActor?: true;
}

interface Attempt {
  readonly alternative: Alternative | null;
  readonly outcome: Opening | StepReason;
}

type Verdict = Pick<ExplainedStep, 'outcome' | 'reason'>;

const passed: Verdict = { outcome: 'PASSED', reason: null };
const failed = (reason: StepReason): Verdict => ({ outcome: 'FAILED', reason });
const skipped = (reason: StepReason): Verdict => ({ outcome: 'SKIPPED', reason });
const depends: Verdict = { outcome: 'DEPENDS', reason: 'DEPENDS_ON_RECORD' };

/** The verdict of a step by those of its agreements: what opened it, else what was tried, else why nothing was. */
export const stepVerdict = (ways: readonly ExplainedWay[]): Verdict => {
  const decisive =
    ways.find((way) => way.outcome === 'PASSED') ??
    ways.find((way) => way.outcome === 'DEPENDS') ??
    ways.find((way) => way.outcome === 'FAILED') ??
    ways[0];
  return decisive ? { outcome: decisive.outcome, reason: decisive.reason } : skipped('NO_AGREEMENT');
};

const personsWords: ReadonlySet<unknown> = new Set<PersonsWord>([
  'PERSON_PROHIBITED',
  'RESTRICTED',
  'LINK_CONTESTED',
]);

/** Whether an attempt was closed at R2's step 6. An objection is not: it closes public tasks alone, at their own step. */
const isPersonsWord = (outcome: unknown): outcome is PersonsWord => personsWords.has(outcome);

/** What a person's word closes (R2, step 6). */
const conditional = (step: DecisionStep | null): boolean => step === 'TASK' || step === 'CONSENT';

/**
 * Explains one field of one controller's records, R2's steps in order.
 *
 * INVARIANT: the opening is `openingOf`'s of the ruleset's own rule, and each verdict is what that function, or the ones
 * that built the rule, said: an explanation cannot part from the decision.
 */
export const explainField = (
  input: ExplanationInput,
  field: GovernedField,
  controller: string,
  record?: ExplainedRecord,
): FieldExplanation => {
  const rules = input.ruleset.records.get(recordRulesKey(field.kind, controller));
  const bit = rules?.bitOf.get(field.field);
  const rule = bit === undefined ? undefined : rules?.rules[bit];
  const attempts: Attempt[] = [];
  const opening =
    rule && record
      ? openingOf(rule, record.facts, record.caller, (alternative, outcome) =>
          attempts.push({ alternative, outcome }),
        )
      : null;
  const before = attempts.find((each) => each.alternative === null)?.outcome;
  const closedBefore = typeof before === 'string' ? before : null;
  const gate = gateOf(input);
  const between = input.agreements.filter(
    (agreement) => agreement.recipient === input.caller.agency && agreement.controller === controller,
  );
  const forbidding = gate
    ? []
    : between.filter((agreement) => silenceOf(agreement, input) === null && prohibits(agreement, field));
  /** Why no granting step was even tried, or null. */
  const conflict: StepReason | null = record?.facts.conflicted ? 'CONFLICT_OF_INTEREST' : null;
  const barred = gate ?? conflict ?? (forbidding.length > 0 ? 'PROHIBITED' : closedBefore);

  /** What has closed the field before the agreements' prohibitions are looked at. */
  const earlier = gate ?? conflict;

  const forbidden = attempts.map(({ outcome }) => outcome).find(isPersonsWord) ?? null;

  const triedOf = (agreement: Agreement): Attempt | undefined =>
    attempts.find((each) => each.alternative !== null && agreementOf(each.alternative) === agreement);

  const wayOf = (agreement: Agreement): ExplainedWay => {
    const silent = silenceOf(agreement, input) ?? withholdingOf(field, agreement, input);
    if (silent) return { agreement, ...skipped(silent) };
    if (barred) return { agreement, ...skipped(barred) };
    const attempt = triedOf(agreement);
    if (attempt) {
      if (typeof attempt.outcome === 'object') return { agreement, ...passed };
      // Step 6 closed what rests on it before this step was reached.
      return forbidden && conditional(stepOf(agreement))
        ? { agreement, ...skipped(attempt.outcome) }
        : { agreement, ...failed(attempt.outcome) };
    }
    if (record || own().outcome === 'PASSED') return { agreement, ...skipped('DECIDED_BEFORE') };
    const alternative = rule?.alternatives.find((each) => agreementOf(each) === agreement);
    return { agreement, ...(alternative && isUnconditional(alternative) ? passed : depends) };
  };

  const granting = (step: 'DUTY' | 'TASK' | 'CONSENT'): ExplainedStep => {
    const ways = between.filter((agreement) => stepOf(agreement) === step).map(wayOf);
    const closed = barred ?? (forbidden && conditional(step) && ways.length > 0 ? forbidden : null);
    return { step, ...(closed ? skipped(closed) : stepVerdict(ways)), ways };
  };

  const own = (): Verdict => {
    if (barred) return skipped(barred);
    const kind = input.catalogue.kinds.get(field.kind);
    const registers = kind ? registersOf(kind, controller, input.sources) : [];
    const foreign = foreignnessOf(registers, controller, input.caller);
    if (foreign === null) return passed;
    return foreign === 'NOT_OWN_RECORD' ? skipped(foreign) : failed(foreign);
  };

  const personProhibition = (): Verdict => {
    if (barred) return skipped(barred);
    const resting = rule?.alternatives.filter((each) => conditional(each.step)) ?? [];
    if (resting.length === 0) return skipped('NOTHING_RESTS_ON_IT');
    if (!record) return own().outcome === 'PASSED' ? skipped('DECIDED_BEFORE') : depends;
    const outcomes = attempts.flatMap((each) =>
      each.alternative && conditional(each.alternative.step) ? [each.outcome] : [],
    );
    if (forbidden) return failed(forbidden);
    if (outcomes.some((outcome) => outcome !== 'OUTSIDE_AGREEMENT_AREA')) return passed;
    return skipped(outcomes.length > 0 ? 'OUTSIDE_AGREEMENT_AREA' : 'DECIDED_BEFORE');
  };

  const last = (): Verdict => {
    if (barred) return failed(barred);
    if (opening) return skipped('DECIDED_BEFORE');
    if (!rule || record) return failed('NOTHING_OPENED');
    return rule.alternatives.some(isUnconditional) ? skipped('DECIDED_BEFORE') : depends;
  };

  const onRecord = (reason: StepReason): Verdict => {
    if (gate) return skipped(gate);
    // INVARIANT: of a sealed matter no row is ever loaded, so a record that is explained lies in none (R11).
    if (!record) return depends;
    if (conflict === reason) return failed(reason);
    return reason === 'CONFLICT_OF_INTEREST' && record.anyActor
      ? { outcome: 'DEPENDS', reason: 'DEPENDS_ON_ACTOR' }
      : passed;
  };

  const step = (name: DecisionStep, verdict: Verdict): ExplainedStep => ({
    step: name,
    ...verdict,
    ways: [],
  });
  return {
    coordinate: field.coordinate,
    controller,
    opening,
    steps: [
      step('COMPARTMENT', onRecord('DEPENDS_ON_RECORD')),
      step('CONFLICT_OF_INTEREST', onRecord('CONFLICT_OF_INTEREST')),
      {
        step: 'AGREEMENT_PROHIBITION',
        ...(earlier ? skipped(earlier) : forbidding.length > 0 ? failed('PROHIBITED') : passed),
        ways: forbidding.map((agreement) => ({
          agreement,
          ...(earlier ? skipped(earlier) : failed('PROHIBITED')),
        })),
      },
      step('OWN', own()),
      granting('DUTY'),
      step('PERSON_PROHIBITION', personProhibition()),
      granting('TASK'),
      granting('CONSENT'),
      step('REFUSED', last()),
    ],
  };
};

const agreementOf = (alternative: Alternative): Agreement | null =>
  alternative.step === 'OWN' ? null : alternative.agreement;

/** The same for every controller that has a register of the field's kind. */
export const explainForControllers = (
  input: ExplanationInput,
  field: GovernedField,
): readonly FieldExplanation[] => {
  const kind = input.catalogue.kinds.get(field.kind);
  return kind
    ? controllersOf(kind, input.sources).map((controller) => explainField(input, field, controller))
    : [];
};
