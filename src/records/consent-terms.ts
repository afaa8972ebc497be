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

/** What is said of a consent before anybody has read anything. */
export type AskedTermsInput = Omit<ConsentTermsInput, 'language' | 'script'>;
export type AskedTerms = Omit<ConsentTerms, 'language' | 'script'>;

const asksFor = (
  agreement: Agreement,
  terms: Pick<AskedTermsInput, 'recipient' | 'controller'>,
  purpose: string,
  recipient: Agency,
): boolean =>
  agreement.requires === 'CONSENT' &&
  agreement.recipient === terms.recipient &&
  agreement.controller === terms.controller &&
  // Both cover what the recipient can ask for: a person may consent to less than an agreement would let them.
  [...recipient.registrations.keys()].some(
    (term) => covers(purpose, term) && covers(agreement.purpose, term),
  );

/** Parties, purpose, data and term; and the agreements that ask for such a consent, one at least. */
const checkAskedTerms = (
  terms: AskedTermsInput,
  context: TermsContext,
): { readonly asked: AskedTerms; readonly agreements: readonly Agreement[] } => {
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
  const latest = addPeriod(context.today, longestConsent);
  const validUntil = terms.until ?? latest;
  if (validUntil <= context.today) refuse('A consent ends after today.');
  if (validUntil > latest) refuse('A consent holds for twelve months at most.');
  const agreements = context.agreements.filter((each) => asksFor(each, terms, purpose, recipient));
  if (agreements.length === 0) refuse('No agreement asks for this consent.');
  return {
    agreements,
    asked: {
      recipient: terms.recipient,
      controller: terms.controller,
      purpose,
      categories: known,
      fields: terms.fields,
      noticeVersion: terms.noticeVersion,
      validUntil,
    },
  };
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
  const { asked } = checkAskedTerms(terms, context);
  const { controller, noticeVersion: version, language, script } = terms;
  const fault = faultOfReading(context.notices, { controller, version, language, script, on: readOn });
  if (fault) refuse(noticeFaults[fault]);
  return { ...asked, language, script };
};

/**
 * Checks what an agency asks a person's consent to (R6): an agreement lets it ask, for exactly these data, and none of them
 * is protection. The notice is one that is in use; in which language it is read, the person says.
 *
 * @throws HubError BAD_USER_INPUT with a sentence that names the term and no value.
 */
export const checkRequestTerms = (terms: AskedTermsInput, context: TermsContext): AskedTerms => {
  const { asked, agreements } = checkAskedTerms(terms, context);
  const asking = agreements.filter(({ mayAsk }) => mayAsk);
  if (asking.length === 0) refuse('No agreement lets you ask for this consent.');
  const isAsked = (category: Category, field: string | null): boolean =>
    category !== 'PROTECTION' &&
    asking.some(
      ({ categories: granted, fields }) =>
        granted.includes(category) || (field !== null && fields.includes(field)),
    );
  const isGranted =
    asked.categories.every((category) => isAsked(category, null)) &&
    asked.fields.every((field) => {
      const governed = context.catalogue.governed.get(field);
      return governed !== undefined && isAsked(governed.category, field);
    });
  if (!isGranted) refuse('No agreement lets you ask for all of these data.');
  const readings = context.notices.find(
    ({ version, controllers }) => version === terms.noticeVersion && controllers.includes(terms.controller),
  )?.readings;
  const [{ language, script } = { language: '', script: '' }] = readings ?? [];
  const { controller, noticeVersion: version } = terms;
  const fault = faultOfReading(context.notices, { controller, version, language, script, on: context.today });
  if (fault) refuse(noticeFaults[fault]);
  return asked;
};
