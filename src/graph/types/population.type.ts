import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum PopulationDimension {
  LOCAL_COMMUNITY = 'LOCAL_COMMUNITY',
}
registerEnumType(PopulationDimension, { name: 'PopulationDimension' });

@ObjectType({
  description:
    'One cell that can be given: at least 11 persons in 11 households, in an area of 50 or more (R24).',
})
@Directive('@open(because: "given by the rule of cells alone")')
export class PopulationCell {
  @Field(() => [String], { description: 'The local community, or those rolled up into one cell.' })
  localCommunities!: string[];

  @Field(() => Boolean, { description: 'Whether small areas were put together.' })
  rolledUp!: boolean;

  @Field(() => Int)
  persons!: number;

  @Field(() => Int)
  households!: number;
}

@ObjectType({ description: 'People and households known to the registers, by area.' })
@Directive('@open(because: "given by the rule of cells alone")')
export class Population {
  @Field(() => [PopulationCell])
  cells!: PopulationCell[];

  @Field(() => Boolean, { description: 'Whether areas were left out because no safe cell could hold them.' })
  suppressed!: boolean;
}
