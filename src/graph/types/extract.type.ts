import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';
import { extractColumns } from '../../domain/extract-column.ts';

const enumOf = <Word extends string>(words: readonly Word[]): Readonly<Record<Word, Word>> =>
  Object.fromEntries(words.map((word) => [word, word])) as Record<Word, Word>;

export const ExtractColumn = enumOf(extractColumns);
registerEnumType(ExtractColumn, {
  name: 'ExtractColumn',
  description:
    'What a row of an extract can say: codes, bands and years; never a text, a name, a day or a number of anybody.',
});

export const ExtractState = enumOf(['PENDING', 'RELEASED', 'REFUSED', 'OVER']);
registerEnumType(ExtractState, {
  name: 'ExtractState',
  description:
    'PENDING: it waits for `waitsFor`. RELEASED: its rows can be fetched. REFUSED: too few of them looked alike. OVER: its rows are erased, or nobody approved it in time.',
});

export const ExtractPlaces = enumOf(['LOCAL_COMMUNITY', 'SETTLEMENT', 'MUNICIPALITY']);
registerEnumType(ExtractPlaces, {
  name: 'ExtractPlaces',
  description: 'How places are given in an extract.',
});

export const ExtractAges = enumOf(['BANDS', 'STAGES', 'GROWN']);
registerEnumType(ExtractAges, {
  name: 'ExtractAges',
  description:
    'How ages are given in an extract: in the bands of statistics, in four stages of life, or as grown or not.',
});

@ObjectType({
  description:
    'Rows of those who consented to a research project, as it was planned and released. It names nobody; the rows are fetched at `/extracts/<id>` alone.',
})
@Directive(
  '@open(because: "about a plan of research and who approved it; its rows are no part of the graph")',
)
export class Extract {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { description: 'The agency that asked for it.' })
  recipient!: string;

  @Field(() => String, { description: 'The project, as the recipient registered it.' })
  project!: string;

  @Field(() => String)
  municipality!: string;

  @Field(() => [ExtractColumn])
  columns!: (keyof typeof ExtractColumn)[];

  @Field(() => String, { description: 'What for, in the words of who planned it.' })
  reason!: string;

  @Field(() => ExtractState)
  state!: keyof typeof ExtractState;

  @Field(() => [String], { description: 'The agencies from whose records it is drawn.' })
  controllers!: string[];

  @Field(() => [String], { description: 'Those of them that have not approved it yet.' })
  waitsFor!: string[];

  @Field(() => GraphQLDateTime)
  plannedAt!: Date;

  @Field(() => GraphQLDateTime, { nullable: true })
  releasedAt!: Date | null;

  @Field(() => GraphQLDateTime, {
    description: 'When its rows are erased; before it is released, until when it can be approved.',
  })
  expiresAt!: Date;

  @Field(() => ExtractPlaces, { nullable: true })
  places!: keyof typeof ExtractPlaces | null;

  @Field(() => ExtractAges, { nullable: true })
  ages!: keyof typeof ExtractAges | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many rows it had when it was released, rounded to the nearest 5.',
  })
  rows!: number | null;
}
