import { Args, Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { heldShown } from '../held-shown.ts';
import { readAccesses, readConsents, readHeld, readProhibitions } from '../own-reading.ts';
import { printFile } from '../printed-file.ts';
import type { RequestContext } from '../request-context.ts';
import { AccessDays, daysOf } from '../types/access-days.type.ts';
import { Me } from '../types/me.type.ts';

@Resolver(() => Me)
export class PrintedFileResolver {
  @FieldResolver(() => String, {
    description:
      'The whole of it as plain text to print, in the language of `me`: what is held, consents, prohibitions, who read it, and what the person can do.',
  })
  async printed(
    @Args(() => AccessDays) days: AccessDays,
    @Root() me: Me,
    @Ctx() context: RequestContext,
  ): Promise<string> {
    const { services } = context;
    const { first, last } = daysOf(days, services.today());
    const records = await readHeld(me, context);
    const consents = await readConsents(me, context);
    const ends = (await consents[0]?.ends()) ?? [];
    return printFile(
      {
        keptApart: [
          me.keptApart,
          ...me.keptApartBy.map(({ act, article, gazette }) => `${act}, ${article} (${gazette})`),
        ].join('\n'),
        held: records.map((record) => heldShown(record, me.spoken, me.ids, context)),
        consents: consents.map((consent) => ({
          consent,
          end: ends.find(({ id }) => id === consent.record.id) ?? null,
        })),
        prohibitions: await readProhibitions(me, context),
        accesses: await readAccesses(me, { first, last }, context),
        ...{ first, last, printedOn: services.today() },
        assistedBy:
          me.assistedBy === null ? null : (services.agencies.get(me.assistedBy)?.name ?? me.assistedBy),
      },
      { language: me.spoken, agencies: services.agencies, dayOf: services.dayOf },
    );
  }
}
