import { GraphQLDateTime } from 'graphql-scalars';
import { Directive, Field, ID, Int, ObjectType, registerEnumType } from 'type-graphql';

export enum RecordOutcome {
  CREATED = 'CREATED',
  UPDATED = 'UPDATED',
  UNCHANGED = 'UNCHANGED',
  STALE_IGNORED = 'STALE_IGNORED',
  CONFLICT = 'CONFLICT',
  QUARANTINED = 'QUARANTINED',
}
registerEnumType(RecordOutcome, {
  name: 'RecordOutcome',
  description:
    'What became of one pushed record. STALE_IGNORED: an older version than the stored one, without effect. CONFLICT: the same version with another content, without effect.',
});

export enum ObservationState {
  RECEIVED = 'RECEIVED',
}
registerEnumType(ObservationState, {
  name: 'ObservationState',
  description: 'All that a submitter learns (R18).',
});

@ObjectType({
  description: 'A value or item that could not be taken over: where and why, never what it was.',
})
@Directive('@open(because: "about the caller\'s own push")')
export class PushProblem {
  @Field(() => Int, { description: 'Index of the pushed item.' })
  row!: number;

  @Field(() => String)
  column!: string;

  @Field(() => String)
  reason!: string;
}

@ObjectType({ description: 'The receipt of one pushed record.' })
@Directive('@open(because: "about the caller\'s own push")')
export class RecordReceipt {
  @Field(() => ID, { nullable: true, description: "The record's id for this agency, where one was written." })
  id!: string | null;

  @Field(() => String, { description: "The source's own id of the record, as pushed." })
  localId!: string;

  @Field(() => RecordOutcome)
  outcome!: RecordOutcome;

  @Field(() => [PushProblem])
  problems!: PushProblem[];
}

@ObjectType({
  description: 'The receipt of an observation: the same form for any family, known or not (R18).',
})
@Directive('@open(because: "about the caller\'s own submission")')
export class ObservationReceipt {
  @Field(() => ID)
  id!: string;

  @Field(() => ObservationState)
  state!: ObservationState;

  @Field(() => GraphQLDateTime)
  receivedAt!: Date;
}
