import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';

export enum EmergencyOutcome {
  JUSTIFIED = 'JUSTIFIED',
  NOT_JUSTIFIED = 'NOT_JUSTIFIED',
}
registerEnumType(EmergencyOutcome, { name: 'EmergencyOutcome' });

@ObjectType({
  description:
    'An access that is open for its actor alone, under the purpose `emergency-access`: what the agreements for it name, of these persons and nobody else.',
})
@Directive('@open(because: "about the caller\'s own act")')
export class EmergencyAccess {
  @Field(() => ID, {
    description: 'What another agency stands by it under, and what its review names it by.',
  })
  id!: string;

  @Field(() => GraphQLDateTime, {
    nullable: true,
    description:
      'Until when it is open: sixty minutes. Null while it waits for somebody of another agency, because a review of the caller is overdue.',
  })
  until!: Date | null;

  @Field(() => [ID], { description: 'The person, and their minor children: to ask for by `person`.' })
  persons!: readonly string[];

  /** The hub's own id. */
  readonly access!: string;
}

@ObjectType({
  description:
    'Who decides for a child whom an emergency opened, as the guardianship authority took it down: a person, of whom no more than the name is given, or an agency.',
})
@Directive(
  '@open(because: "given while the access is open, where the authority agreed that emergencies read identities: the service decides")',
)
export class EmergencyGuardian {
  @Field(() => ID, { description: 'Of the persons of the access.' })
  child!: string;

  @Field(() => String, { nullable: true })
  givenName!: string | null;

  @Field(() => String, { nullable: true })
  familyName!: string | null;

  @Field(() => String, { nullable: true, description: 'The agency, where an agency is the guardian.' })
  agency!: string | null;
}

@ObjectType({ description: 'An emergency access that nobody has looked over yet (R17).' })
@Directive(
  '@open(because: "about the acts of staff, for those who answer for them; names nobody who was read")',
)
export class EmergencyReview {
  @Field(() => ID)
  id!: string;

  @Field(() => String)
  agency!: string;

  @Field(() => String)
  actor!: string;

  @Field(() => String, { description: 'What the actor wrote.' })
  reason!: string;

  @Field(() => GraphQLDateTime)
  askedAt!: Date;

  @Field(() => String, {
    nullable: true,
    description: 'The other agency, where somebody of it stood by the access.',
  })
  confirmedBy!: string | null;

  @Field(() => GraphQLLocalDate, { description: 'The third working day after.' })
  reviewBy!: string;
}
