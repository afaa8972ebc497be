import type { Language } from '../access/language-file.ts';
import { purposeInWords } from '../access/phrase.ts';
import type { WithdrawalOutcome } from '../records/consents.ts';
import { basisInWords } from './basis-in-words.ts';
import type { HubWords } from './hub-words.ts';
import { type EndedAccess, LawfulStep, type RemainingAccess } from './types/consent.type.ts';

const nameOf = (agency: string, words: HubWords): string => words.agencies.get(agency)?.name ?? agency;

/** What a recipient reads by law, under one agreement, in words. */
export const stayInWords = (
  { agreement, step, fields }: WithdrawalOutcome['stays'][number],
  language: Language,
  words: HubWords,
): RemainingAccess => {
  const { citation } = agreement.basis;
  return {
    fields: fields.map((coordinate) => ({ coordinate, label: language.fields[coordinate] ?? '' })),
    controller: nameOf(agreement.controller, words),
    purpose: purposeInWords(language, agreement.purpose),
    step: LawfulStep[step],
    basis: basisInWords(language, agreement.basis).join('; '),
    condition: language.requires[agreement.requires].label,
    act: citation?.act ?? null,
    article: citation?.article ?? null,
    gazette: citation?.gazette ?? null,
    agreement: agreement.id,
    version: agreement.version,
  };
};

/** What a withdrawal ends and what stays, in words: what the receipt says besides the act itself. */
export const withdrawalInWords = (
  outcome: WithdrawalOutcome,
  language: Language,
  words: HubWords,
): { ends: EndedAccess[]; stays: RemainingAccess[] } => ({
  ends: outcome.ends.map(({ recipient, purpose }) => ({
    recipient: nameOf(recipient, words),
    purpose: purposeInWords(language, purpose),
  })),
  stays: outcome.stays.map((each) => stayInWords(each, language, words)),
});
