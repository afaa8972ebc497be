import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum AlertKind {
  TRIPWIRE = 'TRIPWIRE',
  CONFLICT = 'CONFLICT',
  PURPOSE = 'PURPOSE',
  LIMIT = 'LIMIT',
}
registerEnumType(AlertKind, {
  name: 'AlertKind',
  description: 'Why somebody is told that somebody looked.',
  valuesConfig: {
    TRIPWIRE: {
      description: 'A protected person was looked for and not found (R16): for the lead of the matter.',
    },
    CONFLICT: {
      description:
        'An actor looked for somebody they are too near to (R15): for the data protection officer.',
    },
    LIMIT: {
      description: 'An actor was stopped for reading too many people: for the data protection officer.',
    },
    PURPOSE: {
      description:
        'An operation was refused to an agency for its purpose: for the data protection officers on both sides.',
    },
  },
});

@ObjectType({ description: 'What one actor did within an hour that somebody must know of.' })
@Directive('@open(because: "about the acts of staff, for those who answer for them; holds nobody\'s data")')
export class Alert {
  @Field(() => ID)
  id!: string;

  @Field(() => AlertKind)
  kind!: AlertKind;

  @Field(() => String, { nullable: true, description: 'The agency that asked; null for a person.' })
  agency!: string | null;

  @Field(() => String, { nullable: true, description: 'Who asked, as their agency names them.' })
  actor!: string | null;

  @Field(() => String, { nullable: true, description: "The purpose's slug." })
  purpose!: string | null;

  @Field(() => GraphQLDateTime)
  firstAt!: Date;

  @Field(() => GraphQLDateTime)
  lastAt!: Date;

  @Field(() => Int, { description: 'Look-ups or refusals: objects are counted, not requests.' })
  objects!: number;
}
