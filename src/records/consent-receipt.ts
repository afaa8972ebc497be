import type { Agency, Source } from '../domain/agency.ts';
import { type Category, specialCategories } from '../domain/category.ts';
import { type ConsentRecord, stateOfConsent } from '../domain/consent-record.ts';
import type { Operator } from '../domain/contact.ts';
import type { JsonValue } from '../domain/json-value.ts';
import type { Jurisdiction } from '../domain/legal-basis.ts';
import type { Notice } from '../domain/notice.ts';
import type { Catalogue, GovernedField } from '../policy/catalogue.ts';
import { controllersOf } from '../policy/registers.ts';

/** What a receipt is written from, besides the record itself. */
export interface ReceiptContext {
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly operator: Operator | null;
  readonly notices: readonly Notice[];
  readonly sources: readonly Source[];
  readonly catalogue: Catalogue;
  /** Local date. */
  readonly today: string;
}

/** The ids under which its holder knows the consent and themselves. */
export interface ReceiptIds {
  readonly receipt: string;
  readonly person: string;
}

/** Namespaces of the Data Privacy Vocabulary 2.3 and of Dublin Core. Written out, so that nothing has to be fetched to read it. */
const context = {
  dpv: 'https://w3id.org/dpv#',
  ps: 'https://w3id.org/dpv/sector/publicservices#',
  pd: 'https://w3id.org/dpv/pd#',
  loc: 'https://w3id.org/dpv/loc#',
  'eu-gdpr': 'https://w3id.org/dpv/legal/eu/gdpr#',
  dct: 'http://purl.org/dc/terms/',
  xsd: 'http://www.w3.org/2001/XMLSchema#',
} as const;

const profile = 'https://w3id.org/dpv/schema/dpv-27560#receipt-eu-gdpr';

/** What a category is in DPV's list of personal data; the field's own coordinate stands beside it. */
const dataTypes: Readonly<Record<Category, string>> = {
  IDENTITY: 'pd:Identifying',
  CONTACT: 'pd:Contact',
  HOUSEHOLD: 'pd:Household',
  HOUSING: 'pd:Household',
  FINANCE: 'pd:Financial',
  EMPLOYMENT: 'pd:Professional',
  EDUCATION: 'pd:Education',
  HEALTH: 'pd:Health',
  SOCIAL_CARE: 'pd:SocialStatus',
  PROTECTION: 'pd:Criminal',
  OBSERVATION: 'pd:Opinion',
  DIRECTORY: 'pd:Contact',
};

/** Articles of the GDPR that are open to who consented: information, access to portability, withdrawal, complaint. */
const receiptRights: readonly string[] = ['A13', 'A15', 'A16', 'A17', 'A18', 'A20', 'A7-3', 'A77'];

const places: Readonly<Record<Jurisdiction, string>> = {
  ME: 'loc:ME',
  RS: 'loc:RS',
  FBiH: 'loc:BA',
  PL: 'loc:PL',
  LT: 'loc:LT',
};

const iri = (id: string): JsonValue => ({ '@id': id });
const instant = (at: Date): JsonValue => ({ '@type': 'xsd:dateTime', '@value': at.toISOString() });
const day = (date: string): JsonValue => ({ '@type': 'xsd:date', '@value': date });

const partyOf = (id: string, type: string, agencies: ReceiptContext['agencies']): JsonValue => {
  const agency = agencies.get(id);
  const { address, email, telephone } = agency?.contact ?? {};
  return {
    '@type': ['dpv:LegalEntity', type],
    'dct:identifier': id,
    'dpv:hasName': agency?.name ?? id,
    'dpv:hasAddress': address ?? null,
    'dpv:hasContact': [
      ...(email ? [`mailto:${email}`] : []),
      ...(telephone ? [`tel:${telephone.replace(/[^+\d]/g, '')}`] : []),
    ],
    'dpv:hasJurisdiction': agency ? iri(places[agency.jurisdiction]) : null,
  };
};

