import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import { categories } from '../../domain/category.ts';

export enum ConsentState {
  PENDING = 'PENDING',
  GIVEN = 'GIVEN',
  REFUSED = 'REFUSED',
  DEFERRED = 'DEFERRED',
  WITHDRAWN = 'WITHDRAWN',
}
registerEnumType(ConsentState, {
  name: 'ConsentState',
  description:
    'PENDING: opening nothing until it is confirmed by a named person of another agency than the recipient (R8), or until every guardian has consented who must (R9).',
});

export enum EvidenceKind {
  PAPER = 'PAPER',
  TELEPHONE = 'TELEPHONE',
}
registerEnumType(EvidenceKind, { name: 'EvidenceKind' });

const stated = '@names(none: "stated by the caller, not asked")';

@InputType({
  description: 'What is consented to: by category or by field, never for a closed purpose (R1, R4).',
})
export class ConsentTerms {
  @Directive(stated)
  @Field(() => String, { description: 'The agency that will read.' })
  recipient!: string;

  @Directive(stated)
  @Field(() => String, { description: 'The agency whose data it is.' })
  controller!: string;

  @Directive(stated)
  @Field(() => String, { description: "The purpose's slug, such as `social-welfare-provision`." })
  purpose!: string;

  @Directive(stated)
  @Field(() => [String], { description: `Categories: ${categories.join(', ')}.` })
  categories!: string[];

  @Directive(stated)
  @Field(() => [String], { defaultValue: [], description: 'Field coordinates, such as `CaseEntry.health`.' })
  fields!: string[];

  @Directive(stated)
  @Field(() => String, { description: 'The version of the privacy notice that was read.' })
  noticeVersion!: string;

  @Directive(stated)
  @Field(() => String, { description: 'The language it was read in, as BCP 47 writes it.' })
  language!: string;

  @Directive(stated)
  @Field(() => String, { description: 'The script it was read in: `Latn` or `Cyrl`.' })
  script!: string;

  @Directive(stated)
  @Field(() => GraphQLLocalDate, {
    nullable: true,
    description:
      'The first day it no longer holds: at most twelve months ahead, which is also what silence means.',
  })
  until!: string | null;
}

@InputType({ description: 'What was read before a consent is renewed, and how long it holds then (R4).' })
export class ConsentReading {
  @Directive(stated)
  @Field(() => String, { description: 'The version of the privacy notice that was read: one in use.' })
  noticeVersion!: string;

  @Directive(stated)
  @Field(() => String, { description: 'The language it was read in, as BCP 47 writes it.' })
  language!: string;

  @Directive(stated)
  @Field(() => String, { description: 'The script it was read in: `Latn` or `Cyrl`.' })
  script!: string;

  @Directive(stated)
  @Field(() => GraphQLLocalDate, {
    nullable: true,
    description:
      'The first day it no longer holds: no earlier than it did, and at most twelve months ahead, which is also what silence means.',
  })
  until!: string | null;
}

@InputType({ description: "What an agency asks a client's consent to. The agency itself is who will read." })
export class RequestedTerms {
  @Directive(stated)
  @Field(() => String, { description: 'The agency whose data it is.' })
  controller!: string;

  @Directive(stated)
  @Field(() => String, { description: "The purpose's slug, such as `social-welfare-provision`." })
  purpose!: string;

  @Directive(stated)
  @Field(() => [String], { description: 'Categories that an agreement lets the agency ask for.' })
  categories!: string[];

  @Directive(stated)
  @Field(() => [String], { defaultValue: [], description: 'Field coordinates, such as `CaseEntry.health`.' })
  fields!: string[];

  @Directive(stated)
  @Field(() => String, { description: 'The version of the privacy notice that is to be read.' })
  noticeVersion!: string;

  @Directive(stated)
  @Field(() => GraphQLLocalDate, {
    nullable: true,
    description: 'The first day on which neither request nor consent holds: at most twelve months ahead.',
  })
  until!: string | null;
}

export enum ConsentAnswer {
  GIVE = 'GIVE',
  REFUSE = 'REFUSE',
  DEFER = 'DEFER',
}
registerEnumType(ConsentAnswer, { name: 'ConsentAnswer' });

