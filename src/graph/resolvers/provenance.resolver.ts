import { GraphQLDateTime } from 'graphql-scalars';
import { Ctx, Directive, FieldResolver, Resolver, Root } from 'type-graphql';
import type { RequestContext } from '../request-context.ts';
import { Provenance } from '../types/provenance.type.ts';

@Resolver(() => Provenance)
export class ProvenanceResolver {
  // To its owner alone: to others, that a register contradicts itself would be news of somebody (R11).
  @Directive('@open(because: "told the register\'s own agency of its own register")')
  @FieldResolver(() => GraphQLDateTime, {
    nullable: true,
    description:
      'Since when the register has sent another content under this very version, so that which one holds is open: for its own agency. A higher version ends it.',
  })
  async rivalSince(@Root() { held }: Provenance, @Ctx() context: RequestContext): Promise<Date | null> {
    return held === null ? null : await context.services.rivals(held);
  }
}
