import type { FormWords } from '../access/agreement-form.ts';
import type { Language, Languages } from '../access/language-file.ts';
import { HubError } from '../domain/hub-error.ts';
import { type LanguageTag, languageTags } from '../domain/language.ts';

/** The words of everything an agreement can say, in every language. */
export interface HubWords extends FormWords {
  readonly languages: Languages;
}

const isTag = (tag: string): tag is LanguageTag => (languageTags as readonly string[]).includes(tag);

/** The language a caller named. @throws HubError BAD_USER_INPUT for any other. */
export const languageNamed = (words: HubWords, tag: string): Language => {
  const language = isTag(tag) ? words.languages.get(tag) : undefined;
  if (!language) {
    throw new HubError('BAD_USER_INPUT', {
      publicMessage: `This language is not known. The hub speaks ${languageTags.join(', ')}.`,
    });
  }
  return language;
};
