import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ObjectType } from 'type-graphql';

@ObjectType({ description: "What of the caller's own agency is refused from now on." })
@Directive('@open(because: "about the tokens of the caller\'s own agency")')
export class AccessRevocation {
  @Field(() => GraphQLDateTime)
  at!: Date;

  @Field(() => String, { nullable: true, description: 'The one token, by its jti.' })
  tokenId!: string | null;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'Or every token of the agency that was issued up to this instant.',
  })
  issuedUntil!: Date | null;
}
