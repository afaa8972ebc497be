import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';

@ObjectType({
  description:
    "What one of the agency's webhooks could not be told and is not told any more until somebody replays it. Names nobody.",
})
@Directive('@open(because: "about the agency\'s own receiver; an event\'s id says nothing of anybody")')
export class UndeliveredEvent {
  @Field(() => ID, { description: 'As the message had it.' })
  id!: string;

  @Field(() => String, { description: 'Agency and name of the webhook.' })
  webhook!: string;

  @Field(() => String, { description: 'The type of the message.' })
  type!: string;

  @Field(() => GraphQLDateTime, { description: 'When it was first to be sent.' })
  since!: Date;

  @Field(() => Int)
  attempts!: number;

  @Field(() => String, { nullable: true, description: 'What the last attempt came to.' })
  fault!: string | null;
}
