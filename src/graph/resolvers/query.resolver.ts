import { GraphQLLocalDate } from 'graphql-scalars';
import { Arg, Ctx, Directive, ID, Int, Query, Resolver } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import { costLimits } from '../../policy/operation-cost.ts';
import { foundPerson, householdNode, listedHousehold } from '../edges.ts';
import { lookUp } from '../look-up.ts';
import { projectionOf } from '../preferred.ts';
import { agencyOf, type RequestContext } from '../request-context.ts';
import { Household } from '../types/household.type.ts';
import { HouseholdConnection, HouseholdFilter } from '../types/household-page.type.ts';
import { Person } from '../types/person.type.ts';

const mostPerPage = costLimits.page;

@Resolver()
export class QueryResolver {
  @Query(() => Household, {
    nullable: true,
    description: 'One household; null where it is absent or not visible, which look the same.',
  })
  async household(
    @Directive('@names(field: "Household.id")') @Arg('id', () => ID) id: string,
    @Ctx() context: RequestContext,
  ): Promise<Household | null> {
    const view = await lookUp(context, 'HOUSEHOLD', id);
    return view ? householdNode(context, view) : null;
  }

  @Query(() => Person, {
    nullable: true,
    description: 'One person; null where absent or not visible, which look the same.',
  })
  async person(
    @Directive('@names(field: "Person.id")') @Arg('id', () => ID) id: string,
    @Ctx() context: RequestContext,
  ): Promise<Person | null> {
    const view = await lookUp(context, 'PERSON', id);
    return view ? foundPerson(context, view) : null;
  }

  @Query(() => HouseholdConnection, {
    nullable: true,
    description: 'Visible households of one local community.',
  })
  async households(
    @Directive('@names(none: "its fields name theirs")')
    @Arg('filter', () => HouseholdFilter)
    filter: HouseholdFilter,
    @Directive('@names(none: "a number of visible households")')
    @Arg('first', () => Int, { defaultValue: 20 })
    first: number,
    @Directive('@names(none: "authenticated and bound to caller, purpose and filter")')
    @Arg('after', () => String, { nullable: true })
    after: string | null,
    @Ctx() context: RequestContext,
  ): Promise<HouseholdConnection> {
    const caller = agencyOf(context);
    if (first < 1 || first > mostPerPage) {
      throw new HubError('BAD_USER_INPUT', { publicMessage: `A page holds 1 to ${mostPerPage} households.` });
    }
    const filterText = JSON.stringify([caller.actor, caller.purpose, filter.localCommunity]);
    const position =
      after === null || after === undefined ? null : context.ids.decodeCursor(after, filterText);
    if (after && position === null) {
      throw new HubError('BAD_USER_INPUT', {
        publicMessage: 'The cursor is not one of this caller and filter.',
      });
    }
    const page = await context.services.households.page(projectionOf(context), {
      agency: caller.agency,
      municipalities: context.municipalities,
      kinds: context.reading?.ruleset.kinds ?? [],
      orderSalt: context.ids.orderSalt,
      localCommunity: filter.localCommunity,
      first,
      after: position,
    });
    const edges = page.views.map((view) => ({
      cursor: context.ids.encodeCursor(view.id, filterText),
      node: listedHousehold(context, view),
    }));
    return { edges, pageInfo: { hasNextPage: page.hasNextPage, endCursor: edges.at(-1)?.cursor ?? null } };
  }

  @Query(() => Person, {
    nullable: true,
    description:
      'The one person whom a national id, or a full name with a birth date, names exactly among what the caller may read.',
  })
  async findPerson(
    @Directive('@names(field: "Person.nationalIdChecked")')
    @Arg('nationalId', () => String, { nullable: true })
    nationalId: string | null,
    @Directive('@names(field: "Person.givenName")')
    @Arg('givenName', () => String, { nullable: true })
    givenName: string | null,
    @Directive('@names(field: "Person.familyName")')
    @Arg('familyName', () => String, { nullable: true })
    familyName: string | null,
    @Directive('@names(field: "Person.birthDate")')
    @Arg('birthDate', () => GraphQLLocalDate, { nullable: true })
    birthDate: string | null,
    @Ctx() context: RequestContext,
  ): Promise<Person | null> {
    if (!nationalId && !(givenName && familyName && birthDate)) {
      throw new HubError('BAD_USER_INPUT', {
        publicMessage: 'A person is found by a national id, or by given name, family name and birth date.',
      });
    }
    const terms = {
      nationalId: nationalId ?? null,
      givenName: givenName ?? null,
      familyName: familyName ?? null,
      birthDate: birthDate ?? null,
    };
    const { search } = context.services;
    const { view, conflicted } = await search.find(projectionOf(context), context.municipalities, terms);
    if (!view) context.lookups.miss({ marks: search.marksOf(terms), conflicted });
    return view ? foundPerson(context, view) : null;
  }
}
