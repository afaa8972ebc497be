import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum AlertKind {
  TRIPWIRE = 'TRIPWIRE',
  CONFLICT = 'CONFLICT',
  PURPOSE = 'PURPOSE',
  LIMIT = 'LIMIT',
  ERASURE_OVERDUE = 'ERASURE_OVERDUE',
  OVERDUE = 'OVERDUE',
  EMERGENCY = 'EMERGENCY',
  REVIEW_OVERDUE = 'REVIEW_OVERDUE',
  UNTRIAGED = 'UNTRIAGED',
  LOG_RESTORED = 'LOG_RESTORED',
  GUARDIAN_WITHDRAWAL = 'GUARDIAN_WITHDRAWAL',
  QUARANTINED = 'QUARANTINED',
}
registerEnumType(AlertKind, {
  name: 'AlertKind',
  description: 'Why somebody is told of something.',
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
    ERASURE_OVERDUE: {
      description:
        'A recipient has not confirmed within thirty days that it stopped and erased what it got under a consent (R7): for the data protection officers on both sides.',
    },
    OVERDUE: {
      description:
        'The agency has not decided in time what a person asked of it (R22): for its data protection officer.',
    },
    EMERGENCY: {
      description:
        'An emergency access was opened, or stood by (R17): for supervisor and data protection officers.',
    },
    REVIEW_OVERDUE: {
      description:
        'Nobody has looked an emergency access over in three working days (R17): for the data protection officers.',
    },
    UNTRIAGED: {
      description:
        'Observations that nobody has triaged for twenty days, and that are erased after thirty (R21), by their number: for the head of the agency.',
    },
    LOG_RESTORED: {
      description:
        'A backup was restored and lines of the log are gone, by how many were signed: for every data protection officer. The actor is who put it on record.',
    },
    QUARANTINED: {
      description:
        "Items of one of the agency's registers could not be taken over and wait, by their number: for its data stewards.",
    },
    GUARDIAN_WITHDRAWAL: {
      description:
        'A guardian withdrew consents for a child whom a matter protects, to this agency and for this purpose (S05): for the lead of the matter. The guardian is told nothing.',
    },
    PURPOSE: {
      description:
        'An operation was refused to an agency for its purpose: for the data protection officers on both sides.',
    },
  },
});

@ObjectType({
  description: 'What one actor did within an hour, or nobody did in time, that somebody must know of.',
})
@Directive('@open(because: "about the acts of staff, for those who answer for them; holds nobody\'s data")')
export class Alert {
  @Field(() => ID)
  id!: string;

  @Field(() => AlertKind)
  kind!: AlertKind;

  @Field(() => String, {
    nullable: true,
    description: 'The agency that asked, or to which consents were withdrawn; null for a person.',
  })
  agency!: string | null;

  @Field(() => String, { nullable: true, description: 'Who asked, as their agency names them.' })
  actor!: string | null;

  @Field(() => String, { nullable: true, description: "The purpose's slug." })
  purpose!: string | null;

  @Field(() => GraphQLDateTime)
  firstAt!: Date;

  @Field(() => GraphQLDateTime)
  lastAt!: Date;

  @Field(() => Int, {
    description:
      'Look-ups, refusals, withdrawals, observations or lines of the log: objects are counted, not requests.',
  })
  objects!: number;
}
