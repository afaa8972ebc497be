import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { countingBases } from '../../policy/counting-agreements.ts';
import { statisticsMeasures } from '../../statistics/measures.ts';
import { statisticsDimensions } from '../../statistics/populations.ts';

const open = '@open(because: "given by the rule of cells alone")';

const enumOf = <Word extends string>(words: readonly Word[]): Readonly<Record<Word, Word>> =>
  Object.fromEntries(words.map((word) => [word, word])) as Record<Word, Word>;

export const StatisticsMeasure = enumOf(statisticsMeasures);
registerEnumType(StatisticsMeasure, {
  name: 'StatisticsMeasure',
  description: 'What is counted; `statisticsCatalogue` defines each.',
});

export const StatisticsDimension = enumOf([...statisticsDimensions, 'SETTLEMENT']);
registerEnumType(StatisticsDimension, {
  name: 'StatisticsDimension',
  description: 'By what a table is divided; `statisticsCatalogue` says which values each has.',
});

export const StatisticsBasis = enumOf(countingBases);
registerEnumType(StatisticsBasis, {
  name: 'StatisticsBasis',
  description:
    'Whom a number counts. EVERYONE: all whom the registers know, on a duty or a public task. CONSENTING: households of which everybody consented to all who count.',
});

@InputType({ description: 'What alone is counted: some values of one dimension.' })
export class StatisticsFilter {
  @Directive('@names(none: "a dimension, not a field of anybody")')
  @Field(() => StatisticsDimension)
  dimension!: keyof typeof StatisticsDimension;

  @Directive('@names(none: "values of a dimension, as the catalogue lists them")')
  @Field(() => [String])
  values!: string[];
}

@ObjectType({ description: 'One line of a table.' })
@Directive(open)
export class StatisticsLine {
  @Field(() => [String], {
    nullable: 'items',
    description:
      'A value for each dimension, in the order of `by`; null in a margin, where all are together.',
  })
  values!: (string | null)[];

  @Field(() => Int, {
    nullable: true,
    description:
      'Rounded to the nearest 5; a zero is a zero. Null where it is withheld, for whatever reason.',
  })
  count!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'What those who are counted have of what the measure tells, rounded to the nearest 100. Null where it tells of nothing, and where it is withheld.',
  })
  amount!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'The amount for each of those who are counted, worked out of what is given.',
  })
  mean!: number | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'Percent of all of whom they are a part, worked out of what is given. Null where nobody or everybody would be said to be, and where either is withheld.',
  })
  share!: number | null;
}

@ObjectType({ description: 'The rule that a number is worked out by.' })
@Directive(open)
export class StatisticsRule {
  @Field(() => String)
  id!: string;

  @Field(() => String)
  version!: string;

  @Field(() => String)
  source!: string;
}

@ObjectType({ description: 'A table that can be given, by its dimensions.' })
@Directive(open)
export class StatisticsTableShape {
  @Field(() => [StatisticsDimension])
  by!: (keyof typeof StatisticsDimension)[];
}

@ObjectType({
  description:
    'One table of a release: the same for everybody who may count what it rests on, until the month is over.',
})
@Directive(open)
export class StatisticsTable {
  @Field(() => StatisticsMeasure)
  measure!: keyof typeof StatisticsMeasure;

  @Field(() => String)
  municipality!: string;

  @Field(() => String, { description: 'The release, as `yyyy-mm`.' })
  period!: string;

  @Field(() => GraphQLLocalDate, { description: 'The day that ages are of.' })
  asOf!: string;

  @Field(() => GraphQLDateTime)
  drawnAt!: Date;

  @Field(() => [StatisticsDimension])
  by!: (keyof typeof StatisticsDimension)[];

  @Field(() => StatisticsBasis)
  basis!: keyof typeof StatisticsBasis;

  @Field(() => Int, {
    nullable: true,
    description:
      'Percent of the households known in the municipality that are counted, to the nearest 5: the others are left out by the word of one of them. Null where it would tell of a few.',
  })
  coverage!: number | null;

  @Field(() => [String], { description: 'The agencies whose records are counted.' })
  controllers!: string[];

  @Field(() => String, { description: 'Of the agreements and rules by which the release was drawn.' })
  policyVersion!: string;

  @Field(() => StatisticsRule, { description: 'By what households and homes are judged.' })
  rule!: StatisticsRule;

  @Field(() => Boolean, {
    description:
      'Whether the table can be given. False where it cannot be beside those that are: what `available` names can.',
  })
  isGiven!: boolean;

  @Field(() => [StatisticsLine], { description: 'A page of the lines.' })
  lines!: StatisticsLine[];

  @Field(() => String, { nullable: true, description: 'Where the next page begins; null at the end.' })
  endCursor!: string | null;

  @Field(() => [StatisticsLine], {
    description: 'For each dimension the sums of the lines that are given, so that the table adds up.',
  })
  margins!: StatisticsLine[];

  @Field(() => [StatisticsTableShape])
  available!: StatisticsTableShape[];

  @Field(() => String, { description: 'All lines as CSV (RFC 4180).' })
  csv!: string;

  @Field(() => String, { description: 'All lines as SDMX-CSV 2.0; `Q` is withheld.' })
  sdmxCsv!: string;
}

@ObjectType({ description: 'One value of a dimension.' })
@Directive(open)
export class StatisticsDimensionValues {
  @Field(() => StatisticsDimension)
  dimension!: keyof typeof StatisticsDimension;

  @Field(() => String)
  definition!: string;

  @Field(() => [String])
  values!: string[];
}

@ObjectType({ description: 'One measure, with what it is divided by.' })
@Directive(open)
export class StatisticsMeasureDefinition {
  @Field(() => StatisticsMeasure)
  measure!: keyof typeof StatisticsMeasure;

  @Field(() => String)
  definition!: string;

  @Field(() => String)
  source!: string;

  @Field(() => [StatisticsDimension])
  dimensions!: (keyof typeof StatisticsDimension)[];
}

@ObjectType({ description: 'What can be asked of the release that is in use.' })
@Directive(open)
export class StatisticsCatalogue {
  @Field(() => String)
  period!: string;

  @Field(() => StatisticsRule)
  rule!: StatisticsRule;

  @Field(() => [StatisticsMeasureDefinition])
  measures!: StatisticsMeasureDefinition[];

  @Field(() => [StatisticsDimensionValues])
  dimensions!: StatisticsDimensionValues[];
}
