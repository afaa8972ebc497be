import { GraphQLDateTime, GraphQLLocalDate } from 'graphql-scalars';
import { Directive, Field, ID, ObjectType, registerEnumType } from 'type-graphql';
import type { Language } from '../../access/language-file.ts';
import type { ConsentRecord } from '../../domain/consent-record.ts';
import type { ConsentState } from '../../domain/consent-state.ts';
import type { ActsFor } from '../../records/consent-input.ts';
import type { EndedConsent } from '../../records/ended-consents.ts';
import type { CallerIds } from '../request-context.ts';
import { EvidenceKind, FieldInWords, RemainingAccess } from './consent.type.ts';
import { GuardianshipScope } from './guardianship.type.ts';

const own = '@open(because: "the person\'s own, shown to their own token alone")';

/** DPV's states of a consent; only GIVEN and RENEWED permit anything. */
export enum ConsentStatus {
  REQUESTED = 'REQUESTED',
  REQUEST_DEFERRED = 'REQUEST_DEFERRED',
  REFUSED = 'REFUSED',
  GIVEN = 'GIVEN',
  RENEWED = 'RENEWED',
  WITHDRAWN = 'WITHDRAWN',
  REVOKED = 'REVOKED',
  EXPIRED = 'EXPIRED',
  INVALIDATED = 'INVALIDATED',
  UNKNOWN = 'UNKNOWN',
}
registerEnumType(ConsentStatus, {
  name: 'ConsentStatus',
  description: "The Data Privacy Vocabulary's states of a consent. Only GIVEN and RENEWED permit anything.",
});

export const consentStatuses: Readonly<Record<ConsentState, ConsentStatus>> = {
  ConsentRequested: ConsentStatus.REQUESTED,
  ConsentRequestDeferred: ConsentStatus.REQUEST_DEFERRED,
  ConsentRefused: ConsentStatus.REFUSED,
  ConsentGiven: ConsentStatus.GIVEN,
  RenewedConsentGiven: ConsentStatus.RENEWED,
  ConsentWithdrawn: ConsentStatus.WITHDRAWN,
  ConsentRevoked: ConsentStatus.REVOKED,
  ConsentExpired: ConsentStatus.EXPIRED,
  ConsentInvalidated: ConsentStatus.INVALIDATED,
  ConsentUnknown: ConsentStatus.UNKNOWN,
};

@ObjectType({ description: 'Where a law lets something be kept out of what a person sees of themselves.' })
@Directive(own)
export class AccessRestriction {
  @Field(() => String)
  jurisdiction!: string;

  @Field(() => String)
  act!: string;

  @Field(() => String)
  article!: string;

  @Field(() => String)
  gazette!: string;
}

@ObjectType({ description: 'Something that happened to a consent.' })
@Directive(own)
export class OwnConsentEvent {
  @Field(() => ConsentStatus)
  status!: ConsentStatus;

  @Field(() => String, { description: 'The same, in words.' })
  statusInWords!: string;

  @Field(() => GraphQLDateTime)
  at!: Date;

  @Field(() => String, { nullable: true, description: "The agency's name; null where the person acted." })
  agency!: string | null;

  @Field(() => String, { nullable: true, description: 'Who of the agency; null where the person acted.' })
  actor!: string | null;

  @Field(() => Boolean, { description: "Whether somebody acted as the child's guardian (R9)." })
  byGuardian!: boolean;
}

@ObjectType({ description: 'What staff held in hand of a consent given on paper or by telephone (R8).' })
@Directive(own)
export class OwnConsentEvidence {
  @Field(() => EvidenceKind)
  kind!: EvidenceKind;

  @Field(() => String)
  reference!: string;

  @Field(() => GraphQLLocalDate)
  givenOn!: string;

  @Field(() => String, { nullable: true, description: 'Who was present.' })
  witness!: string | null;
}

@ObjectType({ description: 'What the end of a consent asks of who had got something under it (R7).' })
@Directive(own)
export class OwnConsentEnd {
  @Field(() => GraphQLLocalDate, {
    description: 'The last day on which the recipient confirms stop and erasure.',
  })
  confirmBy!: string;

  @Field(() => GraphQLDateTime, { nullable: true, description: 'When it did; null where it has not yet.' })
  confirmedAt!: Date | null;
}

@ObjectType({ description: 'A consent of the person, as the hub keeps it (ISO/IEC TS 27560).' })
@Directive(own)
export class OwnConsent {
  constructor(
    readonly record: ConsentRecord,
    readonly person: string,
    readonly spoken: Language,
    readonly ids: CallerIds,
    /** What the ends of all consents of the person ask of recipients: asked of the store once, and only where it is shown. */
    readonly ends: () => Promise<readonly EndedConsent[]>,
  ) {}

  @Field(() => ID)
  id!: string;

  @Field(() => ConsentStatus, { description: 'What it is today.' })
  status!: ConsentStatus;

