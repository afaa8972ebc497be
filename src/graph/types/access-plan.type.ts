import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';
import { DecisionStep, ExplainedStep } from './decision-step.type.ts';

export enum AccessState {
  GRANTED = 'GRANTED',
  RESIDUAL = 'RESIDUAL',
  REFUSED = 'REFUSED',
}
registerEnumType(AccessState, {
  name: 'AccessState',
  description:
    'GRANTED: open whoever it is about, less sealed matters and conflicts of interest. RESIDUAL: it depends on the record. REFUSED: by agency, purpose and roles alone.',
});

@InputType({
  description: "A person, as a controller's data protection officer can name one: by exactly one of the two.",
})
export class AccessSubject {
  @Directive('@names(none: "the agency\'s own operational id, which only its server can read")')
  @Field(() => ID, {
    nullable: true,
    description: "The id under which the agency's own operational staff see the person.",
  })
  operationalId!: string | null;

  @Directive('@names(none: "stated by the controller\'s officer: only the controller\'s own records answer")')
  @Field(() => String, { nullable: true })
  nationalId!: string | null;
}

@ObjectType({ description: 'One root field of the operation.' })
@Directive('@open(because: "about the purpose, not about anybody")')
export class PlannedOperation {
  @Field(() => String)
  name!: string;

  @Field(() => Boolean, { description: 'Whether the purpose is registered for it: otherwise all is 403.' })
  allowed!: boolean;
}

@ObjectType({ description: "One field of one controller's records." })
@Directive('@open(because: "about agreements, not about anybody")')
export class ExplainedController {
  @Field(() => String, { description: 'The governed field: a statement of the one that was asked for.' })
  coordinate!: string;

  @Field(() => String)
  controller!: string;

  @Field(() => [ExplainedStep])
  steps!: readonly ExplainedStep[];
}

@ObjectType({ description: 'One governed field that the operation asks for.' })
@Directive('@open(because: "about agreements, not about anybody")')
export class PlannedField {
  @Field(() => String)
  coordinate!: string;

  @Field(() => AccessState)
  state!: AccessState;

  @Field(() => String, { nullable: true, description: 'As `extensions.withheld` says it.' })
  reason!: string | null;

  @Field(() => [ExplainedController])
  controllers!: readonly ExplainedController[];
}

@ObjectType({ description: 'One place of the operation where a value names a field.' })
@Directive('@open(because: "about agreements, not about anybody")')
export class PlannedInput {
  @Field(() => String)
  position!: string;

  @Field(() => String, { description: 'The field it names.' })
  names!: string;

  @Field(() => AccessState)
  state!: AccessState;

  @Field(() => String, { nullable: true })
  reason!: string | null;
}

@ObjectType({ description: "One field of one of the controller's records of a person." })
@Directive('@open(because: "told to the controller\'s data protection officer alone, and logged")')
export class ExplainedField {
  @Field(() => String)
  coordinate!: string;

  @Field(() => Boolean)
  open!: boolean;

  @Field(() => DecisionStep, { nullable: true, description: 'The step that opened it.' })
  openedBy!: DecisionStep | null;

  @Field(() => [ID], { description: "Receipts of the person's own consents that opened it." })
  consents!: readonly string[];

  @Field(() => [ExplainedStep])
  steps!: readonly ExplainedStep[];
}

@ObjectType({ description: "One of the controller's records of a person." })
@Directive('@open(because: "told to the controller\'s data protection officer alone, and logged")')
export class ExplainedRecord {
  @Field(() => String)
  source!: string;

  @Field(() => String)
  kind!: string;

  @Field(() => String, { description: "The register's own key: its owner asks." })
  localId!: string;

  @Field(() => [ExplainedField])
  fields!: readonly ExplainedField[];
}

@ObjectType({ description: 'What an operation would be given, before anybody is read.' })
@Directive('@open(because: "about agreements, not about anybody")')
export class AccessPlan {
  @Field(() => String)
  policyVersion!: string;

  @Field(() => String, { description: 'The agency that would read.' })
  recipient!: string;

  @Field(() => String, { description: "The purpose's slug." })
  purpose!: string;

  @Field(() => [String])
  roles!: readonly string[];

  @Field(() => [PlannedOperation])
  operations!: readonly PlannedOperation[];

  @Field(() => [PlannedField])
  fields!: readonly PlannedField[];

  @Field(() => [PlannedInput])
  inputs!: readonly PlannedInput[];

  @Field(() => [ExplainedRecord], {
    nullable: true,
    description:
      'Null where no person was named; empty for one of whom the controller holds nothing certain.',
  })
  records!: readonly ExplainedRecord[] | null;
}
