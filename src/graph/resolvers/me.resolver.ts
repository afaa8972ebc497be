import { Arg, Ctx, Directive, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { say } from '../../access/phrase.ts';
import { languageNamed } from '../hub-words.ts';
import { ownConsentShown } from '../own-consent-shown.ts';
import { selfOf } from '../own-person.ts';
import type { RequestContext } from '../request-context.ts';
import { Me, OwnConsent } from '../types/me.type.ts';

const language = {
  names: '@names(none: "stated by the caller, not asked")',
  description: 'The language of its words: en, cnr, bs, sr-Latn, sr-Cyrl, pl or lt.',
};

@Resolver(() => Me)
export class MeResolver {
  @Query(() => Me, {
    nullable: true,
    description: "The caller's own file: for a person's own token, over links that are certain (R20).",
  })
  async me(
    @Directive(language.names)
    @Arg('language', () => String, { defaultValue: 'en', description: language.description })
    tag: string,
    @Ctx() context: RequestContext,
  ): Promise<Me> {
    const spoken = languageNamed(context.services.words, tag);
    const me = new Me(await selfOf(context), spoken);
    me.keptApart = say(spoken, 'keptApart');
    return me;
  }

  @FieldResolver(() => [OwnConsent], {
    description: 'What the person consented to, whoever recorded it, the newest first.',
  })
  async consents(@Root() me: Me, @Ctx() context: RequestContext): Promise<OwnConsent[]> {
    const records = await context.services.ownFile.consents(me.person);
    return records.map((record) => ownConsentShown(record, me.person, me.spoken, context));
  }
}

@Resolver(() => OwnConsent)
export class OwnConsentResolver {
  @FieldResolver(() => String, {
    description:
      "A receipt to keep and to show: a compact JWS with JSON-LD by the Data Privacy Vocabulary's profile of ISO/IEC TS 27560, verified by the key at `/.well-known/jwks.json`.",
  })
  async receipt(@Root() { record, person }: OwnConsent, @Ctx() context: RequestContext): Promise<string> {
    return await context.services.ownFile.receipt(record, {
      receipt: context.ids.encode('CONSENT', record.id),
      person: context.ids.encode('PERSON', person),
    });
  }
}
