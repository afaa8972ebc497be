import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';

@ObjectType({
  description:
    'A referral that the caller made. It says the same whether or not the other agency knows the person.',
})
@Directive('@open(because: "about the caller\'s own act")')
export class ReferralReceipt {
  @Field(() => ID)
  id!: string;

  @Field(() => GraphQLDateTime)
  at!: Date;

  @Field(() => GraphQLLocalDate, { description: 'The first day on which it opens nothing any more.' })
  until!: string;
}

@ObjectType({
  description:
    'A referral that waits for the caller: from whom and under which number. Nothing of the person until it is accepted.',
})
@Directive('@open(because: "about a letter to the caller, not about a person")')
export class WaitingReferral {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { description: 'The agency that refers.' })
  from!: string;

  @Field(() => String, { description: 'The number on the form.' })
  reference!: string;

  @Field(() => GraphQLDateTime)
  at!: Date;

  @Field(() => GraphQLLocalDate, { description: 'The first day on which it opens nothing any more.' })
  until!: string;
}
