import { Arg, Ctx, Directive, ID, Mutation, Query, Resolver } from 'type-graphql';
import { faultOfMatterKey } from '../../access/matter-keys.ts';
import { HubError } from '../../domain/hub-error.ts';
import type { PublicKey, SealedRecipient } from '../../domain/matter.ts';
import type { MatterRow } from '../../store/matter-store.ts';
import type { RequestContext } from '../request-context.ts';
import { staffOf } from '../staff.ts';
import {
  Matter,
  MatterReceipt,
  PartyInput,
  PartyRole,
  SealedActKind,
  SealedLogLine,
} from '../types/matter.type.ts';

const stated = '@names(none: "stated by the caller, not asked")';
const ownMatter = '@names(none: "a matter to which the caller is party")';

const reviewDays = 30;

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

const parsed = (text: string, what: string): object => {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  } catch {
    // Refused below, without a word of what was sent.
  }
  return refuse(`The ${what} is no JSON object.`);
};

const keyOf = (text: string | null | undefined): PublicKey | null => {
  if (!text) return null;
  const key = parsed(text, 'key') as Partial<PublicKey>;
  const fault = faultOfMatterKey(key);
  return fault === null ? (key as PublicKey) : refuse(`Of the key: ${fault}.`);
};

const recipientOf = (text: string): SealedRecipient => {
  const { header, encrypted_key: wrapped, ...more } = parsed(text, 'recipient') as Record<string, unknown>;
  const isWhole =
    typeof header === 'object' && header !== null && typeof wrapped === 'string' && wrapped.length < 1000;
  if (!isWhole || Object.keys(more).length > 0 || text.length > 4000)
    refuse('The recipient has another form.');
  return { header, encrypted_key: wrapped } as SealedRecipient;
};

const receiptOf = (context: RequestContext, matter: MatterRow): MatterReceipt => ({
  matter: context.sharedIds.encode('MATTER', matter.id),
});

// The number of a line in the whole log would tell how much everybody else reads (R23).
const lineDigits = 12;
const linePrefix = '00000000-0000-0000-0000-';
const uuidOfLine = (id: string): string =>
  `${linePrefix}${Number(id).toString(16).padStart(lineDigits, '0')}`;
/** The line's number; of an id that nobody was given, the number of no line. */
const lineOfUuid = (uuid: string): string =>
  uuid.startsWith(linePrefix) ? String(Number.parseInt(uuid.slice(linePrefix.length), 16)) : '0';

@Resolver()
export class MatterResolver {
  @Query(() => [Matter], {
    nullable: true,
    description:
      'The matters to which the caller is party now, with what lies in them, sealed for their keys. No purpose opens one (R12).',
  })
  async matters(
    @Directive(stated)
    @Arg('closed', () => Boolean, {
      defaultValue: false,
      description: 'Those that are closed instead: for their leads alone.',
    })
    closed: boolean,
    @Ctx() context: RequestContext,
  ): Promise<Matter[]> {
    const matters = await context.services.matters.of(staffOf(context), closed);
    return matters.map(({ id, parties, units, acts, ...matter }) => {
      const { controller } = matter;
      context.matterActs.push({ act: 'READ', controller, matter: id, units: units.map((each) => each.id) });
      return {
        ...{ ...matter, id: context.sharedIds.encode('MATTER', id) },
        parties: parties.map((party) => ({ ...party, role: PartyRole[party.role] })),
        units: units.map((unit) => ({
          ...unit,
          id: context.sharedIds.encode('MATTER', unit.id),
          jwe: JSON.stringify(unit.jwe),
        })),
        acts: acts.map((act) => ({
          ...act,
          id: context.sharedIds.encode('MATTER', act.id),
          kind: SealedActKind[act.kind],
        })),
      };
    });
  }

  @Mutation(() => MatterReceipt, {
    nullable: true,
    description:
      'Who holds the role `lead` at the controller takes what its register sealed under a name and nobody leads yet: the named professional who runs it.',
  })
  async takeMatter(
    @Directive(stated) @Arg('reference', () => String) reference: string,
    @Directive(stated) @Arg('key', () => String, { nullable: true }) key: string | null,
    @Ctx() context: RequestContext,
  ): Promise<MatterReceipt> {
    const matter = await context.services.matters.take(staffOf(context), reference, keyOf(key));
    context.matterActs.push({ act: 'TAKE', controller: matter.controller, matter: matter.id, units: [] });
    return receiptOf(context, matter);
  }

