import { GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import {
  StatisticsBasis,
  StatisticsDimension,
  StatisticsMeasure,
  StatisticsRule,
} from './statistics.type.ts';

const open = '@open(because: "given by the rule of cells alone")';

@ObjectType({ description: 'Some values of one dimension, which alone are counted.' })
@Directive(open)
export class CountedAlone {
  @Field(() => StatisticsDimension)
  dimension!: keyof typeof StatisticsDimension;

  @Field(() => [String])
  values!: string[];
}

@ObjectType({
  description: 'One number by which a project is followed: what `statistics` answers to the same question.',
})
@Directive(open)
export class ProjectIndicator {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => StatisticsMeasure)
  measure!: keyof typeof StatisticsMeasure;

  @Field(() => String, { description: 'What the measure counts.' })
  definition!: string;

  @Field(() => [CountedAlone])
  where!: CountedAlone[];

  @Field(() => Boolean, {
    description:
      'Whether the release has the number at all. False before the project begins and after it ends.',
  })
  isGiven!: boolean;

  @Field(() => Int, {
    nullable: true,
    description: 'Rounded to the nearest 5; null where it is withheld, for whatever reason.',
  })
  count!: number | null;

  @Field(() => Int, { nullable: true, description: 'As `StatisticsLine.amount`.' })
  amount!: number | null;

  @Field(() => Int, { nullable: true, description: 'As `StatisticsLine.mean`.' })
  mean!: number | null;

  @Field(() => Int, { nullable: true, description: 'As `StatisticsLine.share`.' })
  share!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'What the project set out to reach; null where it set no number.',
  })
  target!: number | null;
}

@ObjectType({ description: 'A project as its funders are shown it: numbers, and nobody.' })
@Directive(open)
export class ProjectIndicators {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  name!: string;

  @Field(() => String)
  municipality!: string;

  @Field(() => GraphQLLocalDate)
  from!: string;

  @Field(() => GraphQLLocalDate)
  to!: string;

  @Field(() => String, { description: 'The release, as `yyyy-mm`.' })
  period!: string;

  @Field(() => GraphQLLocalDate)
  asOf!: string;

  @Field(() => StatisticsBasis)
  basis!: keyof typeof StatisticsBasis;

  @Field(() => Int, { nullable: true, description: 'As `StatisticsTable.coverage`.' })
  coverage!: number | null;

  @Field(() => [String], { description: 'The agencies whose records are counted.' })
  controllers!: string[];

  @Field(() => String)
  policyVersion!: string;

  @Field(() => StatisticsRule)
  rule!: StatisticsRule;

  @Field(() => [ProjectIndicator])
  indicators!: ProjectIndicator[];

  @Field(() => String, { description: 'All indicators as CSV (RFC 4180).' })
  csv!: string;
}
