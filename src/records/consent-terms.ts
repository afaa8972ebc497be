import type { Agency } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import { type Category, categories } from '../domain/category.ts';
import type { ConsentTerms } from '../domain/consent-record.ts';
import { HubError } from '../domain/hub-error.ts';
import { addPeriod } from '../domain/local-date.ts';
import { faultOfReading, type Notice, type NoticeFault } from '../domain/notice.ts';
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

/** What terms are checked against. */
export interface TermsContext {
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly agreements: readonly Agreement[];
  readonly catalogue: Catalogue;
  readonly notices: readonly Notice[];
  readonly today: string;
}

const longestConsent = 'P12M';

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

const noticeFaults: Readonly<Record<NoticeFault, string>> = {
  UNKNOWN: 'This version of the notice is not known.',
  NOT_IN_USE: 'This version of the notice was not in use on that day.',
  NOT_IN_THIS_LANGUAGE: 'The notice is not written in this language and script.',
};

/**
 * Checks the terms of a consent (R1, R4): parties and purpose are known, the purpose is neither closed nor too wide to be
 * asked for, it is for named categories or fields, of a notice in a language and script, and for twelve months at most.
 * A consent that no agreement asks for would open nothing and is refused, so that nobody believes it does.
 *
 * @param readOn local date on which the notice was read: today, or the day on a form.
 * @throws HubError BAD_USER_INPUT with a sentence that names the term and no value.
 */
export const checkConsentTerms = (
  terms: ConsentTermsInput,
  context: TermsContext,
  readOn: string = context.today,
): ConsentTerms => {
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
  const { controller, noticeVersion: version, language, script } = terms;
  const fault = faultOfReading(context.notices, { controller, version, language, script, on: readOn });
  if (fault) refuse(noticeFaults[fault]);
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
