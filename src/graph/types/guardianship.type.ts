import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, ID, InputType, ObjectType, registerEnumType } from 'type-graphql';

const stated = '@names(none: "stated by the caller, not asked")';

export enum GuardianshipScope {
  ALL = 'ALL',
  PERSONAL = 'PERSONAL',
  HEALTH = 'HEALTH',
  PROPERTY = 'PROPERTY',
  COLLISION = 'COLLISION',
}
registerEnumType(GuardianshipScope, {
  name: 'GuardianshipScope',
  description: 'On what a guardian decides.',
  valuesConfig: {
    PERSONAL: { description: 'Care of the person, health included; not property.' },
    COLLISION: {
      description:
        'In place of an agency that is the guardian, where the reading that is consented to would be its own.',
    },
  },
});

export enum GuardianshipIssuer {
  COURT = 'COURT',
  GUARDIANSHIP_AUTHORITY = 'GUARDIANSHIP_AUTHORITY',
}
registerEnumType(GuardianshipIssuer, { name: 'GuardianshipIssuer' });

@InputType({ description: 'What a court or a guardianship authority decided (R9).' })
export class GuardianshipDecision {
  @Directive(stated)
  @Field(() => GuardianshipScope)
  scope!: GuardianshipScope;

  @Directive(stated)
  @Field(() => GuardianshipIssuer)
  issuer!: GuardianshipIssuer;

  @Directive(stated)
  @Field(() => String, { description: 'The number of the decision.' })
  reference!: string;

  @Directive(stated)
  @Field(() => GraphQLLocalDate)
  from!: string;

  @Directive(stated)
  @Field(() => GraphQLLocalDate, {
    nullable: true,
    description: 'The first day on which it no longer holds; null for as long as the ward is a child.',
  })
  until!: string | null;
}

@ObjectType({ description: 'That a guardianship was taken down.' })
@Directive('@open(because: "about the caller\'s own act")')
export class GuardianshipReceipt {
  @Field(() => ID)
  id!: string;

  @Field(() => GraphQLDateTime)
  at!: Date;
}
