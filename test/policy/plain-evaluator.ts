import type { Agreement } from '../../src/domain/agreement.ts';
import type { GovernedField } from '../../src/policy/catalogue.ts';
import type { RecordFacts, SubjectFacts } from '../../src/policy/record-facts.ts';
import type { Asking } from './mask-world.ts';
import { asked, today } from './mask-world.ts';

/**
 * R2 as STORIES.md tells it, for one field of one record: written from the prose, slow, and by nobody who looked at the
 * hub's own. It knows the purposes of its world by a table of its own.
 */
const coveredBy: Readonly<Record<string, readonly string[]>> = {
  'dpv:Purpose': [
    'ps:SocialWelfareProvision',
    'ps:SocialWelfareDistributionManagement',
    'ps:SocialWelfareManagement',
    'ps:SocialWelfareEligibilityAssessment',
    'dpv:LegalCompliance',
  ],
  // R1: reached by their own names alone, whatever lies above them.
  'ps:SocialWelfareRiskAssessment': ['ps:SocialWelfareRiskAssessment'],
  'hub:DomesticViolenceProtection': ['hub:DomesticViolenceProtection'],
  'ps:SocialWelfareProvision': ['ps:SocialWelfareProvision', 'ps:SocialWelfareDistributionManagement'],
  'ps:SocialWelfareManagement': [
    'ps:SocialWelfareProvision',
    'ps:SocialWelfareDistributionManagement',
    'ps:SocialWelfareManagement',
    'ps:SocialWelfareEligibilityAssessment',
  ],
  'dpv:LegalCompliance': ['dpv:LegalCompliance'],
};

const statutory = ['ps:SocialWelfareEligibilityAssessment', 'ps:SocialWelfareDistributionManagement'];

export type PlainAnswer = 'OWN' | 'DUTY' | 'TASK' | 'CONSENT' | null;

/** R2, 6: "person's prohibition, pending objection, restriction, contested link -> refused"; R22: the objection is against 6(1)(e) */
const hasForbidden = ({ prohibited, rights }: SubjectFacts): boolean =>
  prohibited || rights.restricted || rights.linkContested;

const consented = (person: SubjectFacts | null, it: GovernedField, purpose: string): boolean => {
  if (person === null || !person.certain || hasForbidden(person)) return false;
  for (const consent of person.consents) {
    if (consent.controller !== 'keeper') continue;
    if (!coveredBy[consent.purpose]?.includes(purpose)) continue;
    if (consent.categories.includes(it.category) || consent.fields.includes(it.coordinate)) return true;
  }
  return false;
};

export const plainAnswer = (asking: Asking, it: GovernedField, record: RecordFacts): PlainAnswer => {
  const { purpose, roles } = asking;
  const people = record.subjects[it.about];
  const somebody = people.filter((person) => person !== null);
  const valid = asking.agreements.filter((agreement) => {
    if (agreement.recipient !== asking.reader || agreement.controller !== record.controller) return false;
    if (today < agreement.validFrom || (agreement.validUntil !== null && today >= agreement.validUntil))
      return false;
    return coveredBy[agreement.purpose]?.includes(purpose) === true;
  });
  const isForMyRole = (agreement: Agreement): boolean =>
    agreement.roles.length === 0 || agreement.roles.some((role) => roles.includes(role));
  const speaksOf = (list: readonly string[]): boolean =>
    list.includes(it.category) || list.includes(it.coordinate);
  const grants = (article6: readonly string[]): Agreement[] =>
    it.naturalKey
      ? []
      : valid.filter(
          (agreement) =>
            isForMyRole(agreement) &&
            article6.includes(agreement.basis.article6) &&
            (agreement.categories.includes(it.category) || agreement.fields.includes(it.coordinate)) &&
            agreement.area.includes(record.municipality),
        );

  // 2: "R15 conflict -> absent"
  if (record.conflicted) return null;
  if (asking.area !== null && !asking.area.some((place) => place === record.localCommunity)) return null;
  // 3: "agreement's prohibition -> refused", with no word of roles
  if (valid.some((agreement) => speaksOf(agreement.prohibits))) return null;
  // 4: "the record's source agency reads its own record, under a purpose it registered -> granted"
  const ownRole = asking.ownRoles.length === 0 || asking.ownRoles.some((role) => roles.includes(role));
  if (asking.reader === record.controller && purpose === asked && ownRole) return 'OWN';
  // R10: "Per person, kind, evidence"; "Declared by the caller itself: identity and contact only"
  const worksWith = (person: SubjectFacts, { relationships }: Agreement): boolean => {
    for (const open of person.relationships) {
      if (relationships.length > 0 && !relationships.some((kind) => kind === open.kind)) continue;
      if (open.established || it.category === 'IDENTITY' || it.category === 'CONTACT') return true;
    }
    return false;
  };
  // 5: "grant under 6(1)(c) or (d)"
  for (const agreement of grants(['A6-1-c', 'A6-1-d'])) {
    if (agreement.requires === 'NOTHING') return 'DUTY';
    if (somebody.some((person) => worksWith(person, agreement))) return 'DUTY';
  }
  // 6: "person's prohibition, … restriction, contested link -> refused"; data of a dwelling needs only one of them (R5)
  const silent = somebody.filter((person) => !hasForbidden(person));
  const forbidden = it.about === 'DWELLING' ? silent.length === 0 : silent.length < somebody.length;
  if (forbidden && somebody.length > 0) return null;
  // R22: "Pending objection pauses 6(1)(e) reads"
  const willing = silent.filter(({ rights }) => !rights.objected);
  const paused =
    somebody.length > 0 &&
    (it.about === 'DWELLING' ? willing.length === 0 : willing.length < somebody.length);
  // 7: "6(1)(e) with its relationship -> granted", "unless the agreement cites an overriding article" (R22)
  for (const agreement of grants(['A6-1-e'])) {
    const overrides = agreement.overridesObjection !== null;
    if (paused && !overrides) continue;
    if ((overrides ? silent : willing).some((person) => worksWith(person, agreement))) return 'TASK';
  }
  // 8: "valid consent -> granted"; R3: no statutory decision of a public body; R5: all of them, or one for PERSON and DWELLING
  if (asking.readerKind === 'PUBLIC_BODY' && statutory.includes(purpose)) return null;
  if (grants(['A6-1-a']).length === 0 || people.length === 0) return null;
  const enough =
    it.about === 'DWELLING'
      ? people.some((person) => consented(person, it, purpose))
      : people.every((person) => consented(person, it, purpose));
  // 9: "refused"
  return enough ? 'CONSENT' : null;
};
