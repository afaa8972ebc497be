import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';

const stated = '@names(none: "read off the card by the caller, not asked")';

export enum CheckedCardKind {
  IDENTITY_CARD = 'IDENTITY_CARD',
  PASSPORT = 'PASSPORT',
}
registerEnumType(CheckedCardKind, { name: 'CheckedCardKind' });

@InputType({ description: 'Who stands at the counter, as their card says it.' })
export class CheckedPerson {
  @Directive(stated)
  @Field(() => String)
  nationalId!: string;

  @Directive(stated)
  @Field(() => GraphQLLocalDate)
  birthDate!: string;
}

@InputType({
  description: 'The card that the clerk held in hand. Of its number nothing is kept but a keyed hash.',
})
export class CheckedCard {
  @Directive(stated)
  @Field(() => CheckedCardKind)
  kind!: CheckedCardKind;

  @Directive(stated)
  @Field(() => String, { description: "The card's own number, never the national id." })
  number!: string;
}

@ObjectType({ description: "A session at a counter: one person's own file, for fifteen minutes (R13)." })
@Directive('@open(because: "about the caller\'s own act")')
export class AssistedSession {
  @Field(() => ID, { description: 'What `me(session:)` is asked by, by who opened it and nobody else.' })
  session!: string;

  @Field(() => GraphQLDateTime, { description: 'The first instant at which it is gone.' })
  until!: Date;
}
