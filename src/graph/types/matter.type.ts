import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, ID, InputType, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { Category } from '../../domain/category.ts';
import { AgreementCategory } from './agreement-form.type.ts';

const stated = '@names(none: "stated by the caller, not asked")';
const ofParties =
  '@open(because: "for the named parties of a matter alone; what lies in it is sealed for their keys")';

export enum PartyRole {
  LEAD = 'LEAD',
  MEMBER = 'MEMBER',
  DUTY = 'DUTY',
}
registerEnumType(PartyRole, {
  name: 'PartyRole',
  description: 'What a named actor is to a matter (R12). The lead names the others.',
});

@ObjectType({ description: 'A named actor who is party to a matter.' })
@Directive(ofParties)
export class MatterParty {
  @Field(() => String)
  agency!: string;

  @Field(() => String, { description: 'As their agency names them.' })
  actor!: string;

  @Field(() => PartyRole)
  role!: PartyRole;

  @Field(() => GraphQLDateTime)
  from!: Date;

  @Field(() => GraphQLDateTime, { nullable: true })
  until!: Date | null;
}

@ObjectType({ description: 'What a register sealed in a matter, as it came.' })
@Directive(ofParties)
export class SealedUnit {
  @Field(() => ID)
  id!: string;

  @Field(() => String, { description: 'The register.' })
  source!: string;

  @Field(() => Int)
  version!: number;

  @Field(() => GraphQLDateTime)
  receivedAt!: Date;

  @Field(() => String, {
    description:
      "A JWE in its general JSON form (RFC 7516): opened with a party's own key, which the hub does not have.",
  })
  jwe!: string;
}

export enum SealedActKind {
  CONSENT = 'CONSENT',
  REFERRAL = 'REFERRAL',
}
registerEnumType(SealedActKind, { name: 'SealedActKind' });

@ObjectType({
  description:
    'A consent or a referral that staff recorded of somebody whom the matter protects: in nobody’s online file (R11).',
})
@Directive(ofParties)
export class SealedAct {
  @Field(() => ID)
  id!: string;

  @Field(() => SealedActKind)
  kind!: SealedActKind;

  @Field(() => String, { description: 'The agency that recorded it.' })
  from!: string;

  @Field(() => String, { description: 'The agency that reads under it.' })
  to!: string;

  @Field(() => String, { nullable: true, description: 'The number on the form.' })
  reference!: string | null;

  @Field(() => GraphQLDateTime)
  at!: Date;
}

@ObjectType({
  description:
    'On which law the lead says that protective readings rest, never on a guardian’s consent (R9). It opens nothing by itself.',
})
@Directive(ofParties)
export class ProtectiveBasis {
  @Field(() => String)
  code!: string;

  @Field(() => String)
  act!: string;

  @Field(() => String)
  article!: string;

  @Field(() => String)
  gazette!: string;

  @Field(() => String, { description: "By the Data Privacy Vocabulary's id." })
  article6!: string;

  @Field(() => AgreementCategory, { nullable: true })
  category!: Category | null;

  @Field(() => String, { nullable: true, description: 'A coordinate, where it is one field.' })
  field!: string | null;

  @Field(() => String, { description: 'The agency that reads.' })
  reader!: string;
}

@ObjectType({ description: 'The same, with who stated it and since when.' })
@Directive(ofParties)
export class StatedBasis extends ProtectiveBasis {
  @Field(() => String)
  statedBy!: string;

  @Field(() => GraphQLDateTime)
  since!: Date;
}

@InputType({ description: 'On which law protective readings rest, from now on.' })
export class ProtectiveBasisInput {
  @Directive(stated)
  @Field(() => String, { description: "A code of the list of the controller's jurisdiction." })
  code!: string;

  @Directive(stated)
  @Field(() => String, { description: 'One that the act carries, and not consent.' })
  article6!: string;

  @Directive(stated)
  @Field(() => AgreementCategory, { nullable: true })
  category!: Category | null;

  @Directive(stated)
  @Field(() => String, { nullable: true, description: 'A coordinate, instead of a category.' })
  field!: string | null;

