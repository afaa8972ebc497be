import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { EntityView } from '../../records/projection.ts';
import { projectionOf } from '../preferred.ts';
import { provenanceOf } from '../record-resolvers.ts';
import type { RequestContext } from '../request-context.ts';
import { Difference } from '../types/difference.type.ts';
import { Dwelling } from '../types/dwelling.type.ts';
import { Household } from '../types/household.type.ts';
import { Person } from '../types/person.type.ts';

const open = '@open(because: "told of statements that are open to the caller, and of no others")';
const described = {
  nullable: true,
  description: 'Where statements that the caller may read contradict each other: each with whose it is.',
};

const differencesOf = (context: RequestContext, view: EntityView | null, typeName: string): Difference[] =>
  (view ? projectionOf(context).differencesOf(view, typeName) : []).map(({ field, statements }) => ({
    field,
    statements: statements.map(({ value, record }) => ({
      value: typeof value === 'string' ? value : JSON.stringify(value),
      provenance: provenanceOf(record, context),
    })),
  }));

@Resolver(() => Person)
class PersonDifferenceResolver {
  @Directive(open)
  @FieldResolver(() => [Difference], described)
  async differing(@Root() person: Person, @Ctx() context: RequestContext): Promise<Difference[]> {
    return differencesOf(context, await person.view(), 'Person');
  }
}

@Resolver(() => Household)
class HouseholdDifferenceResolver {
  @Directive(open)
  @FieldResolver(() => [Difference], described)
  differing(@Root() household: Household, @Ctx() context: RequestContext): Difference[] {
    return differencesOf(context, household.view, 'Household');
  }
}

@Resolver(() => Dwelling)
class DwellingDifferenceResolver {
  @Directive(open)
  @FieldResolver(() => [Difference], described)
  async differing(@Root() dwelling: Dwelling, @Ctx() context: RequestContext): Promise<Difference[]> {
    return differencesOf(context, await dwelling.view(), 'Dwelling');
  }
}

/** What registers say differently of one person, household or dwelling, told to whoever sees both. */
export const differenceResolvers = [
  PersonDifferenceResolver,
  HouseholdDifferenceResolver,
  DwellingDifferenceResolver,
] as const;
