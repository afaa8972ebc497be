import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType({
  description:
    'A consent that has ended, under which the calling agency had got something: it stops, erases, and confirms both within thirty days (R7).',
})
@Directive('@open(because: "about what the caller\'s own agency was given and owes")')
export class EndedConsent {
  @Field(() => ID, { description: 'What a confirmation names it by.' })
  id!: string;

  @Field(() => ID, { description: 'The person, as the agency knows them.' })
  person!: string;

  @Field(() => String, { description: 'The agency whose data it was.' })
  controller!: string;

  @Field(() => String, { description: "The purpose's slug." })
  purpose!: string;

  @Field(() => [String], { description: 'Coordinates of everything that was given under it.' })
  fields!: readonly string[];

  @Field(() => GraphQLDateTime)
  endedAt!: Date;

  @Field(() => GraphQLLocalDate, { description: 'The last day to confirm.' })
  confirmBy!: string;
}

@ObjectType({
  description: 'A confirmation that is overdue, for the data protection officers of both agencies (R7).',
})
@Directive('@open(because: "about what agencies owe, for those who answer for it; names nobody")')
export class OverdueConfirmation {
  @Field(() => ID, { description: 'What the other officer is asked by.' })
  id!: string;

  @Field(() => String, { description: 'The agency that has not confirmed.' })
  recipient!: string;

  @Field(() => String, { description: 'The agency whose data it was.' })
  controller!: string;

  @Field(() => String, { description: "The purpose's slug." })
  purpose!: string;

  @Field(() => GraphQLDateTime)
  endedAt!: Date;

  @Field(() => GraphQLLocalDate)
  confirmBy!: string;
}
