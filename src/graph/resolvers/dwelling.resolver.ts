import { Ctx, Directive, FieldResolver, ID, Int, Resolver, Root } from 'type-graphql';
import { decimalScalar } from '../decimal-scalar.ts';
import { preferred } from '../preferred.ts';
import type { RequestContext } from '../request-context.ts';
import { Dwelling } from '../types/dwelling.type.ts';

@Resolver(() => Dwelling)
export class DwellingResolver {
  @Directive('@open(because: "pairwise: says nothing outside this agency and purpose")')
  @FieldResolver(() => ID)
  id(@Root() dwelling: Dwelling, @Ctx() context: RequestContext): string {
    return context.ids.encode('DWELLING', dwelling.entityId);
  }

  @Directive('@stated')
  @FieldResolver(() => String, { nullable: true })
  async address(@Root() dwelling: Dwelling, @Ctx() context: RequestContext): Promise<unknown> {
    return preferred(context, await dwelling.view(), 'Dwelling.address');
  }

  @Directive('@stated')
  @FieldResolver(() => String, { nullable: true })
  async flat(@Root() dwelling: Dwelling, @Ctx() context: RequestContext): Promise<unknown> {
    return preferred(context, await dwelling.view(), 'Dwelling.flat');
  }

  @Directive('@stated')
  @FieldResolver(() => String, { nullable: true })
  async localCommunity(@Root() dwelling: Dwelling, @Ctx() context: RequestContext): Promise<unknown> {
    return preferred(context, await dwelling.view(), 'Dwelling.localCommunity');
  }

  @Directive('@stated')
  @FieldResolver(() => decimalScalar, { nullable: true, description: 'Square metres.' })
  async floorArea(@Root() dwelling: Dwelling, @Ctx() context: RequestContext): Promise<unknown> {
    return preferred(context, await dwelling.view(), 'Dwelling.floorArea');
  }

  @Directive('@stated')
  @FieldResolver(() => Int, { nullable: true })
  async rooms(@Root() dwelling: Dwelling, @Ctx() context: RequestContext): Promise<unknown> {
    return preferred(context, await dwelling.view(), 'Dwelling.rooms');
  }

  @Directive('@stated')
  @FieldResolver(() => String, {
    nullable: true,
    description: 'Damp, a missing lift, or what else a register notes.',
  })
  async condition(@Root() dwelling: Dwelling, @Ctx() context: RequestContext): Promise<unknown> {
    return preferred(context, await dwelling.view(), 'Dwelling.condition');
  }
}
