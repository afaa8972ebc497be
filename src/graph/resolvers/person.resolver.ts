import { GraphQLLocalDate } from 'graphql-scalars';
import { Ctx, Directive, FieldResolver, ID, Resolver, Root } from 'type-graphql';
import { householdsOf } from '../edges.ts';
import { preferred } from '../preferred.ts';
import type { RequestContext } from '../request-context.ts';
import { Household } from '../types/household.type.ts';
import { Person } from '../types/person.type.ts';

@Resolver(() => Person)
export class PersonResolver {
  @Directive('@open(because: "pairwise: says nothing outside this agency and purpose")')
  @FieldResolver(() => ID)
  id(@Root() person: Person, @Ctx() context: RequestContext): string {
    return context.ids.encode('PERSON', person.entityId);
  }

  @Directive('@stated')
  @FieldResolver(() => String, { nullable: true })
  async givenName(@Root() person: Person, @Ctx() context: RequestContext): Promise<unknown> {
    return preferred(context, await person.view(), 'Person.givenName');
  }

  @Directive('@stated')
  @FieldResolver(() => String, { nullable: true })
  async familyName(@Root() person: Person, @Ctx() context: RequestContext): Promise<unknown> {
    return preferred(context, await person.view(), 'Person.familyName');
  }

  @Directive('@stated')
  @FieldResolver(() => GraphQLLocalDate, { nullable: true })
  async birthDate(@Root() person: Person, @Ctx() context: RequestContext): Promise<unknown> {
    return preferred(context, await person.view(), 'Person.birthDate');
  }

  @Directive('@stated')
  @FieldResolver(() => Boolean, {
    nullable: true,
    description: 'Whether a register holds a national id that passes its check.',
  })
  async nationalIdChecked(@Root() person: Person, @Ctx() context: RequestContext): Promise<unknown> {
    return preferred(context, await person.view(), 'Person.nationalIdChecked');
  }

  @Directive('@stated')
  @FieldResolver(() => [Household], {
    nullable: true,
    description: 'Households the caller may know the person to be a member of.',
  })
  async households(@Root() person: Person, @Ctx() context: RequestContext): Promise<Household[]> {
    const view = await person.view();
    return view ? await householdsOf(context, view, 'Person.households') : [];
  }
}
