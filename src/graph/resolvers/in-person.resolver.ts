import { GraphQLDateTime } from 'graphql-scalars';
import { Arg, Ctx, Directive, ID, Mutation, Resolver } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import type { MatterAct } from '../../records/matters.ts';
import type { ShownMatter } from '../../store/in-person-session-store.ts';
import { assistantOf } from '../assistant.ts';
import { languageNamed } from '../hub-words.ts';
import { ownAccessShown } from '../own-access-shown.ts';
import { ownConsentShown } from '../own-consent-shown.ts';
import type { RequestContext } from '../request-context.ts';
import { CheckedCard, CheckedPerson } from '../types/assisted-session.type.ts';
import { InPersonFile, InPersonSession } from '../types/in-person.type.ts';

const inside = '@names(none: "its fields name theirs")';
const ownSession = '@names(none: "a session that two staff of the caller\'s agency open")';

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

/**
 * INVARIANT: what is done in a session in person stands in the sealed log, and nowhere else (S03).
 *
 * @param shown ids of the sealed consents and referrals that were shown with it; those of sealed units stand with their matters.
 */
const logged = (
  context: RequestContext,
  act: MatterAct['act'],
  controller: string,
  matters: readonly ShownMatter[] = [],
  shown: readonly string[] = [],
): void => {
  context.matterActs.push({ act, controller, matter: null, units: shown });
  for (const { id, units } of matters)
    context.matterActs.push({ act, controller, matter: id, units: units.map((each) => each.id) });
};

@Resolver()
export class InPersonResolver {
  @Mutation(() => InPersonSession, {
    nullable: true,
    description:
      'The first of two staff opens a session for a person who stands before them, card in hand, and asks for what the law keeps apart (R13, GDPR art. 15). The same for everybody.',
  })
  async openInPersonSession(
    @Directive(inside) @Arg('person', () => CheckedPerson) person: CheckedPerson,
    @Directive(inside) @Arg('card', () => CheckedCard) card: CheckedCard,
    @Ctx() context: RequestContext,
  ): Promise<InPersonSession> {
    const { inPersonSessions, search } = context.services;
    const caller = assistantOf(context);
    const { nationalId } = person;
    const marks = search.marksOf({ nationalId, birthDate: null, givenName: null, familyName: null });
    const opened = await inPersonSessions.open(caller, person, card, (conflicted) =>
      context.lookups.miss({ marks, conflicted }),
    );
    logged(context, 'OPEN_IN_PERSON', caller.agency);
    return { session: context.sharedIds.encode('SESSION', opened.id), until: opened.until };
  }

  @Mutation(() => Boolean, {
    nullable: true,
    description: 'The second of two staff, another named person of the agency, stands by the session.',
  })
  async confirmInPersonSession(
    @Directive(ownSession) @Arg('session', () => ID) session: string,
    @Ctx() context: RequestContext,
  ): Promise<boolean> {
    const caller = assistantOf(context);
    await context.services.inPersonSessions.confirm(caller, this.idOf(context, session));
    logged(context, 'CONFIRM_IN_PERSON', caller.agency);
    return true;
  }

  @Mutation(() => InPersonFile, {
    nullable: true,
    description:
      'Shows it, once, to who opened it: what matters hold of this one person, where who opened it is party to them and who stands by is party too, or the data protection officer (R12). Nothing otherwise, and nothing where there is nothing.',
  })
  async showInPersonFile(
    @Directive(ownSession) @Arg('session', () => ID) session: string,
    @Directive('@names(none: "stated by the caller, not asked")')
    @Arg('language', () => String, { defaultValue: 'en' })
    language: string,
    @Ctx() context: RequestContext,
  ): Promise<InPersonFile> {
    const { inPersonSessions, words } = context.services;
    const caller = assistantOf(context);
    const spoken = languageNamed(words, language);
    const id = this.idOf(context, session);
    const file = await inPersonSessions.show(caller, id);
    const shown = [...file.consents, ...file.referrals].map((each) => each.id);
    logged(context, 'SHOW_IN_PERSON', caller.agency, file.matters, shown);
    const ids = context.idsOfSession(id);
    const nameOf = (agency: string): string => words.agencies.get(agency)?.name ?? agency;
    const actsFor = { person: file.person, guardian: null };
    const ends = async () => await context.services.endedConsents.of(file.person);
    return {
      matters: file.matters.map(({ controller, units, ...matter }) => ({
        ...matter,
        controller: nameOf(controller),
        units: units.map((unit) => ({
          ...unit,
          id: context.sharedIds.encode('MATTER', unit.id),
          jwe: JSON.stringify(unit.jwe),
        })),
      })),
      consents: file.consents.map((record) => ownConsentShown(record, actsFor, spoken, ids, ends, context)),
      referrals: file.referrals.map((referral) => ({
        ...referral,
        from: nameOf(referral.from),
        to: nameOf(referral.to),
      })),
      accesses: file.accesses.map((access) => ownAccessShown(access, spoken, context)),
    };
  }

  @Mutation(() => GraphQLDateTime, {
    nullable: true,
    description:
      'The person withdraws a consent that the session has shown: while it lasts, by nobody’s leave (R7). No online file tells of it.',
  })
  async withdrawInPerson(
    @Directive(ownSession) @Arg('session', () => ID) session: string,
    @Directive('@names(none: "a consent that the session has shown")')
    @Arg('consent', () => ID)
    consent: string,
    @Ctx() context: RequestContext,
  ): Promise<Date> {
    const caller = assistantOf(context);
    const id = this.idOf(context, session);
    const named = context.idsOfSession(id).decode('CONSENT', consent) ?? refuse('No such consent.');
    const { at, matters } = await context.services.inPersonSessions.withdraw(caller, id, named);
    logged(context, 'WITHDRAW_IN_PERSON', caller.agency, matters);
    return at;
  }

  private idOf(context: RequestContext, session: string): string {
    return context.sharedIds.decode('SESSION', session) ?? refuse('No such session.');
  }
}