  @Field(() => String, { description: 'The same, in words.' })
  statusInWords!: string;

  @Field(() => String, { description: 'The name of the agency whose data it is.' })
  controller!: string;

  @Field(() => String, { description: 'The name of the agency that may read.' })
  recipient!: string;

  @Field(() => String, { description: 'For what, in words.' })
  purpose!: string;

  @Field(() => [String], { description: 'Categories in words.' })
  categories!: readonly string[];

  @Field(() => [FieldInWords], { description: 'Single fields that it names besides.' })
  fields!: readonly FieldInWords[];

  @Field(() => String, { description: 'The version of the notice that was read.' })
  noticeVersion!: string;

  @Field(() => String, { nullable: true, description: 'Where that notice can be read.' })
  noticeAddress!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The language it was read in; null while it is asked for.',
  })
  language!: string | null;

  @Field(() => String, { nullable: true, description: 'The script it was read in.' })
  script!: string | null;

  @Field(() => GraphQLLocalDate, { description: 'The first day on which it does not hold.' })
  until!: string;

  @Field(() => Boolean, { description: 'Whether it was asked for and waits for an answer (R6).' })
  isRequest!: boolean;

  @Field(() => OwnConsentEvidence, { nullable: true })
  evidence!: OwnConsentEvidence | null;

  @Field(() => [OwnConsentEvent], { description: 'Everything that happened to it, the oldest first.' })
  events!: readonly OwnConsentEvent[];
}

@ObjectType({
  description:
    "What one agency read of the person on one day, for one purpose, out of one register: through the person's own relationship, consent or record (R14).",
})
@Directive(own)
export class OwnAccess {
  @Field(() => GraphQLLocalDate)
  day!: string;

  @Field(() => String, { description: 'The name of the agency that read.' })
  agency!: string;

  @Field(() => String, { description: 'For what, in words.' })
  purpose!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The name of the agency whose data it was; null where none was given.',
  })
  controller!: string | null;

  @Field(() => [FieldInWords])
  fields!: readonly FieldInWords[];

  @Field(() => String, { description: 'What let it out: a step, or a word of `docs/explanations.md`.' })
  step!: string;

  @Field(() => String, { description: 'The same, in words.' })
  stepInWords!: string;

  @Field(() => [String], {
    description: 'The legal basis in words; empty for the own register of an agency.',
  })
  basis!: readonly string[];

  @Field(() => String, { nullable: true, description: 'The id of the agreement.' })
  agreement!: string | null;

  @Field(() => [String], {
    description: 'The roles of those who read. Their names the data protection officer says.',
  })
  roles!: readonly string[];

  @Field(() => [ID], { description: 'What to ask the data protection officer by: one for each request.' })
  requests!: readonly string[];
}

@ObjectType({
  description:
    "A person's own file, for their own token; a child's, for who decides for the child (R9); or at a counter, with a clerk beside its person (R13).",
})
@Directive(own)
export class Me {
  constructor(
    readonly actsFor: ActsFor,
    readonly spoken: Language,
    /** Those of the caller; in an assisted session, those of that session and of nothing else (R23). */
    readonly ids: CallerIds,
    /** The agency at whose counter it is shown; null where the person is shown it by their own token. */
    readonly assistedBy: string | null,
    /** Under which id a matter seals the session in which it is shown (R11): for the log alone. */
    readonly sealed: readonly string[] = [],
  ) {}

  /** Whose file it is. */
  get person(): string {
    return this.actsFor.person;
  }

  @Field(() => String, {
    description:
      'A sentence that is the same for everybody, always: what is not shown here, and where it is (R13).',
  })
  keptApart!: string;

  @Field(() => [AccessRestriction], {
    description:
      "By which article of each law that the hub's agencies stand under something may be kept apart: the same for everybody, always (R13).",
  })
  keptApartBy!: readonly AccessRestriction[];
}

@ObjectType({
  description:
    'A child for whom the person decides, by the record of a court or a guardianship authority (R9).',
})
@Directive(own)
export class OwnWard {
  @Field(() => ID, { description: 'What the child is named by, here and in `me(ward:)`.' })
  id!: string;

  @Field(() => [String], { description: 'The given names that registers hold.' })
  givenNames!: readonly string[];

  @Field(() => [GuardianshipScope], { description: 'On what the person decides.' })
  scopes!: readonly GuardianshipScope[];

  @Field(() => GraphQLLocalDate, {
    nullable: true,
    description: 'The first day on which the person does not: of age at the latest.',
  })
  until!: string | null;
}

@ObjectType({ description: 'What the person forbids an agency, in writing (R2).' })
@Directive(own)
export class OwnProhibition {
  @Field(() => String, { description: 'The name of the agency.' })
  recipient!: string;

  @Field(() => GraphQLDateTime)
  since!: Date;

  @Field(() => [RemainingAccess], {
    description: 'To what it does not apply: what the agency reads under a legal duty, and on which law.',
  })
  stays!: readonly RemainingAccess[];
}
