import type { Language } from '../access/language-file.ts';
import { purposeInWords } from '../access/phrase.ts';
import { type ConsentRecord, stateOfConsent } from '../domain/consent-record.ts';
import type { ActsFor } from '../records/consent-input.ts';
import type { EndedConsent } from '../records/ended-consents.ts';
import { isOpenRequest } from '../records/open-consent-requests.ts';
import type { CallerIds, RequestContext } from './request-context.ts';
import { EvidenceKind } from './types/consent.type.ts';
import { consentStatuses, OwnConsent } from './types/me.type.ts';

/** Whether it waits for this very reader: of several guardians one may have answered already (R9). */
const isOpenFor = (record: ConsentRecord, { guardian }: ActsFor, today: string): boolean =>
  isOpenRequest(record, today) &&
  (guardian === null || record.events.every((event) => event.guardian !== guardian));

/** A consent as its person is shown it: agencies, purpose, categories and fields in words. */
export const ownConsentShown = (
  record: ConsentRecord,
  actsFor: ActsFor,
  language: Language,
  ids: CallerIds,
  ends: () => Promise<readonly EndedConsent[]>,
  { services }: Pick<RequestContext, 'services'>,
): OwnConsent => {
  const { words, today } = services;
  const nameOf = (agency: string): string => words.agencies.get(agency)?.name ?? agency;
  const state = stateOfConsent(record, today());
  const { evidence } = record;
  return Object.assign(new OwnConsent(record, actsFor.person, language, ids, ends), {
    id: ids.encode('CONSENT', record.id),
    status: consentStatuses[state],
    statusInWords: language.consentStates[state],
    controller: nameOf(record.controller),
    recipient: nameOf(record.recipient),
    purpose: purposeInWords(language, record.purpose),
    categories: record.categories.map((category) => language.categories[category]),
    fields: record.fields.map((coordinate) => ({ coordinate, label: language.fields[coordinate] ?? '' })),
    noticeVersion: record.noticeVersion,
    noticeAddress: services.noticeAddress(record.controller, record.noticeVersion),
    language: record.language,
    script: record.script,
    until: record.validUntil,
    isRequest: isOpenFor(record, actsFor, today()),
    evidence: evidence && {
      ...evidence,
      kind: evidence.kind === 'TELEPHONE' ? EvidenceKind.TELEPHONE : EvidenceKind.PAPER,
    },
    events: record.events.map(({ state: became, at, agency, actor, guardian }) => ({
      status: consentStatuses[became],
      statusInWords: language.consentStates[became],
      at,
      agency: agency === null ? null : nameOf(agency),
      // A person's token has no other name than theirs.
      actor: agency === null ? null : actor,
      byGuardian: guardian !== null,
    })),
  });
};
