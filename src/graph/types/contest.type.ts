import { GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, ObjectType } from 'type-graphql';

@ObjectType({
  description:
    'What a person says of a field that the caller reads: that it is not so (R22). It stands beside the value until the controller has refused, or the register says something else. The hub alters nothing of a register.',
})
@Directive('@open(because: "told of fields that are open to the caller, and of no others")')
export class Contest {
  @Field(() => String, { description: 'The coordinate of the field, such as `Tenancy.arrears`.' })
  field!: string;

  @Field(() => GraphQLLocalDate)
  since!: string;

  @Field(() => String, { nullable: true, description: "The person's own words; null where there are none." })
  statement!: string | null;
}