/** The fields that a consent covers: those it names, and those of its categories in the controller's own registers. */
const coveredBy = (record: ConsentRecord, given: ReceiptContext): readonly GovernedField[] =>
  [...given.catalogue.kinds.values()]
    .filter((kind) => controllersOf(kind, given.sources).includes(record.controller))
    .flatMap(({ fields }) => fields)
    .filter(
      ({ coordinate, category, naturalKey }) =>
        !naturalKey && (record.fields.includes(coordinate) || record.categories.includes(category)),
    )
    .sort((one, other) => (one.coordinate < other.coordinate ? -1 : 1));

const dataOf = ({ coordinate, category }: GovernedField): JsonValue => ({
  '@type': [
    dataTypes[category],
    ...(specialCategories.has(category) ? ['dpv:SpecialCategoryPersonalData'] : []),
  ],
  'dct:identifier': coordinate,
  'dpv:hasNecessity': iri('dpv:Optional'),
});

/**
 * Writes a receipt of a consent as JSON-LD: ISO/IEC TS 27560:2023 by the Data Privacy Vocabulary, profile
 * `dpv-27560#receipt-eu-gdpr` (DOMAIN.md 2.4). It repeats the whole record, less who of an agency's staff acted and what
 * lies in evidence.
 */
export const writeReceipt = (record: ConsentRecord, ids: ReceiptIds, given: ReceiptContext): JsonValue => {
  const covered = coveredBy(record, given);
  const isSpecial = covered.some(({ category }) => specialCategories.has(category));
  const notice = given.notices.find(
    ({ version, controllers }) => version === record.noticeVersion && controllers.includes(record.controller),
  );
  const jurisdiction = given.agencies.get(record.controller)?.jurisdiction;
  const held = given.operator?.jurisdiction;
  return {
    '@context': context,
    '@type': 'dpv:ConsentReceipt',
    'dct:conformsTo': iri(profile),
    'dct:identifier': ids.receipt,
    'dpv:hasDataSubject': { '@type': 'dpv:DataSubject', 'dct:identifier': ids.person },
    'dpv:hasConsentStatus': iri(`dpv:${stateOfConsent(record, given.today)}`),
    'dct:language': record.language === null ? null : `${record.language}-${record.script}`,
    'dpv:hasNotice': {
      ...(notice ? { '@id': notice.address } : {}),
      '@type': 'dpv:ConsentNotice',
      'dct:hasVersion': record.noticeVersion,
    },
    'dpv:hasPurpose': iri(record.purpose),
    'dpv:hasLegalBasis': [iri('eu-gdpr:A6-1-a'), ...(isSpecial ? [iri('eu-gdpr:A9-2-a')] : [])],
    'dpv:hasPersonalData': covered.map(dataOf),
    'dpv:hasProcessing': [iri('dpv:Disclose'), iri('dpv:Use')],
    'dpv:hasDataController': partyOf(record.controller, 'dpv:DataController', given.agencies),
    'dpv:hasRecipient': partyOf(record.recipient, 'dpv:Recipient', given.agencies),
    'dpv:hasJurisdiction': jurisdiction ? iri(places[jurisdiction]) : null,
    'dpv:hasStorageCondition': {
      '@type': 'dpv:StorageCondition',
      'dpv:hasLocation': held ? iri(places[held]) : null,
      // R7: thirty days after it ended the recipient has stopped and erased.
      'dpv:hasDuration': { '@type': 'dpv:UntilEventDuration', 'dct:valid': day(record.validUntil) },
    },
    'dpv:hasConsentControl': {
      '@type': 'dpv:WithdrawConsent',
      'dct:description': 'withdrawConsent',
    },
    'dpv:hasRight': receiptRights.map((each) => iri(`eu-gdpr:${each}`)),
    'dct:hasPart': record.events.map(({ state, at, agency }) => ({
      '@type': isSpecial ? 'dpv:ExplicitlyExpressedConsent' : 'dpv:ExpressedConsent',
      'dpv:hasConsentStatus': iri(`dpv:${state}`),
      'dct:date': instant(at),
      'dct:valid': day(record.validUntil),
      'dpv:isImplementedByEntity': agency ?? ids.person,
    })),
  };
};