  @Directive(stated)
  @Field(() => String, { description: 'The agency that reads.' })
  reader!: string;
}

@InputType({ description: 'That the protected person was heard before something is unsealed (R11).' })
export class HearingInput {
  @Directive(stated)
  @Field(() => GraphQLLocalDate)
  on!: string;

  @Directive(stated)
  @Field(() => String, { description: 'Who heard them, by name.' })
  by!: string;
}

@ObjectType({ description: 'A protected procedure, for its named parties alone (R11, R12).' })
@Directive(ofParties)
export class Matter {
  @Field(() => ID, { description: 'Its own id, the same for all its parties (R23).' })
  id!: string;

  @Field(() => String, { description: 'The agency whose procedure it is.' })
  controller!: string;

  @Field(() => String, { description: 'What the controller calls it.' })
  reference!: string;

  @Field(() => GraphQLDateTime)
  openedAt!: Date;

  @Field(() => GraphQLDateTime, { nullable: true })
  closedAt!: Date | null;

  @Field(() => [MatterParty])
  parties!: readonly MatterParty[];

  @Field(() => [SealedUnit])
  units!: readonly SealedUnit[];

  @Field(() => [SealedAct], { description: 'Of those whom it protects, the newest first.' })
  acts!: readonly SealedAct[];

  @Field(() => [StatedBasis], { description: 'The oldest first.' })
  bases!: readonly StatedBasis[];
}

@InputType({ description: 'Whom a lead names (R12).' })
export class PartyInput {
  @Directive(stated)
  @Field(() => String)
  agency!: string;

  @Directive(stated)
  @Field(() => String, { description: 'As the agency names them in its tokens.' })
  actor!: string;

  @Directive(stated)
  @Field(() => PartyRole)
  role!: PartyRole;

  @Directive(stated)
  @Field(() => GraphQLDateTime, {
    nullable: true,
    description: 'Until when; null where the lead will say it.',
  })
  until!: Date | null;

  @Directive(stated)
  @Field(() => String, {
    nullable: true,
    description: 'A public JWK (P-256 or X25519) for which what comes later is sealed, too.',
  })
  key!: string | null;
}

@ObjectType({ description: 'That something was done in a matter.' })
@Directive('@open(because: "about the caller\'s own act")')
export class MatterReceipt {
  @Field(() => ID)
  matter!: string;
}

@ObjectType({ description: "A line of the sealed log, for the controller's data protection officer (R14)." })
@Directive('@open(because: "about the acts of staff, for those who answer for them; holds nobody\'s data")')
export class SealedLogLine {
  @Field(() => ID)
  id!: string;

  @Field(() => GraphQLDateTime)
  at!: Date;

  @Field(() => String)
  agency!: string;

  @Field(() => String)
  actor!: string;

  @Field(() => String, {
    description:
      'What was done in a matter: `READ`, `TAKE`, `NAME_PARTY`, `END_PARTY`, `SHARE`, `PROPOSE_CLOSING`, `CLOSE`, `PROPOSE_UNSEALING`, `UNSEAL` or `STATE_BASIS`; in a session in person `OPEN_IN_PERSON`, `CONFIRM_IN_PERSON`, `SHOW_IN_PERSON` or `WITHDRAW_IN_PERSON`; `DISCLOSURE` where data were read through a consent or referral that a matter seals.',
  })
  act!: string;

  @Field(() => ID, {
    nullable: true,
    description: 'Null where nobody has taken the matter yet, and where it is about none.',
  })
  matter!: string | null;

  @Field(() => [String], { description: 'What was read, as coordinates; empty for acts in a matter.' })
  fields!: readonly string[];

  @Field(() => Int, { description: 'How many sealed units, consents or referrals were given or touched.' })
  units!: number;

  @Field(() => ProtectiveBasis, {
    nullable: true,
    description: 'What a lead stated; null for every other act.',
  })
  basis!: ProtectiveBasis | null;

  @Field(() => GraphQLDateTime, { description: 'By when it is looked over.' })
  reviewBy!: Date;
}
