/** What each reason for withholding means, in a sentence for somebody who did not write the agreements. */
const sentences: Readonly<Record<string, string>> = {
  FIELD_NOT_IN_PURPOSE: 'no agreement opens it to this agency for this purpose',
  PROHIBITED: 'an agreement forbids it, whatever else would allow it',
  NAMED_ACTOR_REQUIRED: 'data about people is given to a named person only, and the token names none',
  CONSENT_REQUIRED: 'it needs consent, and this person may be asked for it',
  FORBIDDEN: 'this agency may not ask this at all, whomever it is about',
};

/** The sentence of a reason; a reason that is new to the tour stands for itself. */
export const sentenceOfReason = (reason: string): string =>
  sentences[reason] ?? 'the hub gives no more than this code';
