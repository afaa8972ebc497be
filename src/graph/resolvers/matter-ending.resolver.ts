import { Arg, Ctx, Directive, ID, Mutation, Resolver } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import type { MatterAct } from '../../records/matters.ts';
import type { MatterRow } from '../../store/matter-store.ts';
import type { RequestContext } from '../request-context.ts';
import { staffOf } from '../staff.ts';
import { HearingInput, MatterReceipt } from '../types/matter.type.ts';

const ownMatter =
  '@names(none: "a matter to which the caller is party, or whose controller\'s officer they are")';
const inside = '@names(none: "its fields name theirs")';

const idOf = (context: RequestContext, text: string): string => {
  const id = context.sharedIds.decode('MATTER', text);
  if (!id) throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such matter.' });
  return id;
};

const done = (
  context: RequestContext,
  act: MatterAct['act'],
  { id, controller }: MatterRow,
  units: readonly string[] = [],
): MatterReceipt => {
  context.matterActs.push({ act, controller, matter: id, units });
  return { matter: context.sharedIds.encode('MATTER', id) };
};

@Resolver()
export class MatterEndingResolver {
  @Mutation(() => MatterReceipt, {
    nullable: true,
    description: 'The lead proposes that a matter be closed. It is, once a second human has confirmed it.',
  })
  async proposeMatterClosing(
    @Directive(ownMatter) @Arg('matter', () => ID) matter: string,
    @Ctx() context: RequestContext,
  ): Promise<MatterReceipt> {
    const { matterEndings } = context.services;
    const closing = await matterEndings.proposeClosing(staffOf(context), idOf(context, matter));
    return done(context, 'PROPOSE_CLOSING', closing);
  }

  @Mutation(() => MatterReceipt, {
    nullable: true,
    description:
      "Another party, or the controller's data protection officer, confirms that a matter is closed: it protects nobody from now on. What was sealed stays sealed (R11).",
  })
  async confirmMatterClosing(
    @Directive(ownMatter) @Arg('matter', () => ID) matter: string,
    @Ctx() context: RequestContext,
  ): Promise<MatterReceipt> {
    const { matterEndings } = context.services;
    const closed = await matterEndings.confirmClosing(staffOf(context), idOf(context, matter));
    return done(context, 'CLOSE', closed);
  }

  @Mutation(() => MatterReceipt, {
    nullable: true,
    description:
      'The lead proposes that a sealed consent or referral be unsealed, its person having been heard (R11). It then stands in the online file like any other, with what was read through it.',
  })
  async proposeUnsealing(
    @Directive(ownMatter) @Arg('matter', () => ID) matter: string,
    @Directive(ownMatter) @Arg('act', () => ID, { description: 'As `matters` names it.' }) act: string,
    @Directive(inside) @Arg('heard', () => HearingInput) heard: HearingInput,
    @Ctx() context: RequestContext,
  ): Promise<MatterReceipt> {
    const [id, actId] = [idOf(context, matter), idOf(context, act)];
    const { matterEndings } = context.services;
    const unsealing = await matterEndings.proposeUnsealing(staffOf(context), id, actId, heard);
    return done(context, 'PROPOSE_UNSEALING', unsealing, [actId]);
  }

  @Mutation(() => MatterReceipt, {
    nullable: true,
    description: "Another party, or the controller's data protection officer, confirms an unsealing.",
  })
  async confirmUnsealing(
    @Directive(ownMatter) @Arg('matter', () => ID) matter: string,
    @Directive(ownMatter) @Arg('act', () => ID) act: string,
    @Ctx() context: RequestContext,
  ): Promise<MatterReceipt> {
    const [id, actId] = [idOf(context, matter), idOf(context, act)];
    const { matterEndings } = context.services;
    const unsealed = await matterEndings.confirmUnsealing(staffOf(context), id, actId);
    return done(context, 'UNSEAL', unsealed, [actId]);
  }
}
