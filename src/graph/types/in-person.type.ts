import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { SealedUnit } from './matter.type.ts';
import { OwnAccess, OwnConsent } from './me.type.ts';

const inPerson =
  '@open(because: "shown once, by two named staff, to the person it is about, who has shown their card (R13)")';

@ObjectType({ description: 'A session in person: one person, two named staff, fifteen minutes (R13).' })
@Directive('@open(because: "about the caller\'s own act")')
export class InPersonSession {
  @Field(() => ID, { description: 'What the second of its staff confirms it by.' })
  session!: string;

  @Field(() => GraphQLDateTime, { description: 'The first instant at which it is gone.' })
  until!: Date;
}

@ObjectType({ description: 'A matter that protects the person, with what of it names them.' })
@Directive(inPerson)
export class ShownMatter {
  @Field(() => String, { description: 'The agency whose procedure it is.' })
  controller!: string;

  @Field(() => String, { description: 'What the controller calls it.' })
  reference!: string;

  @Field(() => GraphQLDateTime)
  openedAt!: Date;

  @Field(() => GraphQLDateTime, { nullable: true })
  closedAt!: Date | null;

  @Field(() => [SealedUnit], {
    description:
      "What is sealed of the person. The hub cannot open it: a party's own program does, and shows the person's own lines of it and nobody else's.",
  })
  units!: readonly SealedUnit[];
}

@ObjectType({ description: 'A referral that a matter seals.' })
@Directive(inPerson)
export class SealedReferral {
  @Field(() => String, { description: 'The name of the agency that made it.' })
  from!: string;

  @Field(() => String, { description: 'The name of the agency to which it was made.' })
  to!: string;

  @Field(() => String, { description: 'The number on the form.' })
  reference!: string;

  @Field(() => GraphQLDateTime)
  madeAt!: Date;

  @Field(() => GraphQLDateTime, { nullable: true })
  acceptedAt!: Date | null;

  @Field(() => GraphQLLocalDate, { description: 'The first day on which it opens nothing any more.' })
  until!: string;
}

@ObjectType({
  description:
    'What the law keeps apart of one person: all of it is empty where there is nothing, and where the two staff may show nothing.',
})
@Directive(inPerson)
export class InPersonFile {
  @Field(() => [ShownMatter])
  matters!: readonly ShownMatter[];

  @Field(() => [OwnConsent], { description: 'Consents that a matter seals, the newest first.' })
  consents!: readonly OwnConsent[];

  @Field(() => [SealedReferral])
  referrals!: readonly SealedReferral[];

  @Field(() => [OwnAccess], {
    description: 'Who read what through these consents and referrals, the newest first.',
  })
  accesses!: readonly OwnAccess[];
}
