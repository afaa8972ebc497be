import type { Language, Languages } from '../../src/access/language-file.ts';
import type { LanguageTag } from '../../src/domain/language.ts';
import { projectFile, readSettingFolder } from '../../src/server/configuration.ts';
import { projectContracts } from '../../src/server/load-contracts.ts';

/** The texts of the project's languages, by tag. */
export const languageTexts = readSettingFolder('languages', projectFile('config', 'languages'));

/** The project's languages, as a start reads them. */
export const { languages }: { languages: Languages } = projectContracts();

export const languageOf = (tag: LanguageTag): Language => {
  const language = languages.get(tag);
  if (!language) throw new Error(`no language ${tag}`);
  return language;
};
