import { Arg, Ctx, Directive, Mutation, Resolver } from 'type-graphql';
import type { AgencyCaller } from '../../domain/caller.ts';
import { HubError } from '../../domain/hub-error.ts';
import { agencyOf, type RequestContext } from '../request-context.ts';
import { AccessRevocation } from '../types/revocation.type.ts';

const stated = '@names(none: "stated by the caller, not asked")';

/** A named officer, under the purpose that administers access and reads nobody. */
const officerOf = (context: RequestContext): AgencyCaller => {
  const caller = agencyOf(context);
  const isOfficer =
    caller.named && caller.roles.includes('officer') && caller.purpose === 'dpv:EnforceAccessControl';
  if (!isOfficer) throw new HubError('FORBIDDEN', { internal: 'not a named officer' });
  return caller;
};

@Resolver()
export class RevocationResolver {
  @Mutation(() => AccessRevocation, {
    nullable: true,
    description:
      "An officer revokes one token of the own agency, or every token that it was issued before now, the officer's own included. Holds within five seconds.",
  })
  async revokeAccess(
    @Directive(stated)
    @Arg('tokenId', () => String, {
      nullable: true,
      description: "The token's jti; every token of the agency where it is left out.",
    })
    tokenId: string | null,
    @Directive(stated) @Arg('reason', () => String) reason: string,
    @Ctx() context: RequestContext,
  ): Promise<AccessRevocation> {
    const caller = officerOf(context);
    return await context.services.tokenRevocation.byOfficer(caller, { tokenId: tokenId ?? null, reason });
  }
}
