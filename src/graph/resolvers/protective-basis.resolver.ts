import { Arg, Ctx, Directive, ID, Mutation, Resolver } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import type { RequestContext } from '../request-context.ts';
import { staffOf } from '../staff.ts';
import { MatterReceipt, ProtectiveBasisInput } from '../types/matter.type.ts';

@Resolver()
export class ProtectiveBasisResolver {
  @Mutation(() => MatterReceipt, {
    nullable: true,
    description:
      'The lead states, before anything is read, on which law protective readings rest: never on a guardian’s consent, which the guardian can take back (R9). Sealed in the matter; it opens nothing by itself.',
  })
  async stateProtectiveBasis(
    @Directive('@names(none: "a matter that the caller leads")')
    @Arg('matter', () => ID)
    matter: string,
    @Directive('@names(none: "its fields name theirs")')
    @Arg('basis', () => ProtectiveBasisInput)
    basis: ProtectiveBasisInput,
    @Ctx() context: RequestContext,
  ): Promise<MatterReceipt> {
    const id = context.sharedIds.decode('MATTER', matter);
    if (!id) throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such matter.' });
    const { code, article6, reader, category, field } = basis;
    const stated = await context.services.protectiveBases.state(staffOf(context), id, {
      ...{ code, article6, reader, category: category ?? null, field: field ?? null },
    });
    const { controller } = stated.matter;
    context.matterActs.push({ act: 'STATE_BASIS', controller, matter: id, units: [], basis: stated.basis });
    return { matter: context.sharedIds.encode('MATTER', id) };
  }
}
