import type { LegalBasis } from '../domain/legal-basis.ts';
import { purposeOfTerm } from '../domain/purpose.ts';
import {
  type ExplainedStep as DecidedStep,
  decisionSteps,
  type ExplainedWay,
  type FieldExplanation,
} from '../policy/explain-field.ts';
import type { FieldAccess } from '../policy/field-access.ts';
import type { AccessExplanation as Explanation } from '../records/access-explanations.ts';
import type { ExplainedPersonRecord } from '../records/person-explanations.ts';
import type { AccessPlan as Plan } from './access-plans.ts';
import type { CallerIds } from './request-context.ts';
import type { AccessExplanation } from './types/access-explanation.type.ts';
import { type AccessPlan, AccessState, type ExplainedRecord } from './types/access-plan.type.ts';
import {
  DecisionStep,
  type ExplainedAgreement,
  type ExplainedBasis,
  type ExplainedStep,
  StepOutcome,
} from './types/decision-step.type.ts';

const states = {
  granted: AccessState.GRANTED,
  residual: AccessState.RESIDUAL,
  refused: AccessState.REFUSED,
} as const;

const slugOf = (term: string): string => purposeOfTerm(term)?.slug ?? '';

const accessShown = ({ state, reason }: FieldAccess) => ({ state: states[state], reason });

const basisShown = (basis: Omit<LegalBasis, 'citation'> & Partial<LegalBasis>): ExplainedBasis => ({
  article6: basis.article6,
  article9: basis.article9,
  article10: basis.article10,
  citation: basis.citation ?? null,
});

const agreementShown = ({ agreement, outcome, reason }: ExplainedWay): ExplainedAgreement => ({
  id: agreement.id,
  version: agreement.version,
  outcome: StepOutcome[outcome],
  reason,
  requires: agreement.requires,
  basis: basisShown(agreement.basis),
  area: agreement.area,
  roles: agreement.roles,
});

const stepShown = ({ step, outcome, reason, ways }: DecidedStep): ExplainedStep => ({
  number: decisionSteps.indexOf(step) + 1,
  step: DecisionStep[step],
  outcome: StepOutcome[outcome],
  reason,
  agreements: ways.map(agreementShown),
});

const controllerShown = ({ coordinate, controller, steps }: FieldExplanation) => ({
  coordinate,
  controller,
  steps: steps.map(stepShown),
});

/** A record's explanation under the officer's own ids. */
const recordShown = (record: ExplainedPersonRecord, ids: CallerIds): ExplainedRecord => ({
  source: record.source,
  kind: record.recordKind,
  localId: record.localId,
  fields: record.fields.map(({ coordinate, opening, steps }) => ({
    coordinate,
    open: opening !== null,
    openedBy: opening ? DecisionStep[opening.step] : null,
    consents: (opening?.consents ?? [])
      .filter((id) => record.consents.includes(id))
      .map((id) => ids.encode('CONSENT', id)),
    steps: steps.map(stepShown),
  })),
});

/** A plan as the graph shows it. */
export const planShown = (
  plan: Plan,
  policyVersion: string,
  records: readonly ExplainedPersonRecord[] | null,
  ids: CallerIds,
): AccessPlan => ({
  policyVersion,
  recipient: plan.scope.caller.agency,
  purpose: slugOf(plan.scope.caller.purpose),
  roles: plan.scope.caller.roles,
  operations: plan.rootFields,
  fields: plan.fields.map((field) => ({
    coordinate: field.coordinate,
    ...accessShown(field),
    controllers: field.explanations.map(controllerShown),
  })),
  inputs: plan.inputs.map((input) => ({
    position: input.position,
    names: input.field,
    ...accessShown(input),
  })),
  records: records?.map((record) => recordShown(record, ids)) ?? null,
});

/** An explanation as the graph shows it: consents under the asking agency's ids, and nobody else. */
export const explanationShown = (explanation: Explanation, ids: CallerIds): AccessExplanation => ({
  request: explanation.request,
  at: new Date(explanation.at),
  agency: explanation.agency,
  actor: explanation.actor,
  purpose: slugOf(explanation.purpose),
  roles: explanation.roles,
  policyVersion: explanation.policyVersion,
  operationName: explanation.operation?.name ?? null,
  operationHash: explanation.operation?.hash ?? null,
  operations: explanation.rootFields,
  withheld: explanation.withheld.map(({ coordinate, reason, controllers }) => ({
    coordinate,
    reason,
    controllers: controllers?.map(controllerShown) ?? null,
  })),
  refusal: explanation.refusal,
  disclosed: explanation.disclosed.map((disclosed) => ({
    source: disclosed.source,
    kind: disclosed.recordKind,
    controller: disclosed.controller,
    fields: disclosed.fields,
    step: disclosed.step,
    agreement: disclosed.agreement?.id ?? null,
    agreementVersion: disclosed.agreement?.version ?? null,
    basis: disclosed.basis && basisShown(disclosed.basis),
    consents: disclosed.consents.map((id) => ids.encode('CONSENT', id)),
    throughRelationship: disclosed.throughRelationship,
    declared: disclosed.declared,
    steps: disclosed.steps?.map(stepShown) ?? null,
  })),
});
