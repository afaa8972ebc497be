import { Ctx, Directive, FieldResolver, ID, Int, Resolver, Root } from 'type-graphql';
import { dwellingOf, personsOf } from '../edges.ts';
import { preferred } from '../preferred.ts';
import type { RequestContext } from '../request-context.ts';
import { Dwelling } from '../types/dwelling.type.ts';
import { Household } from '../types/household.type.ts';
import { Person } from '../types/person.type.ts';

@Resolver(() => Household)
export class HouseholdResolver {
  @Directive('@open(because: "pairwise: says nothing outside this agency and purpose")')
  @FieldResolver(() => ID)
  id(@Root() household: Household, @Ctx() context: RequestContext): string {
    return context.ids.encode('HOUSEHOLD', household.view.id);
  }

  @Directive('@stated')
  @FieldResolver(() => String, { nullable: true })
  address(@Root() household: Household, @Ctx() context: RequestContext): unknown {
    return preferred(context, household.view, 'Household.address');
  }

  @Directive('@stated')
  @FieldResolver(() => String, { nullable: true, description: 'The local community (mjesna zajednica).' })
  localCommunity(@Root() household: Household, @Ctx() context: RequestContext): unknown {
    return preferred(context, household.view, 'Household.localCommunity');
  }

  @Directive('@stated')
  @FieldResolver(() => Int, { nullable: true, description: 'How many the preferred register counts.' })
  memberCount(@Root() household: Household, @Ctx() context: RequestContext): unknown {
    return preferred(context, household.view, 'Household.memberCount');
  }

  @Directive('@stated')
  @FieldResolver(() => [Person], {
    nullable: true,
    description: 'Members that the caller may know to be members.',
  })
  members(@Root() household: Household, @Ctx() context: RequestContext): Person[] {
    return personsOf(context, household.view, 'Household.members');
  }

  @Directive('@stated')
  @FieldResolver(() => Dwelling, { nullable: true })
  dwelling(@Root() household: Household, @Ctx() context: RequestContext): Dwelling | null {
    return dwellingOf(context, household.view, 'Household.dwelling');
  }
}
