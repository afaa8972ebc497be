/** The languages the hub speaks to people in, by BCP 47 tag. */
export const languageTags = ['en', 'cnr', 'bs', 'sr-Latn', 'sr-Cyrl', 'pl', 'lt'] as const;
export type LanguageTag = (typeof languageTags)[number];

/** A language tag without private use and grandfathered ones (RFC 5646, section 2.1). */
export const languageTag: RegExp = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/;

/** What the law gives a person (GDPR art. 7(3), 13 to 18, 20 to 22, 77). */
export const personRights = [
  'INFORMATION',
  'ACCESS',
  'RECTIFICATION',
  'ERASURE',
  'RESTRICTION',
  'OBJECTION',
  'NO_AUTOMATED_DECISION',
  'WITHDRAWAL',
  'PORTABILITY',
  'COMPLAINT',
] as const;
export type PersonRight = (typeof personRights)[number];

/** The sentences around the words, each with the places that it leaves for values. */
export const sentencePlaces = {
  title: [],
  reference: ['id', 'version'],
  parties: [],
  controller: ['name', 'kind'],
  recipient: ['name', 'kind'],
  purpose: [],
  purposeNamed: ['purpose'],
  purposeBelow: [],
  purposeAlone: [],
  data: [],
  wholeCategory: ['category'],
  partOfCategory: ['category'],
  field: ['field', 'about'],
  emptyCategory: [],
  naturalKeys: [],
  silence: [],
  keptApart: [],
  countsAlone: [],
  prohibited: [],
  prohibitedList: [],
  prohibitedNothing: [],
  basis: [],
  law: ['act', 'article', 'gazette', 'jurisdiction'],
  noLaw: [],
  condition: [],
  relationship: [],
  mayAsk: [],
  mayNotAsk: [],
  reach: [],
  municipalities: ['municipalities'],
  roles: ['roles'],
  anyRole: [],
  fromUntil: ['from', 'until'],
  fromOn: ['from'],
  retention: [],
  retentionOfKind: ['kind', 'period', 'from', 'citation'],
  rights: [],
  rightsList: [],
  rightsDecided: [],
  signatures: [],
  signedFor: ['name'],
  signatureLines: ['line'],
  citationNeeded: [],
  citationNotNeeded: [],
  consentOnly: [],
  needsArticle9: [],
  needsArticle10: [],
  worksIn: ['kind', 'municipalities'],
  carriesFor: ['flows'],
  toConfirm: [],
} as const satisfies Readonly<Record<string, readonly string[]>>;
export type Sentence = keyof typeof sentencePlaces;
