import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import { FieldInWords } from './consent.type.ts';

export enum AskedRight {
  RECTIFICATION = 'RECTIFICATION',
  ERASURE = 'ERASURE',
  RESTRICTION = 'RESTRICTION',
  OBJECTION = 'OBJECTION',
  CONTEST = 'CONTEST',
  LINK = 'LINK',
  PORTABILITY = 'PORTABILITY',
}
registerEnumType(AskedRight, {
  name: 'AskedRight',
  description:
    'What a person can always ask of a controller, whatever the legal basis: the basis shapes the decision (R22; GDPR art. 16 to 21).',
  valuesConfig: {
    RECTIFICATION: { description: 'A field is wrong and is to be corrected. It is contested until then.' },
    ERASURE: { description: 'To have erased what is unlawful or not needed any more.' },
    RESTRICTION: { description: 'To be read for legal duties alone, once it is granted.' },
    OBJECTION: {
      description: 'Against readings for a public task: they pause at once, for all readers or for one.',
    },
    CONTEST: { description: 'A field is not so. Whoever reads it is told, with the person’s own words.' },
    LINK: {
      description:
        '"Not me": the record is about somebody else; or, by its number, "mine": one that is held as somebody else’s. Decided in 10 days; read for legal duties alone until then.',
    },
    PORTABILITY: {
      description: 'To be given what the controller holds, in a form that can be read elsewhere.',
    },
  },
});

export enum RightsState {
  PENDING = 'PENDING',
  OVERDUE = 'OVERDUE',
  DECIDED = 'DECIDED',
  LIFTED = 'LIFTED',
}
registerEnumType(RightsState, {
  name: 'RightsState',
  valuesConfig: {
    LIFTED: { description: 'It closes nothing any more: its person took it back, or the agency lifted it.' },
  },
});

export enum RightsOutcome {
  GRANTED = 'GRANTED',
  PARTLY = 'PARTLY',
  REFUSED = 'REFUSED',
}
registerEnumType(RightsOutcome, { name: 'RightsOutcome' });

const own = '@open(because: "the person\'s own, shown to their own token alone")';

@ObjectType({ description: 'That a right was asked: the same form, whatever was asked of whom.' })
@Directive(own)
export class RightsReceipt {
  @Field(() => ID)
  id!: string;

  @Field(() => GraphQLDateTime)
  at!: Date;

  @Field(() => GraphQLLocalDate, { description: 'The last day on which it is decided in time.' })
  dueOn!: string;
}

@ObjectType({ description: "An article that keeps something from being granted, in the act's own language." })
@Directive(own)
export class CitedArticle {
  @Field(() => String)
  act!: string;

  @Field(() => String)
  article!: string;

  @Field(() => String)
  gazette!: string;
}

@ObjectType({ description: 'What the controller decided.' })
@Directive(own)
export class OwnRightsDecision {
  @Field(() => RightsOutcome)
  outcome!: RightsOutcome;

  @Field(() => String, { nullable: true, description: 'As long as it is kept.' })
  reason!: string | null;

  @Field(() => GraphQLDateTime)
  at!: Date;

  @Field(() => String, { description: 'The name of the agency that decided.' })
  agency!: string;

  @Field(() => [CitedArticle], {
    description: 'Where erasure or an objection was not granted: the legal duties that stand against it.',
  })
  articles!: readonly CitedArticle[];
}

@ObjectType({
  description: 'That what rested is opened again: by the person at once, by the agency after notice.',
})
@Directive(own)
export class OwnRightsLifting {
  @Field(() => GraphQLDateTime)
  announcedAt!: Date;

  @Field(() => GraphQLDateTime, { description: 'From when on it closes nothing.' })
  effectiveAt!: Date;

  @Field(() => String, {
    nullable: true,
    description: "The agency's name; null where the person took it back.",
  })
  agency!: string | null;

  @Field(() => String, { nullable: true, description: "The agency's reason, as long as it is kept." })
  reason!: string | null;
}

@ObjectType({ description: 'What the person asked of a controller.' })
@Directive(own)
export class OwnRightsRequest {
  @Field(() => ID)
  id!: string;

  @Field(() => AskedRight)
  right!: AskedRight;

  @Field(() => String, { description: 'The same, in words.' })
  rightInWords!: string;

  @Field(() => RightsState)
  state!: RightsState;

  @Field(() => String, { description: 'Where it stands or what was decided, in words.' })
  stateInWords!: string;

  @Field(() => String, { description: 'The name of the agency whose records are meant.' })
  controller!: string;

  @Field(() => String, { nullable: true, description: 'The record in words; null where all are meant.' })
  record!: string | null;

  @Field(() => FieldInWords, { nullable: true })
  field!: FieldInWords | null;

  @Field(() => String, { nullable: true, description: 'The name of the one reader who is meant.' })
  recipient!: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The number by which a record was named that the person is not shown, as long as it is kept.',
  })
  reference!: string | null;

  @Field(() => Boolean, {
    description: 'Of LINK: whether the record is said to be theirs; else that it is not.',
  })
  mine!: boolean;

  @Field(() => String, { nullable: true, description: "The person's own words, as long as they are kept." })
  statement!: string | null;

  @Field(() => GraphQLDateTime)
  at!: Date;

  @Field(() => GraphQLLocalDate, { description: 'The last day on which it is decided in time.' })
  dueOn!: string;

  @Field(() => OwnRightsDecision, { nullable: true })
  decision!: OwnRightsDecision | null;

  @Field(() => OwnRightsLifting, { nullable: true })
  lifting!: OwnRightsLifting | null;
}
