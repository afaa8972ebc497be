import type { Language } from '../access/language-file.ts';
import { purposeInWords } from '../access/phrase.ts';
import { type ConsentRecord, stateOfConsent } from '../domain/consent-record.ts';
import type { RequestContext } from './request-context.ts';
import { EvidenceKind } from './types/consent.type.ts';
import { consentStatuses, OwnConsent } from './types/me.type.ts';

/** A consent as its person is shown it: agencies, purpose, categories and fields in words. */
export const ownConsentShown = (
  record: ConsentRecord,
  person: string,
  language: Language,
  { ids, services }: RequestContext,
): OwnConsent => {
  const { words, today } = services;
  const nameOf = (agency: string): string => words.agencies.get(agency)?.name ?? agency;
  const state = stateOfConsent(record, today());
  const { evidence } = record;
  return Object.assign(new OwnConsent(record, person), {
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
    evidence: evidence && {
      ...evidence,
      kind: evidence.kind === 'TELEPHONE' ? EvidenceKind.TELEPHONE : EvidenceKind.PAPER,
    },
    events: record.events.map(({ state: became, at, agency, actor }) => ({
      status: consentStatuses[became],
      at,
      agency: agency === null ? null : nameOf(agency),
      // A person's token has no other name than theirs.
      actor: agency === null ? null : actor,
    })),
  });
};
