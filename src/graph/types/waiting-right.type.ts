import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { LawfulStep } from './consent.type.ts';
import { AskedRight, RightsState } from './rights.type.ts';

const staff = '@open(because: "asked of the caller\'s own agency, for those who decide it")';

@ObjectType({ description: "A line of the agency's own registers." })
@Directive(staff)
export class RegisterLine {
  @Field(() => String)
  source!: string;

  @Field(() => String, { description: "The register's own id." })
  localId!: string;
}

@ObjectType({ description: 'What one agency reads by law of what a request is about.' })
@Directive(staff)
export class LawfulReading {
  @Field(() => String, { description: 'The agency that reads.' })
  recipient!: string;

  @Field(() => LawfulStep)
  step!: LawfulStep;

  @Field(() => [String], { description: 'Coordinates.' })
  fields!: readonly string[];

  @Field(() => String, { description: "The agreement's id." })
  agreement!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => String, { description: 'The legal basis, as the Data Privacy Vocabulary names it.' })
  basis!: string;

  @Field(() => String, { nullable: true })
  article!: string | null;
}

@ObjectType({
  description:
    'A right that somebody asked of the calling agency: one that waits for its decision, or one that it granted.',
})
@Directive(staff)
export class WaitingRightsRequest {
  @Field(() => ID)
  id!: string;

  @Field(() => AskedRight)
  right!: AskedRight;

  @Field(() => RightsState)
  state!: RightsState;

  @Field(() => GraphQLDateTime)
  at!: Date;

  @Field(() => GraphQLLocalDate)
  dueOn!: string;

  @Field(() => ID, { description: 'Who asks, under the id by which the caller knows them.' })
  person!: string;

  @Field(() => [RegisterLine], {
    description: "Who asks, in the agency's own registers: lines that are the person with certainty (R20).",
  })
  lines!: readonly RegisterLine[];

  @Field(() => String, { nullable: true, description: 'The register; null where everything is meant.' })
  source!: string | null;

  @Field(() => String, { nullable: true })
  recordKind!: string | null;

  @Field(() => String, { nullable: true, description: "The unit of the register's own, such as a contract." })
  unit!: string | null;

  @Field(() => String, { nullable: true })
  localId!: string | null;

  @Field(() => String, { nullable: true, description: 'The coordinate of the field.' })
  field!: string | null;

  @Field(() => String, { nullable: true, description: 'The one reader who is meant.' })
  recipient!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The number by which the person names the record in the agency’s own books: whether there is one, and whose it is, the agency finds out.',
  })
  reference!: string | null;

  @Field(() => Boolean, {
    description: 'Of LINK: whether the record is said to be theirs; else that it is not.',
  })
  mine!: boolean;

  @Field(() => String, { nullable: true })
  statement!: string | null;

  @Field(() => [LawfulReading], {
    description: 'The basis that shapes the decision: who reads it by which law.',
  })
  readings!: readonly LawfulReading[];
}

@ObjectType({
  description: "A right that the agency has not decided in time: nobody's name, and none of their words.",
})
@Directive('@open(because: "about what the agency owes, for those who answer for it; holds nobody\'s data")')
export class OverdueRightsRequest {
  @Field(() => ID)
  id!: string;

  @Field(() => AskedRight)
  right!: AskedRight;

  @Field(() => String, { nullable: true })
  recordKind!: string | null;

  @Field(() => GraphQLLocalDate)
  askedOn!: string;

  @Field(() => GraphQLLocalDate)
  dueOn!: string;
}
