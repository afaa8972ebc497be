import type { Agency, Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import { categories } from '../domain/category.ts';
import { emergencyPurpose } from '../domain/emergency.ts';
import type { Citation } from '../domain/legal-basis.ts';
import { rightsUnder } from '../domain/person-rights.ts';
import { purposes } from '../domain/purpose.ts';
import type { Catalogue, GovernedField } from '../policy/catalogue.ts';
import { covers } from '../policy/covers.ts';
import { grantedFields, kindsOf } from '../policy/granted-fields.ts';
import type { Language } from './language-file.ts';
import { dayInWords, periodInWords, purposeInWords, say } from './phrase.ts';

/** Who and what an agreement's identifiers stand for. */
export interface AgreementWords {
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly municipalityNames: ReadonlyMap<string, string>;
  readonly catalogue: Catalogue;
  readonly sources: readonly Source[];
}

type Lines = readonly string[];

const line = '______________________________';
const items = (texts: Iterable<string>): string[] => [...new Set(texts)].map((text) => `- ${text}`);
const capitalised = (text: string, language: Language): string =>
  text.charAt(0).toLocaleUpperCase(language.locale) + text.slice(1);

const agencyOf = (id: string, { agencies }: AgreementWords): Agency => {
  const agency = agencies.get(id);
  if (!agency) throw new Error('an agreement names an agency that is not registered');
  return agency;
};

const fieldInWords = (language: Language, field: GovernedField): string =>
  say(language, 'field', {
    field: language.fields[field.coordinate] ?? '',
    about: language.abouts[field.about],
  });

const partiesOf = (agreement: Agreement, language: Language, words: AgreementWords): Lines => {
  const named = (id: string) => {
    const { name, kind } = agencyOf(id, words);
    return { name, kind: language.agencyKinds[kind] };
  };
  return items([
    say(language, 'controller', named(agreement.controller)),
    say(language, 'recipient', named(agreement.recipient)),
  ]);
};

const purposeOf = (agreement: Agreement, language: Language): Lines => {
  const below = purposes.filter(({ term }) => term !== agreement.purpose && covers(agreement.purpose, term));
  return [
    say(language, 'purposeNamed', { purpose: purposeInWords(language, agreement.purpose) }),
    ...(below.length === 0
      ? [say(language, 'purposeAlone')]
      : [say(language, 'purposeBelow'), ...items(below.map(({ term }) => purposeInWords(language, term)))]),
  ];
};

/** Whether the recipient registered whatever the agreement reaches for statistics: then it is given counts alone (R24). */
const isForCountsAlone = (agreement: Agreement, words: AgreementWords): boolean => {
  const reached = [...agencyOf(agreement.recipient, words).registrations.values()].filter(({ purpose }) =>
    covers(agreement.purpose, purpose),
  );
  return reached.length > 0 && reached.every((registration) => registration.class === 'statistics');
};

const dataOf = (agreement: Agreement, language: Language, words: AgreementWords): Lines => {
  const granted = grantedFields(agreement, words.catalogue, words.sources);
  const lines = categories.flatMap((category) => {
    const whole = agreement.categories.includes(category);
    const fields = granted.filter((field) => field.category === category);
    if (!whole && fields.length === 0) return [];
    const named = { category: capitalised(language.categories[category], language) };
    return [
      whole ? say(language, 'wholeCategory', named) : say(language, 'partOfCategory', named),
      ...items(
        fields.length === 0
          ? [say(language, 'emptyCategory')]
          : fields.map((field) => fieldInWords(language, field)),
      ),
      '',
    ];
  });
  return [
    ...lines,
    ...(isForCountsAlone(agreement, words) ? [say(language, 'countsAlone')] : []),
    say(language, 'naturalKeys'),
    say(language, 'silence'),
  ];
};

const prohibitedOf = (agreement: Agreement, language: Language, { catalogue }: AgreementWords): Lines => {
  if (agreement.prohibits.length === 0) return [say(language, 'prohibitedNothing')];
  const inWords = (name: string): string => {
    const field = catalogue.governed.get(name);
    if (field) return fieldInWords(language, field);
    const category = categories.find((each) => each === name);
    if (!category) throw new Error('an agreement prohibits what is no field and no category');
    return language.categories[category];
  };
  return [say(language, 'prohibitedList'), ...items(agreement.prohibits.map(inWords))];
};

const basisOf = ({ basis, overridesObjection }: Agreement, language: Language): Lines => {
  const { article6, article9, article10, citation } = basis;
  const bases = [
    language.article6[article6],
    ...(article9 ? [language.article9[article9]] : []),
    ...(article10 ? [language.article10[article10]] : []),
  ];
  const lawOf = (cited: Citation): string =>
    say(language, 'law', { ...cited, jurisdiction: language.jurisdictions[cited.jurisdiction] });
  return [
    ...items(bases),
    '',
    citation ? lawOf(citation) : say(language, 'noLaw'),
    ...(overridesObjection ? ['', say(language, 'overridesObjection'), lawOf(overridesObjection)] : []),
  ];
};

const conditionOf = ({ requires, mayAsk, purpose }: Agreement, language: Language): Lines => [
  purpose === emergencyPurpose ? say(language, 'emergency') : language.requires[requires].explanation,
  ...(requires === 'RELATIONSHIP' && purpose !== emergencyPurpose
    ? [say(language, 'relationship'), ...items(Object.values(language.relationships))]
    : []),
  ...(requires === 'CONSENT' ? [mayAsk ? say(language, 'mayAsk') : say(language, 'mayNotAsk')] : []),
];

const reachOf = (agreement: Agreement, language: Language, { municipalityNames }: AgreementWords): Lines => {
  const { area, roles, validFrom, validUntil } = agreement;
  const from = dayInWords(language, validFrom);
  return items([
    say(language, 'municipalities', {
      municipalities: area.map((each) => municipalityNames.get(each) ?? '').join(', '),
    }),
    roles.length === 0 ? say(language, 'anyRole') : say(language, 'roles', { roles: roles.join(', ') }),
    validUntil === null
      ? say(language, 'fromOn', { from })
      : say(language, 'fromUntil', { from, until: dayInWords(language, validUntil) }),
  ]);
};

const retentionOf = (agreement: Agreement, language: Language, words: AgreementWords): Lines => {
  const granted = new Set(grantedFields(agreement, words.catalogue, words.sources).map(({ kind }) => kind));
  const kinds = kindsOf(words.catalogue, words.sources, agreement.controller);
  return items(
    kinds
      .filter(({ kind }) => granted.has(kind))
      .map(({ kind, retention }) =>
        say(language, 'retentionOfKind', {
          kind: language.kinds[kind] ?? '',
          period: periodInWords(language, retention.period),
          from: language.retentionFrom[retention.from] ?? '',
          citation: retention.citation,
        }),
      ),
  );
};

const rightsOf = ({ basis }: Agreement, language: Language): Lines => [
  say(language, 'rightsList'),
  ...items(rightsUnder(basis.article6).map((right) => language.rights[right])),
  '',
  say(language, 'rightsDecided'),
];

const signaturesOf = (agreement: Agreement, language: Language, words: AgreementWords): Lines =>
  [agreement.controller, agreement.recipient].flatMap((id) => [
    say(language, 'signedFor', { name: agencyOf(id, words).name }),
    '',
    ...say(language, 'signatureLines', { line }).split('\n'),
    '',
  ]);

/**
 * The agreement as a sheet to print and sign, in plain text: who gives whom what, for what, on which law, under which
 * condition, where, how long, and what the person can ask. INVARIANT: it speaks in words. No IRI, slug or coordinate is in
 * it; the agreement's own id and version are, so that the paper and the hub name the same thing.
 */
export const printAgreement = (agreement: Agreement, language: Language, words: AgreementWords): string => {
  const { id, version } = agreement;
  const sections: readonly (readonly [heading: string, lines: Lines])[] = [
    [say(language, 'parties'), partiesOf(agreement, language, words)],
    [say(language, 'purpose'), purposeOf(agreement, language)],
    [say(language, 'data'), dataOf(agreement, language, words)],
    [say(language, 'prohibited'), prohibitedOf(agreement, language, words)],
    [say(language, 'basis'), basisOf(agreement, language)],
    [say(language, 'condition'), conditionOf(agreement, language)],
    [say(language, 'reach'), reachOf(agreement, language, words)],
    [say(language, 'retention'), retentionOf(agreement, language, words)],
    [say(language, 'rights'), rightsOf(agreement, language)],
    [say(language, 'signatures'), signaturesOf(agreement, language, words)],
  ];
  const printed = sections.map(([heading, lines], index) =>
    [`## ${index + 1}. ${heading}`, '', ...lines].join('\n').trimEnd(),
  );
  return `${[
    `# ${say(language, 'title')}`,
    say(language, 'reference', { id, version: String(version) }),
    ...printed,
  ].join('\n\n')}\n`;
};
