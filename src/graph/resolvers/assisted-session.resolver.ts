import { Arg, Ctx, Directive, ID, Mutation, Resolver } from 'type-graphql';
import { assistantOf, sessionOf } from '../assistant.ts';
import type { RequestContext } from '../request-context.ts';
import { AssistedSession, CheckedCard, CheckedPerson } from '../types/assisted-session.type.ts';

const inside = '@names(none: "its fields name theirs")';

@Resolver()
export class AssistedSessionResolver {
  @Mutation(() => AssistedSession, {
    nullable: true,
    description:
      'Staff open the file of a person who stands before them, card in hand: of one person, for fifteen minutes, once a day (R13).',
  })
  async openAssistedSession(
    @Directive(inside) @Arg('person', () => CheckedPerson) person: CheckedPerson,
    @Directive(inside) @Arg('card', () => CheckedCard) card: CheckedCard,
    @Ctx() context: RequestContext,
  ): Promise<AssistedSession> {
    const { assistedSessions, search } = context.services;
    const { nationalId } = person;
    const marks = search.marksOf({ nationalId, birthDate: null, givenName: null, familyName: null });
    const opened = await assistedSessions.open(assistantOf(context), person, card, (conflicted) =>
      context.lookups.miss({ marks, conflicted }),
    );
    // That there is a file at all is told by this answer: it stands in the person's own log, or in the sealed one.
    context.disclosures.addKnown(opened.person, ['AssistedSession.session'], 'ASSISTED', opened.sealed);
    return { session: context.ids.encode('SESSION', opened.id), until: opened.until };
  }

  @Mutation(() => Boolean, {
    nullable: true,
    description: 'Ends an assisted session before its time. It never opens again.',
  })
  async closeAssistedSession(
    @Directive('@names(none: "a session of the caller\'s own")')
    @Arg('session', () => ID)
    session: string,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    await context.services.assistedSessions.close(assistantOf(context), sessionOf(context, session));
    return true;
  }
}