@ObjectType({
  description: 'That a consent was asked for: the same whether or not the person is shown it (R6).',
})
@Directive('@open(because: "about the caller\'s own act")')
export class ConsentRequestReceipt {
  @Field(() => ID)
  id!: string;

  @Field(() => GraphQLDateTime)
  at!: Date;
}

@InputType({ description: 'What staff hold in hand of a consent given on paper or by telephone (R8).' })
export class ConsentEvidence {
  @Directive(stated)
  @Field(() => EvidenceKind)
  kind!: EvidenceKind;

  @Directive(stated)
  @Field(() => String, {
    description: 'The number on the form or in the telephone book: the verifier names it too.',
  })
  reference!: string;

  @Directive(stated)
  @Field(() => GraphQLLocalDate, {
    description:
      'When the person signed or spoke. Never in the future; an older date opens nothing backwards.',
  })
  givenOn!: string;

  @Directive(stated)
  @Field(() => String, { nullable: true, description: 'Who was present.' })
  witness!: string | null;
}

export enum LawfulStep {
  DUTY = 'DUTY',
  TASK = 'TASK',
}
registerEnumType(LawfulStep, {
  name: 'LawfulStep',
  description:
    'DUTY: Art. 6(1)(c) or (d), whatever the person says. TASK: Art. 6(1)(e), which a person can forbid (R2).',
});

const fromAgreements = '@open(because: "said of agreements and registrations, the same for everybody")';

@ObjectType({ description: 'A purpose for which consent opens nothing to the recipient any more.' })
@Directive(fromAgreements)
export class EndedAccess {
  @Field(() => String, { description: "The recipient's name." })
  recipient!: string;

  @Field(() => String, { description: 'In words.' })
  purpose!: string;
}

@ObjectType({ description: 'A field by its coordinate and in words.' })
@Directive(fromAgreements)
export class FieldInWords {
  @Field(() => String)
  coordinate!: string;

  @Field(() => String)
  label!: string;
}

@ObjectType({
  description:
    'What the recipient can read by law under one agreement, whatever is consented to. Beside it stand its own registers.',
})
@Directive(fromAgreements)
export class RemainingAccess {
  @Field(() => [FieldInWords])
  fields!: FieldInWords[];

  @Field(() => String, { description: 'The name of the agency whose data it is.' })
  controller!: string;

  @Field(() => String, { description: 'For what, in words.' })
  purpose!: string;

  @Field(() => LawfulStep)
  step!: LawfulStep;

  @Field(() => String, { description: 'The legal basis, in words.' })
  basis!: string;

  @Field(() => String, { description: 'What must hold for the person, in words.' })
  condition!: string;

  @Field(() => String, {
    nullable: true,
    description: "In the act's own language; null where none is cited.",
  })
  act!: string | null;

  @Field(() => String, { nullable: true })
  article!: string | null;

  @Field(() => String, { nullable: true })
  gazette!: string | null;

  @Field(() => String, { description: "The agreement's id." })
  agreement!: string;

  @Field(() => Int, { description: "The agreement's version." })
  version!: number;
}

@ObjectType({
  description: 'What the hub holds of a consent that the caller gave, recorded, confirmed or withdrew.',
})
@Directive('@open(because: "about the caller\'s own act")')
export class ConsentReceipt {
  @Field(() => ID, { nullable: true, description: 'Null where several or none were meant.' })
  id!: string | null;

  @Field(() => ConsentState)
  state!: ConsentState;

  @Field(() => GraphQLDateTime, { description: 'Since when it is in this state. Never backdated.' })
  at!: Date;

  @Field(() => GraphQLLocalDate, { nullable: true })
  until!: string | null;

  @Field(() => [EndedAccess], {
    nullable: true,
    description: 'Of a withdrawal: what ends. The same whether or not there was something to withdraw (R7).',
  })
  ends!: EndedAccess[] | null;

  @Field(() => [RemainingAccess], {
    nullable: true,
    description: 'Of a withdrawal: what stays, and on which law. Only what rests on consent goes.',
  })
  stays!: RemainingAccess[] | null;
}
