import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';

/** R2's steps by name; the names are those of `decisionSteps`. */
export enum DecisionStep {
  COMPARTMENT = 'COMPARTMENT',
  CONFLICT_OF_INTEREST = 'CONFLICT_OF_INTEREST',
  AGREEMENT_PROHIBITION = 'AGREEMENT_PROHIBITION',
  OWN = 'OWN',
  DUTY = 'DUTY',
  PERSON_PROHIBITION = 'PERSON_PROHIBITION',
  TASK = 'TASK',
  CONSENT = 'CONSENT',
  REFUSED = 'REFUSED',
}
registerEnumType(DecisionStep, {
  name: 'DecisionStep',
  description: 'The order of decision, first hit wins. `docs/explanations.md` tells each.',
});

export enum StepOutcome {
  PASSED = 'PASSED',
  FAILED = 'FAILED',
  SKIPPED = 'SKIPPED',
  DEPENDS = 'DEPENDS',
}
registerEnumType(StepOutcome, {
  name: 'StepOutcome',
  description:
    'PASSED: a granting step opened the field, or a closing step closed nothing. FAILED: a granting step was tried and did not hold, or a closing step closed the field. SKIPPED: not reached, or nothing there to try. DEPENDS: decided by the record and by who asks.',
});

@ObjectType({ description: 'Act, article and gazette number.' })
@Directive('@open(because: "about an agreement of the caller\'s agency")')
export class ExplainedCitation {
  @Field(() => String)
  jurisdiction!: string;

  @Field(() => String)
  act!: string;

  @Field(() => String)
  article!: string;

  @Field(() => String)
  gazette!: string;
}

@ObjectType({ description: 'The legal basis of a grant, by the ids of the Data Privacy Vocabulary.' })
@Directive('@open(because: "about an agreement of the caller\'s agency")')
export class ExplainedBasis {
  @Field(() => String)
  article6!: string;

  @Field(() => String, { nullable: true })
  article9!: string | null;

  @Field(() => String, { nullable: true })
  article10!: string | null;

  @Field(() => ExplainedCitation, { nullable: true })
  citation!: ExplainedCitation | null;
}

@ObjectType({ description: 'One agreement at its step.' })
@Directive('@open(because: "about an agreement of the caller\'s agency")')
export class ExplainedAgreement {
  @Field(() => String)
  id!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => StepOutcome)
  outcome!: StepOutcome;

  @Field(() => String, { nullable: true, description: 'A word of `docs/explanations.md`.' })
  reason!: string | null;

  @Field(() => String, { description: 'NOTHING, RELATIONSHIP or CONSENT.' })
  requires!: string;

  @Field(() => ExplainedBasis)
  basis!: ExplainedBasis;

  @Field(() => [String], { description: 'Municipalities whose records it reaches.' })
  area!: readonly string[];

  @Field(() => [String], { description: 'Roles of which the caller must hold one; empty for any.' })
  roles!: readonly string[];
}

@ObjectType({ description: 'One step of the order of decision.' })
@Directive('@open(because: "about agreements, not about anybody")')
export class ExplainedStep {
  @Field(() => Int, { description: 'From 1 to 9.' })
  number!: number;

  @Field(() => DecisionStep)
  step!: DecisionStep;

  @Field(() => StepOutcome)
  outcome!: StepOutcome;

  @Field(() => String, { nullable: true, description: 'A word of `docs/explanations.md`.' })
  reason!: string | null;

  @Field(() => [ExplainedAgreement])
  agreements!: readonly ExplainedAgreement[];
}
