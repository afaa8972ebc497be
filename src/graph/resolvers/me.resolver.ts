import { GraphQLLocalDate } from 'graphql-scalars';
import {
  Arg,
  Args,
  ArgsType,
  Ctx,
  Directive,
  Field,
  FieldResolver,
  Query,
  Resolver,
  Root,
} from 'type-graphql';
import { say } from '../../access/phrase.ts';
import { HubError } from '../../domain/hub-error.ts';
import { addDays } from '../../domain/local-date.ts';
import { languageNamed } from '../hub-words.ts';
import { ownAccessShown } from '../own-access-shown.ts';
import { ownConsentShown } from '../own-consent-shown.ts';
import { selfOf } from '../own-person.ts';
import type { RequestContext } from '../request-context.ts';
import { Me, OwnAccess, OwnConsent } from '../types/me.type.ts';

const usualDays = 30;
const mostDays = 92;

const language = {
  names: '@names(none: "stated by the caller, not asked")',
  description: 'The language of its words: en, cnr, bs, sr-Latn, sr-Cyrl, pl or lt.',
};

const day = '@names(none: "a day, not a field of anybody")';

/** The days that are asked for. */
@ArgsType()
class AccessDays {
  @Directive(day)
  @Field(() => GraphQLLocalDate, {
    nullable: true,
    description: `The first day; ${usualDays} days back where it is left out.`,
  })
  from!: string | null;

  @Directive(day)
  @Field(() => GraphQLLocalDate, {
    nullable: true,
    description: 'The last day; today where it is left out.',
  })
  until!: string | null;
}

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

  @FieldResolver(() => [OwnAccess], {
    description:
      "Who read which fields, for which purpose and on which basis, by day, the newest first. A reading through another member of the household stands in that member's file alone (R14).",
  })
  async accesses(
    @Args(() => AccessDays) { from, until }: AccessDays,
    @Root() me: Me,
    @Ctx() context: RequestContext,
  ): Promise<OwnAccess[]> {
    const last = until ?? context.services.today();
    const first = from ?? addDays(last, 1 - usualDays);
    if (last < first || addDays(first, mostDays) <= last) {
      throw new HubError('BAD_USER_INPUT', {
        publicMessage: `Ask for 1 to ${mostDays} days, the first before the last.`,
      });
    }
    const accesses = await context.services.ownFile.accesses(me.person, first, addDays(last, 1));
    return accesses.map((access) => ownAccessShown(access, me.spoken, context));
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
