import { Arg, Args, Ctx, Directive, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import type { Language } from '../../access/language-file.ts';
import { say } from '../../access/phrase.ts';
import { HubError } from '../../domain/hub-error.ts';
import { assistantOf, sessionOf } from '../assistant.ts';
import { languageNamed } from '../hub-words.ts';
import { fileOf } from '../own-person.ts';
import { readAccesses, readConsents } from '../own-reading.ts';
import type { RequestContext } from '../request-context.ts';
import { AccessDays, daysOf } from '../types/access-days.type.ts';
import { Me, OwnAccess, OwnConsent } from '../types/me.type.ts';

const language = {
  names: '@names(none: "stated by the caller, not asked")',
  description: 'The language of its words: en, cnr, bs, sr-Latn, sr-Cyrl, pl or lt.',
};

/** The file of the person who sits beside the caller. */
const inSession = async (text: string, spoken: Language, context: RequestContext): Promise<Me> => {
  const caller = assistantOf(context);
  const session = sessionOf(context, text);
  const { person, sealed } = await context.services.assistedSessions.personOf(caller, session);
  return new Me({ person, guardian: null }, spoken, context.idsOfSession(session), caller.agency, sealed);
};

@Resolver(() => Me)
export class MeResolver {
  @Query(() => Me, {
    nullable: true,
    description:
      "The caller's own file: for a person's own token, over links that are certain (R20). Or that of a child for whom the caller decides (R9), and null for any other. Or that of the one person of an assisted session, to the clerk who opened it (R13).",
  })
  async me(
    @Directive(language.names)
    @Arg('language', () => String, { defaultValue: 'en', description: language.description })
    tag: string,
    @Directive('@names(none: "a child of the caller\'s, by an authority\'s record")')
    @Arg('ward', () => ID, { nullable: true, description: 'A child, as `wards` names it.' })
    ward: string | null,
    @Directive('@names(none: "a session of the caller\'s own")')
    @Arg('session', () => ID, {
      nullable: true,
      description: 'An assisted session, as `openAssistedSession` names it. It is of one person alone.',
    })
    session: string | null,
    @Ctx() context: RequestContext,
  ): Promise<Me | null> {
    const spoken = languageNamed(context.services.words, tag);
    if (session && ward) {
      throw new HubError('BAD_USER_INPUT', { publicMessage: 'A session is of one person alone.' });
    }
    const file = session ? null : await fileOf(context, ward ?? null);
    const me = session
      ? await inSession(session, spoken, context)
      : file && new Me(file, spoken, context.ids, null);
    if (me === null) return null;
    me.keptApart = say(spoken, 'keptApart');
    me.keptApartBy = context.services.accessRestrictions;
    return me;
  }

  @FieldResolver(() => [OwnConsent], {
    description: 'What the person consented to, whoever recorded it, the newest first.',
  })
  async consents(@Root() me: Me, @Ctx() context: RequestContext): Promise<readonly OwnConsent[]> {
    return await readConsents(me, context);
  }

  @FieldResolver(() => [OwnAccess], {
    description:
      "Who read which fields, for which purpose and on which basis, by day, the newest first. A reading through another member of the household stands in that member's file alone (R14).",
  })
  async accesses(
    @Args(() => AccessDays) days: AccessDays,
    @Root() me: Me,
    @Ctx() context: RequestContext,
  ): Promise<readonly OwnAccess[]> {
    return await readAccesses(me, daysOf(days, context.services.today()), context);
  }
}

@Resolver(() => OwnConsent)
export class OwnConsentResolver {
  @FieldResolver(() => String, {
    description:
      "A receipt to keep and to show: a compact JWS with JSON-LD by the Data Privacy Vocabulary's profile of ISO/IEC TS 27560, verified by the key at `/.well-known/jwks.json`.",
  })
  async receipt(
    @Root() { record, person, ids }: OwnConsent,
    @Ctx() context: RequestContext,
  ): Promise<string> {
    return await context.services.ownFile.receipt(record, {
      receipt: ids.encode('CONSENT', record.id),
      person: ids.encode('PERSON', person),
    });
  }
}
