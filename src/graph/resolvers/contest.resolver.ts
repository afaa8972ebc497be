import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { EntityView } from '../../records/projection.ts';
import { projectionOf } from '../preferred.ts';
import type { RequestContext } from '../request-context.ts';
import { Contest } from '../types/contest.type.ts';
import { Dwelling } from '../types/dwelling.type.ts';
import { Household } from '../types/household.type.ts';
import { Person } from '../types/person.type.ts';

const open = '@open(because: "told of fields that are open to the caller, and of no others")';
const described = {
  nullable: true,
  description: 'What persons say is not so, of the statements that the fields here show (R22).',
};

const contestsOf = (context: RequestContext, view: EntityView | null, typeName: string): Contest[] =>
  view ? [...projectionOf(context).contestsOf(view, typeName)] : [];

@Resolver(() => Person)
class PersonContestResolver {
  @Directive(open)
  @FieldResolver(() => [Contest], described)
  async contested(@Root() person: Person, @Ctx() context: RequestContext): Promise<Contest[]> {
    return contestsOf(context, await person.view(), 'Person');
  }
}

@Resolver(() => Household)
class HouseholdContestResolver {
  @Directive(open)
  @FieldResolver(() => [Contest], described)
  contested(@Root() household: Household, @Ctx() context: RequestContext): Contest[] {
    return contestsOf(context, household.view, 'Household');
  }
}

@Resolver(() => Dwelling)
class DwellingContestResolver {
  @Directive(open)
  @FieldResolver(() => [Contest], described)
  async contested(@Root() dwelling: Dwelling, @Ctx() context: RequestContext): Promise<Contest[]> {
    return contestsOf(context, await dwelling.view(), 'Dwelling');
  }
}

/** What is contested of the hub's own fields: each shows one register's statement, and with it what a person says of that. */
export const contestResolvers = [
  PersonContestResolver,
  HouseholdContestResolver,
  DwellingContestResolver,
] as const;
