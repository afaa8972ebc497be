import { Arg, Ctx, Directive, Query, Resolver } from 'type-graphql';
import { agreementForm } from '../../access/agreement-form.ts';
import { HubError } from '../../domain/hub-error.ts';
import { languageNamed } from '../hub-words.ts';
import type { RequestContext } from '../request-context.ts';
import { AgreementChoices } from '../types/agreement-choices.type.ts';

const stated = '@names(none: "stated by the caller, not asked")';

@Resolver()
export class AgreementFormResolver {
  @Query(() => AgreementChoices, {
    nullable: true,
    description:
      "The choices an officer has in writing an agreement, in the officer's language. Reads nobody.",
  })
  agreementForm(
    @Directive(stated)
    @Arg('language', () => String, { description: 'en, cnr, bs, sr-Latn, sr-Cyrl, pl or lt.' })
    language: string,
    @Directive(stated)
    @Arg('controller', () => String, {
      nullable: true,
      description:
        'The agency whose data it is about: its fields, its law and its municipalities are then told.',
    })
    controller: string | null,
    @Ctx() context: RequestContext,
  ): AgreementChoices {
    const { words } = context.services;
    const named = languageNamed(words, language);
    const agency = controller ? words.agencies.get(controller) : null;
    if (agency === undefined) {
      throw new HubError('BAD_USER_INPUT', { publicMessage: 'The controller is not known.' });
    }
    return agreementForm(named, agency, words) as AgreementChoices;
  }
}
