import { GraphQLLocalDate } from 'graphql-scalars';
import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import { listedPerson, membershipsOfHousehold, membershipsOfPerson } from '../edges.ts';
import { provenanceOf } from '../record-resolvers.ts';
import type { RequestContext } from '../request-context.ts';
import { Household } from '../types/household.type.ts';
import { Membership } from '../types/membership.type.ts';
import { Person } from '../types/person.type.ts';
import { Provenance } from '../types/provenance.type.ts';

const open = '@open(because: "told of statements of members that are open to the caller, and of no others")';

@Resolver(() => Membership)
class MembershipResolver {
  @Directive(open)
  @FieldResolver(() => Person)
  person(@Root() membership: Membership, @Ctx() context: RequestContext): Person {
    return listedPerson(context, membership.person);
  }

  @Directive(open)
  @FieldResolver(() => Household)
  household(@Root() membership: Membership, @Ctx() context: RequestContext): Household {
    context.shown.add(`HOUSEHOLD ${membership.household.id}`);
    return new Household(membership.household);
  }

  @Directive(open)
  @FieldResolver(() => String, {
    nullable: true,
    description: "The person's place in the household, in the register's word, such as HOLDER or CHILD.",
  })
  relation(@Root() { record, input }: Membership): string | null {
    const value = record.row.payload[input.field] ?? null;
    return value === null ? null : String(value);
  }

  @Directive(open)
  @FieldResolver(() => GraphQLLocalDate, {
    nullable: true,
    description:
      'Since when the register has named the person there without a break: the day of its oldest such version, as far as versions are kept.',
  })
  async since(@Root() { record }: Membership, @Ctx() context: RequestContext): Promise<string | null> {
    return await context.services.memberships.since(record);
  }

  @Directive(open)
  @FieldResolver(() => Provenance, { description: 'Who says so.' })
  provenance(@Root() { record }: Membership, @Ctx() context: RequestContext): Provenance {
    return provenanceOf(record, context);
  }
}

@Resolver(() => Household)
class HouseholdMembershipResolver {
  @Directive(open)
  @FieldResolver(() => [Membership], {
    nullable: true,
    description:
      'Who lives here by which register, and since when: one for each statement that is open to the caller.',
  })
  memberships(@Root() household: Household, @Ctx() context: RequestContext): Membership[] {
    return membershipsOfHousehold(context, household.view, 'Household.members');
  }
}

@Resolver(() => Person)
class PersonMembershipResolver {
  @Directive(open)
  @FieldResolver(() => [Membership], {
    nullable: true,
    description:
      'Where the person lives by which register, and since when: one for each statement that is open to the caller.',
  })
  async memberships(@Root() person: Person, @Ctx() context: RequestContext): Promise<Membership[]> {
    const view = await person.view();
    return view ? await membershipsOfPerson(context, view, 'Person.households') : [];
  }
}

/** Members with whose statement it is that they are. */
export const membershipResolvers = [
  MembershipResolver,
  HouseholdMembershipResolver,
  PersonMembershipResolver,
] as const;
