import type { Agency } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import { type Category, categories } from '../domain/category.ts';
import { HubError } from '../domain/hub-error.ts';
import { addPeriod } from '../domain/local-date.ts';
import { purposeOfSlug } from '../domain/purpose.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import { covers, mayBeConsentedTo } from '../policy/covers.ts';

/** What a person consents to, as it is said. */
export interface ConsentTermsInput {
  readonly recipient: string;
  readonly controller: string;
  /** Slug. */
  readonly purpose: string;
  readonly categories: readonly string[];
  readonly fields: readonly string[];
  readonly noticeVersion: string;
  readonly language: string;
  readonly script: string;
  readonly until: string | null;
}

/** The same, checked. */
export interface CheckedTerms {
  readonly recipient: string;
  readonly controller: string;
  /** Compact IRI. */
  readonly purpose: string;
  readonly categories: readonly Category[];
  readonly fields: readonly string[];
  readonly noticeVersion: string;
  readonly language: string;
  readonly script: string;
  readonly validUntil: string;
}

/** What terms are checked against. */
export interface TermsContext {
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly agreements: readonly Agreement[];
  readonly catalogue: Catalogue;
  readonly today: string;
}

const longestConsent = 'P12M';

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

const isShortText = (text: string): boolean => text.trim().length > 0 && text.length <= 100;

/**
 * Checks the terms of a consent (R1, R4): parties and purpose are known, the purpose is neither closed nor too wide to be
 * asked for, it is for named categories or fields, of a notice in a language and script, and for twelve months at most.
 * A consent that no agreement asks for would open nothing and is refused, so that nobody believes it does.
 *
 * @throws HubError BAD_USER_INPUT with a sentence that names the term and no value.
 */
export const checkConsentTerms = (terms: ConsentTermsInput, context: TermsContext): CheckedTerms => {
  const purpose = purposeOfSlug(terms.purpose)?.term ?? refuse('This purpose is not known.');
  if (!mayBeConsentedTo(purpose)) refuse('This purpose cannot be consented to.');
  const recipient = context.agencies.get(terms.recipient) ?? refuse('The recipient is not known.');
  if (!context.agencies.has(terms.controller)) refuse('The controller is not known.');
  const known = terms.categories.filter((each): each is Category =>
    (categories as readonly string[]).includes(each),
  );
  if (known.length !== terms.categories.length) refuse('A category is not known.');
  if (terms.fields.some((field) => !context.catalogue.governed.has(field))) refuse('A field is not known.');
  if (known.length + terms.fields.length === 0) refuse('A consent names at least one category or field.');
  if (!isShortText(terms.noticeVersion)) refuse('The version of the notice that was read is missing.');
  if (!/^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/.test(terms.language)) refuse('The language is not a BCP 47 tag.');
  if (terms.script !== 'Latn' && terms.script !== 'Cyrl') refuse('The script is Latn or Cyrl.');
  const latest = addPeriod(context.today, longestConsent);
  const validUntil = terms.until ?? latest;
  if (validUntil <= context.today) refuse('A consent ends after today.');
  if (validUntil > latest) refuse('A consent holds for twelve months at most.');
  const registered = [...recipient.registrations.keys()];
  const asked = context.agreements.some(
    (agreement) =>
      agreement.requires === 'CONSENT' &&
      agreement.recipient === terms.recipient &&
      agreement.controller === terms.controller &&
      // Both cover what the recipient can ask for: a person may consent to less than an agreement would let them.
      registered.some((term) => covers(purpose, term) && covers(agreement.purpose, term)),
  );
  if (!asked) refuse('No agreement asks for this consent.');
  return {
    recipient: terms.recipient,
    controller: terms.controller,
    purpose,
    categories: known,
    fields: terms.fields,
    noticeVersion: terms.noticeVersion,
    language: terms.language,
    script: terms.script,
    validUntil,
  };
};
