import { Directive, Field, InputType, ObjectType } from 'type-graphql';
import { Household } from './household.type.ts';

@InputType({ description: 'Which households to list.' })
export class HouseholdFilter {
  @Directive('@names(field: "Household.localCommunity")')
  @Field(() => String, { description: 'The local community, in any script.' })
  localCommunity!: string;
}

@ObjectType({ description: 'One household of a list.' })
@Directive('@open(because: "the list holds visible households alone")')
export class HouseholdEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => Household)
  node!: Household;
}

@ObjectType()
@Directive('@open(because: "computed over visible households alone")')
export class PageInfo {
  @Field(() => Boolean)
  hasNextPage!: boolean;

  @Field(() => String, { nullable: true })
  endCursor!: string | null;
}

@ObjectType({
  description:
    'A page of households, in an order of this agency alone. It has no total: that would count what is hidden.',
})
@Directive('@open(because: "the list holds visible households alone")')
export class HouseholdConnection {
  @Field(() => [HouseholdEdge])
  edges!: HouseholdEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}
