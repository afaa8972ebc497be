import { Directive, Field, Float, ID, ObjectType, registerEnumType } from 'type-graphql';
import { PageInfo } from './household-page.type.ts';
import { Person } from './person.type.ts';
import { Provenance } from './provenance.type.ts';

const open = '@open(because: "told a data steward of lines that are open to them, and of no others")';

export enum ComparedField {
  GIVEN_NAME = 'GIVEN_NAME',
  FAMILY_NAME = 'FAMILY_NAME',
  NAME_ORDER = 'NAME_ORDER',
  BIRTH_DATE = 'BIRTH_DATE',
  NATIONAL_ID = 'NATIONAL_ID',
  ADDRESS = 'ADDRESS',
}
registerEnumType(ComparedField, { name: 'ComparedField', description: 'What two lines are compared in.' });

export enum LinkOutcome {
  LINKED = 'LINKED',
  TO_DECIDE = 'TO_DECIDE',
  APART = 'APART',
}
registerEnumType(LinkOutcome, {
  name: 'LinkOutcome',
  description: 'What the weights say of two lines: one person, for somebody to look at, or two people.',
});

export enum LinkRule {
  TWO_CHECKED_IDS = 'TWO_CHECKED_IDS',
  SAME_UNIT = 'SAME_UNIT',
  ID_OF_TWO = 'ID_OF_TWO',
  OTHER_GIVEN_NAME = 'OTHER_GIVEN_NAME',
  OTHER_BIRTH = 'OTHER_BIRTH',
}
registerEnumType(LinkRule, {
  name: 'LinkRule',
  description: 'Why the weights were not followed: `docs/linking.md` says what each means.',
});

export enum LinkReviewReason {
  SEVERAL_FIT = 'SEVERAL_FIT',
  PERHAPS = 'PERHAPS',
}
registerEnumType(LinkReviewReason, {
  name: 'LinkReviewReason',
  description:
    'SEVERAL_FIT: by the rules several fit, or a namesake is known. PERHAPS: by the rules nobody fits, but it is as likely as not somebody who is known.',
});

@ObjectType({
  description: 'One step of the waterfall: how a field compares, and what that weighs.',
})
@Directive(open)
export class LinkComparison {
  @Field(() => ComparedField)
  field!: ComparedField;

  @Field(() => String, {
    description: 'The level, such as SAME, NEAR or SWAPPED; UNKNOWN where one line does not say it.',
  })
  level!: string;

  @Field(() => Float, { description: 'Bits for one person, or against: ten are a thousand to one.' })
  weight!: number;

  @Field(() => Float, { description: "Bits for the value's being rarer than most, or against." })
  rarity!: number;
}

@ObjectType({
  description: 'Why two lines are one person or not, in bits that add up. It holds no value of anybody.',
})
@Directive(open)
export class LinkEvidence {
  @Field(() => LinkOutcome)
  outcome!: LinkOutcome;

  @Field(() => Float, {
    description: 'Bits before anything is compared: how rarely two lines are one person.',
  })
  before!: number;

  @Field(() => [LinkComparison])
  comparisons!: LinkComparison[];

  @Field(() => Float, { description: 'Bits taken off because people of one household agree like this too.' })
  household!: number;

  @Field(() => Float, { description: 'What the bits come to.' })
  bits!: number;

  @Field(() => Float, { description: 'The chance of one person, from 0 to 1.' })
  chance!: number;

  @Field(() => LinkRule, { nullable: true })
  rule!: LinkRule | null;
}

@ObjectType({ description: 'Somebody whom a waiting line may be.' })
@Directive(open)
export class LinkCandidate {
  @Field(() => Person)
  person!: Person;

  @Field(() => Provenance, { description: 'Of the line that fits best.' })
  provenance!: Provenance;

  @Field(() => LinkEvidence)
  evidence!: LinkEvidence;
}

@ObjectType({
  description:
    'A line that waits for somebody to say who it is: it was taken, and is somebody new meanwhile.',
})
@Directive(open)
export class LinkReview {
  @Field(() => ID, {
    description: 'What `decideLink` names it by, for as long as the line says what it says.',
  })
  id!: string;

  @Field(() => Person, { description: 'Who the line is for now.' })
  person!: Person;

  @Field(() => Provenance, { description: 'Of the line.' })
  provenance!: Provenance;

  @Field(() => LinkReviewReason)
  reason!: LinkReviewReason;

  @Field(() => [LinkCandidate], { description: 'The likeliest first.' })
  candidates!: LinkCandidate[];
}

export enum LinkDecision {
  ONE_PERSON = 'ONE_PERSON',
  TWO_PEOPLE = 'TWO_PEOPLE',
}
registerEnumType(LinkDecision, {
  name: 'LinkDecision',
  description:
    'ONE_PERSON: from now on all lines of the two are one person. TWO_PEOPLE: they stay two, and nobody is asked again.',
});

@ObjectType({ description: 'What a data steward decided of a line that waited.' })
@Directive('@open(because: "what the caller said")')
export class DecidedReview {
  @Field(() => LinkDecision)
  decision!: LinkDecision;
}

@ObjectType()
@Directive(open)
export class LinkReviewEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => LinkReview)
  node!: LinkReview;
}

@ObjectType({
  description:
    'A page of lines that wait, the oldest first. It has no total: that would count what is hidden.',
})
@Directive(open)
export class LinkReviewConnection {
  @Field(() => [LinkReviewEdge])
  edges!: LinkReviewEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}

@ObjectType({ description: 'A line of a person beside that other line of theirs which it fits best.' })
@Directive(open)
export class LinkedLine {
  @Field(() => Provenance)
  provenance!: Provenance;

  @Field(() => Provenance, { description: 'Of the other line.' })
  against!: Provenance;

  @Field(() => LinkEvidence)
  evidence!: LinkEvidence;
}
