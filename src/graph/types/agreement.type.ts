import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import {
  AgreementCategory,
  AgreementJurisdiction,
  AgreementRelationship,
  AgreementRequirement,
} from './agreement-form.type.ts';

export enum AgreementState {
  PROPOSED = 'PROPOSED',
  APPROVED = 'APPROVED',
  REFUSED = 'REFUSED',
  ENDED = 'ENDED',
}
registerEnumType(AgreementState, {
  name: 'AgreementState',
  description:
    'PROPOSED: it waits for a second person and opens nothing. APPROVED: it holds, or will from its first day. ENDED: by its own term, by an officer, or because a later version stands in its place.',
});

enum AccessEffect {
  WIDENS = 'WIDENS',
  NARROWS = 'NARROWS',
  CHANGES = 'CHANGES',
}
registerEnumType(AccessEffect, {
  name: 'AccessEffect',
  description: 'CHANGES: it opens for some more and for some less, or on other grounds.',
});

const open = '@open(because: "about agreements, nobody\'s data")';

@ObjectType({ description: 'Where the law is written.' })
@Directive(open)
export class Citation {
  @Field(() => AgreementJurisdiction)
  jurisdiction!: string;

  @Field(() => String, { description: "The entry of the jurisdiction's code list." })
  code!: string;

  @Field(() => String)
  act!: string;

  @Field(() => String)
  article!: string;

  @Field(() => String)
  gazette!: string;
}

@ObjectType({ description: 'What an exchange rests on in law (R3).' })
@Directive(open)
export class Basis {
  @Field(() => String)
  article6!: string;

  @Field(() => String, { nullable: true })
  article9!: string | null;

  @Field(() => String, { nullable: true })
  article10!: string | null;

  @Field(() => Citation, { nullable: true })
  citation!: Citation | null;
}

@ObjectType({ description: 'One act on a version of an agreement.' })
@Directive(open)
export class AgreementEvent {
  @Field(() => AgreementState, { description: 'What the version became by it.' })
  event!: string;

  @Field(() => String, { nullable: true, description: 'Null for what came with the installation.' })
  agency!: string | null;

  @Field(() => String)
  actor!: string;

  @Field(() => GraphQLDateTime)
  at!: Date;

  @Field(() => GraphQLLocalDate, { nullable: true, description: 'With ENDED: the first day without it.' })
  endsOn!: string | null;

  @Field(() => String, { nullable: true })
  reason!: string | null;
}

@ObjectType({ description: 'One version of an agreement. What it says never changes; its history does.' })
@Directive(open)
export class Agreement {
  @Field(() => String)
  id!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => AgreementState)
  state!: string;

  @Field(() => String)
  recipient!: string;

  @Field(() => String)
  controller!: string;

  @Field(() => String, { description: 'By its slug.' })
  purpose!: string;

  @Field(() => [AgreementCategory])
  categories!: string[];

  @Field(() => [String])
  fields!: string[];

  @Field(() => [String])
  prohibits!: string[];

  @Field(() => Basis)
  basis!: Basis;

  @Field(() => Citation, {
    nullable: true,
    description:
      'The law by which an objection does not pause what is read; null where every objection does (R22).',
  })
  overridesObjection!: Citation | null;

  @Field(() => AgreementRequirement)
  requires!: string;

  @Field(() => [AgreementRelationship])
  relationships!: string[];

  @Field(() => Boolean)
  mayAsk!: boolean;

  @Field(() => [String])
  area!: string[];

  @Field(() => [String])
  roles!: string[];

  @Field(() => GraphQLLocalDate)
  validFrom!: string;

  @Field(() => GraphQLLocalDate, { nullable: true, description: 'As it was proposed.' })
  validUntil!: string | null;

  @Field(() => GraphQLLocalDate, {
    nullable: true,
    description: 'The first day on which it does not hold any more, by its own term or because it was ended.',
  })
  endsOn!: string | null;

  @Field(() => [AgreementEvent], { description: 'Oldest first.' })
  history!: AgreementEvent[];

  /** No field: what its changes are read from. */
  compare!: () => AccessChange[] | null;
}

@ObjectType({ description: "One field that the recipient reads otherwise of the controller's data." })
@Directive(open)
export class AccessChange {
  @Field(() => AccessEffect)
  effect!: string;

  @Field(() => String)
  agency!: string;

  @Field(() => String, { description: 'By its slug.' })
  purpose!: string;

  @Field(() => String, { description: '`none` for a caller without a role.' })
  role!: string;

  @Field(() => String)
  field!: string;

  @Field(() => String)
  controller!: string;

  @Field(() => [String], { description: 'By what it opened; empty where nothing opened it.' })
  before!: string[];

  @Field(() => [String])
  after!: string[];
}

@ObjectType({ description: 'What an act on an agreement led to.' })
@Directive(open)
export class AgreementDecision {
  @Field(() => Agreement)
  agreement!: Agreement;

  @Field(() => Boolean, { description: 'Whether it acts at once, if only from its first day on.' })
  takesEffect!: boolean;

  @Field(() => String, {
    nullable: true,
    description: 'The agency of which a second officer must approve first; null where nobody must.',
  })
  waitsFor!: string | null;

  @Field(() => [AccessChange], { description: 'Each field that changes once it holds.' })
  changes!: AccessChange[];
}
