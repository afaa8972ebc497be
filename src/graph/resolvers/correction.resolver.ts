import { Arg, Ctx, Directive, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { AgencyCaller } from '../../domain/caller.ts';
import { HubError } from '../../domain/hub-error.ts';
import type { ReadThrough } from '../../store/correction-store.ts';
import { projectionOf } from '../preferred.ts';
import type { RequestContext } from '../request-context.ts';
import { staffOf } from '../staff.ts';
import { Correction, CorrectionDuty } from '../types/correction.type.ts';

/** Whose token is narrowed to local communities could be told to drop what the agency may keep. */
const readerOf = (context: RequestContext): AgencyCaller => {
  const caller = staffOf(context);
  if (caller.area !== null) {
    throw new HubError('FORBIDDEN', { internal: 'corrections are for a token of the whole agency' });
  }
  return caller;
};

/** What the log says was told: that a value was corrected. */
const told = ['Correction.field', 'Correction.duty'];

/**
 * Writes down who was told, in the log of those through whom the old value was read and of nobody else (R14): it stands in
 * their own file unless every such reading is sealed (R11).
 */
const toldOf = (through: readonly ReadThrough[], context: RequestContext): void => {
  const sealedOf = new Map<string, Set<string> | null>();
  for (const { person, sealed } of through) {
    const before = sealedOf.get(person);
    sealedOf.set(
      person,
      sealed.length === 0 || before === null ? null : new Set([...(before ?? []), ...sealed]),
    );
  }
  for (const [person, sealed] of sealedOf)
    context.disclosures.addKnown(person, told, 'CORRECTED', [...(sealed ?? [])].sort());
};

@Resolver()
export class CorrectionResolver {
  @Query(() => [Correction], {
    nullable: true,
    description:
      "What the calling agency read for this purpose, in the caller's roles, and what has been corrected since, or has turned out to be of somebody else, for twelve months (R22).",
  })
  async corrections(@Ctx() context: RequestContext): Promise<Correction[]> {
    const found = await context.services.corrections.of(readerOf(context), projectionOf(context));
    for (const { through } of found) toldOf(through, context);
    return found.map((each) => ({
      id: context.ids.encode('CORRECTION', each.id),
      duty: CorrectionDuty[each.duty],
      field: each.field,
      source: each.source,
      controller: each.controller,
      person: each.person === null ? null : context.ids.encode('PERSON', each.person),
      household: each.household === null ? null : context.ids.encode('HOUSEHOLD', each.household),
      readOn: each.read_on,
      correctedOn: each.corrected_on,
      confirmedAt: each.confirmed_at,
    }));
  }

  @Mutation(() => Boolean, {
    nullable: true,
    description: 'A named person of the agency confirms that the old value is dropped wherever it was kept.',
  })
  async confirmCorrection(
    @Directive('@names(none: "of the agency\'s own readings")') @Arg('id', () => ID) id: string,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    const caller = readerOf(context);
    const request = context.ids.decode('CORRECTION', id);
    if (!request) throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such correction.' });
    await context.services.corrections.confirm(caller, request);
    return true;
  }
}
