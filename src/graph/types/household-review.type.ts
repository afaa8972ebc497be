import { Directive, Field, ObjectType, registerEnumType } from 'type-graphql';
import { Household } from './household.type.ts';
import { PageInfo } from './household-page.type.ts';
import { Provenance } from './provenance.type.ts';

const open = '@open(because: "told a data steward of lines that are open to them, and of no others")';

export enum HouseholdFit {
  NAMES_HEAD = 'NAMES_HEAD',
  NAMES_MEMBER = 'NAMES_MEMBER',
  SHARES_MEMBERS = 'SHARES_MEMBERS',
  SAME_ADDRESS = 'SAME_ADDRESS',
}
registerEnumType(HouseholdFit, {
  name: 'HouseholdFit',
  description:
    'Why a household may be the one: its head or a member has the name that was stated, it has members in common, or nothing but the address.',
});

@ObjectType({ description: 'A household that a waiting line may be of.' })
@Directive(open)
export class HouseholdCandidate {
  @Field(() => Household)
  household!: Household;

  @Field(() => Provenance, { description: 'Of the contract or case by which it fits.' })
  provenance!: Provenance;

  @Field(() => HouseholdFit)
  fit!: HouseholdFit;
}

@ObjectType({
  description:
    'A contract, case or observation that waits for somebody to say of which household it is: it was taken, and is one of its own meanwhile.',
})
@Directive(open)
export class HouseholdReview {
  @Field(() => Household, { description: 'The household that the line is for now.' })
  household!: Household;

  @Field(() => Provenance, { description: 'Of the line.' })
  provenance!: Provenance;

  @Field(() => [HouseholdCandidate])
  candidates!: HouseholdCandidate[];
}

@ObjectType()
@Directive(open)
export class HouseholdReviewEdge {
  @Field(() => String)
  cursor!: string;

  @Field(() => HouseholdReview)
  node!: HouseholdReview;
}

@ObjectType({
  description:
    'A page of lines that wait, the oldest first. It has no total: that would count what is hidden.',
})
@Directive(open)
export class HouseholdReviewConnection {
  @Field(() => [HouseholdReviewEdge])
  edges!: HouseholdReviewEdge[];

  @Field(() => PageInfo)
  pageInfo!: PageInfo;
}
