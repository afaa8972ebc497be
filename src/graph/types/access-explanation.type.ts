import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { ExplainedController } from './access-plan.type.ts';
import { ExplainedBasis, ExplainedStep } from './decision-step.type.ts';

@ObjectType({ description: 'A field that was asked for and refused by document and caller alone.' })
@Directive('@open(because: "about the caller\'s own request")')
export class ExplainedWithheld {
  @Field(() => String)
  coordinate!: string;

  @Field(() => String)
  reason!: string;

  @Field(() => [ExplainedController], {
    nullable: true,
    description:
      "Every controller's steps, as `accessPlan` would have told them under the rules in force then; null where these are not known any more, and of an evaluation, which names terms of its own.",
  })
  controllers!: readonly ExplainedController[] | null;
}

@ObjectType({ description: 'A refusal of the whole request.' })
@Directive('@open(because: "about the caller\'s own request")')
export class ExplainedRefusal {
  @Field(() => String)
  code!: string;

  @Field(() => [String], { description: 'The governed fields it asked for.' })
  asked!: readonly string[];
}

@ObjectType({
  description: "What was given of one source's records, on one ground: without any person or value.",
})
@Directive('@open(because: "about the caller\'s own request")')
export class ExplainedDisclosure {
  @Field(() => String)
  source!: string;

  @Field(() => String)
  kind!: string;

  @Field(() => String)
  controller!: string;

  @Field(() => [String])
  fields!: readonly string[];

  @Field(() => String, { description: 'What let them out: a step, or a word of `docs/explanations.md`.' })
  step!: string;

  @Field(() => String, { nullable: true })
  agreement!: string | null;

  @Field(() => Int, { nullable: true })
  agreementVersion!: number | null;

  @Field(() => ExplainedBasis, { nullable: true })
  basis!: ExplainedBasis | null;

  @Field(() => [ID], { description: "The consents' receipts, under the asking agency's ids." })
  consents!: readonly string[];

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether it ran through an open relationship; null where the agreement is not known any more.',
  })
  throughRelationship!: boolean | null;

  @Field(() => Boolean, { description: 'Whether the agency had only declared that relationship itself.' })
  declared!: boolean;

  @Field(() => [ExplainedStep], {
    nullable: true,
    description:
      'By the rules in force then; null where they are not known any more, or no rule of a field decides.',
  })
  steps!: readonly ExplainedStep[] | null;
}

@ObjectType({ description: 'What one request asked, was refused and was given.' })
@Directive(
  '@open(because: "told to the actor of the request, or to their data protection officer, and logged")',
)
export class AccessExplanation {
  @Field(() => ID)
  request!: string;

  @Field(() => GraphQLDateTime)
  at!: Date;

  @Field(() => String, { description: 'Whose request it was.' })
  agency!: string;

  @Field(() => String)
  actor!: string;

  @Field(() => String, { description: "The purpose's slug." })
  purpose!: string;

  @Field(() => [String])
  roles!: readonly string[];

  @Field(() => String, { nullable: true })
  policyVersion!: string | null;

  @Field(() => String, { nullable: true })
  operationName!: string | null;

  @Field(() => String, { nullable: true, description: 'SHA-256 of the document, in hex.' })
  operationHash!: string | null;

  @Field(() => [String])
  operations!: readonly string[];

  @Field(() => [ExplainedWithheld])
  withheld!: readonly ExplainedWithheld[];

  @Field(() => ExplainedRefusal, { nullable: true })
  refusal!: ExplainedRefusal | null;

  @Field(() => [ExplainedDisclosure])
  disclosed!: readonly ExplainedDisclosure[];
}
