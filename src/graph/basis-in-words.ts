import type { Language } from '../access/language-file.ts';
import type { LegalBasis } from '../domain/legal-basis.ts';

/** The articles of a legal basis in words, in their order; none where there is no basis. */
export const basisInWords = (
  language: Language,
  basis: Pick<LegalBasis, 'article6' | 'article9' | 'article10'> | null,
): string[] => {
  if (basis === null) return [];
  const { article6, article9, article10 } = basis;
  return [
    language.article6[article6],
    ...(article9 ? [language.article9[article9]] : []),
    ...(article10 ? [language.article10[article10]] : []),
  ];
};