  @Mutation(() => MatterReceipt, {
    nullable: true,
    description: 'The lead names a party, from now on (R12).',
  })
  async nameParty(
    @Directive(ownMatter) @Arg('matter', () => ID) id: string,
    @Directive(stated) @Arg('party', () => PartyInput) party: PartyInput,
    @Ctx() context: RequestContext,
  ): Promise<MatterReceipt> {
    const { agency, actor, role, until, key } = party;
    const named = { agency, actor, role, until: until ?? null, key: keyOf(key) };
    const matter = await context.services.matters.name(staffOf(context), this.idOf(context, id), named);
    context.matterActs.push({
      act: 'NAME_PARTY',
      controller: matter.controller,
      matter: matter.id,
      units: [],
    });
    return receiptOf(context, matter);
  }

  @Mutation(() => MatterReceipt, {
    nullable: true,
    description: 'The lead ends what somebody is to the matter, at once.',
  })
  async endParty(
    @Directive(ownMatter) @Arg('matter', () => ID) id: string,
    @Directive(stated) @Arg('agency', () => String) agency: string,
    @Directive(stated) @Arg('actor', () => String) actor: string,
    @Ctx() context: RequestContext,
  ): Promise<MatterReceipt> {
    const caller = staffOf(context);
    const matter = await context.services.matters.end(caller, this.idOf(context, id), { agency, actor });
    context.matterActs.push({
      act: 'END_PARTY',
      controller: matter.controller,
      matter: matter.id,
      units: [],
    });
    return receiptOf(context, matter);
  }

  @Mutation(() => MatterReceipt, {
    nullable: true,
    description:
      "A party gives another what came before them: the unit's content key, wrapped for that party's key. The hub sees neither.",
  })
  async shareSealedUnit(
    @Directive(ownMatter) @Arg('matter', () => ID) id: string,
    @Directive(ownMatter) @Arg('unit', () => ID) unit: string,
    @Directive(stated)
    @Arg('recipient', () => String, {
      description: 'An entry of `recipients` (RFC 7516, section 7.2.1), as JSON.',
    })
    recipient: string,
    @Ctx() context: RequestContext,
  ): Promise<MatterReceipt> {
    const caller = staffOf(context);
    const [matterId, unitId] = [this.idOf(context, id), this.idOf(context, unit)];
    const matter = await context.services.matters.share(caller, matterId, unitId, recipientOf(recipient));
    context.matterActs.push({
      act: 'SHARE',
      controller: matter.controller,
      matter: matter.id,
      units: [unitId],
    });
    return receiptOf(context, matter);
  }

  @Query(() => [SealedLogLine], {
    nullable: true,
    description:
      "What was done in the matters of the caller's agency and nobody has looked over: for its data protection officer, within thirty days (R14).",
  })
  async sealedLog(@Ctx() context: RequestContext): Promise<SealedLogLine[]> {
    const lines = await context.services.matters.unreviewed(this.officerOf(context));
    return lines.map(({ id, matter, at, ...line }) => ({
      ...{ ...line, at, id: context.ids.encode('LOG_LINE', uuidOfLine(id)) },
      matter: matter && context.sharedIds.encode('MATTER', matter),
      reviewBy: new Date(at.getTime() + reviewDays * 86_400_000),
    }));
  }

  @Mutation(() => Boolean, {
    nullable: true,
    description: 'The officer has looked a line of the sealed log over.',
  })
  async reviewSealedLine(
    @Directive('@names(none: "a line of the log, not a field of anybody")')
    @Arg('line', () => ID)
    line: string,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    const caller = this.officerOf(context);
    await context.services.matters.review(caller, lineOfUuid(context.ids.decode('LOG_LINE', line) ?? ''));
    return true;
  }

  private officerOf(context: RequestContext) {
    const caller = staffOf(context);
    if (caller.roles.includes('dpo')) return caller;
    throw new HubError('FORBIDDEN', { internal: 'the sealed log is for a named dpo' });
  }

  private idOf(context: RequestContext, text: string): string {
    return context.sharedIds.decode('MATTER', text) ?? refuse('No such matter.');
  }
}
