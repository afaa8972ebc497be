import type { Agency } from '../domain/agency.ts';
import { type Category, categories, convictionCategories, specialCategories } from '../domain/category.ts';
import {
  type Article6Basis,
  type Article9Basis,
  type Article10Basis,
  article9Bases,
  article10Bases,
  type LegalBasisEntry,
  type LegalBasisLists,
} from '../domain/legal-basis.ts';
import { purposeOfTerm, purposes } from '../domain/purpose.ts';
import { needsCitation } from '../policy/check-agreement.ts';
import { covers } from '../policy/covers.ts';
import { kindsOf } from '../policy/granted-fields.ts';
import type { Language } from './language-file.ts';
import { purposeInWords, say } from './phrase.ts';
import type { AgreementWords } from './printed-agreement.ts';

/** One thing an officer can choose: what the hub is told, what the officer reads, and what it means. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly explanation: string;
}

/** Everything an agreement can be made of, in words. What depends on a controller is empty until one is chosen. */
export interface AgreementForm {
  /** Who can read or give, each with the purposes it registered: those it can be given data for. */
  readonly agencies: readonly (Choice & { readonly purposes: readonly Choice[] })[];
  /** With the fields that the controller's registers hold, less their own keys. */
  readonly categories: readonly (Choice & { readonly fields: readonly Choice[] })[];
  readonly article6: readonly Choice[];
  readonly article9: readonly Choice[];
  readonly article10: readonly Choice[];
  /** The code list of the controller's jurisdiction, each entry with the bases it can carry. */
  readonly citations: readonly (Choice & {
    readonly jurisdiction: string;
    readonly carries: readonly string[];
    readonly restrictsObjection: boolean;
  })[];
  readonly requires: readonly Choice[];
  /** Where the controller works. */
  readonly municipalities: readonly Choice[];
}

/** What the form is made from. */
export interface FormWords extends AgreementWords {
  readonly legalBases: LegalBasisLists;
}

/** Bases that R2 has a step for: contract and legitimate interest would open nothing. */
const usableArticle6: readonly Article6Basis[] = ['A6-1-a', 'A6-1-c', 'A6-1-d', 'A6-1-e'];

const placesOf = (agency: Agency, { municipalityNames }: AgreementWords): string =>
  agency.municipalities.map((each) => municipalityNames.get(each) ?? each).join(', ');

const purposesOf = (agency: Agency, language: Language): readonly Choice[] =>
  [...agency.registrations.values()]
    .filter((registration) => registration.class !== 'administration')
    .map(({ purpose }) => {
      const below = purposes.filter(({ term }) => term !== purpose && covers(purpose, term));
      return {
        value: purposeOfTerm(purpose)?.slug ?? '',
        label: purposeInWords(language, purpose),
        explanation:
          below.length === 0
            ? say(language, 'purposeAlone')
            : `${say(language, 'purposeBelow')} ${below.map(({ term }) => purposeInWords(language, term)).join('; ')}`,
      };
    });

const fieldsOf = (
  category: Category,
  language: Language,
  controller: Agency | null,
  words: AgreementWords,
): readonly Choice[] =>
  (controller ? kindsOf(words.catalogue, words.sources, controller.id) : []).flatMap(({ kind, fields }) =>
    fields
      .filter((field) => field.category === category && !field.naturalKey)
      .map((field) => ({
        value: field.coordinate,
        label: language.fields[field.coordinate] ?? '',
        explanation: `${language.kinds[kind]}; ${language.abouts[field.about]}`,
      })),
  );

const categoriesOf = (language: Language, controller: Agency | null, words: AgreementWords) =>
  categories.map((category) => {
    const fields = fieldsOf(category, language, controller, words);
    const explanation = [
      ...(specialCategories.has(category) ? [say(language, 'needsArticle9')] : []),
      ...(convictionCategories.has(category) ? [say(language, 'needsArticle10')] : []),
      ...(controller && fields.length === 0 ? [say(language, 'emptyCategory')] : []),
      ...(fields.length > 0 ? [[...new Set(fields.map(({ label }) => label))].join('; ')] : []),
    ].join(' ');
    return { value: category, label: language.categories[category], explanation, fields };
  });

const isConsent = (basis: string): boolean => basis === 'A6-1-a' || basis === 'A9-2-a';

const basisChoice = <Basis extends Article6Basis | Article9Basis | Article10Basis>(
  basis: Basis,
  labels: Readonly<Record<Basis, string>>,
  language: Language,
): Choice => ({
  value: basis,
  label: labels[basis],
  explanation: needsCitation(basis)
    ? say(language, 'citationNeeded')
    : isConsent(basis)
      ? say(language, 'consentOnly')
      : say(language, 'citationNotNeeded'),
});

const citationChoice = (entry: LegalBasisEntry, language: Language) => ({
  value: entry.code,
  label: [entry.act, entry.article, entry.gazette].join(', '),
  explanation: [
    say(language, 'carriesFor', { flows: entry.flows.map((flow) => language.flows[flow]).join('; ') }),
    ...(entry.note === null ? [] : [say(language, 'toConfirm')]),
  ].join(' '),
  jurisdiction: entry.jurisdiction,
  carries: [...entry.article6, ...entry.article9, ...entry.article10],
  restrictsObjection: entry.restrictsObjection,
});

const municipalityChoice = (municipality: string, words: AgreementWords): Choice => ({
  value: municipality,
  label: words.municipalityNames.get(municipality) ?? municipality,
  explanation: [...words.agencies.values()]
    .filter((agency) => agency.municipalities.includes(municipality))
    .map(({ name }) => name)
    .join('; '),
});

/** The choices an officer has, in the officer's language. Reads nobody: agencies, contracts and code lists alone. */
export const agreementForm = (
  language: Language,
  controller: Agency | null,
  words: FormWords,
): AgreementForm => ({
  agencies: [...words.agencies.values()].map((agency) => ({
    value: agency.id,
    label: agency.name,
    explanation: say(language, 'worksIn', {
      kind: language.agencyKinds[agency.kind],
      municipalities: placesOf(agency, words),
    }),
    purposes: purposesOf(agency, language),
  })),
  categories: categoriesOf(language, controller, words),
  article6: usableArticle6.map((basis) => basisChoice(basis, language.article6, language)),
  article9: article9Bases.map((basis) => basisChoice(basis, language.article9, language)),
  article10: article10Bases.map((basis) => basisChoice(basis, language.article10, language)),
  citations: [...((controller && words.legalBases.get(controller.jurisdiction)) ?? new Map()).values()].map(
    (entry: LegalBasisEntry) => citationChoice(entry, language),
  ),
  requires: Object.entries(language.requires).map(([value, { label, explanation }]) => ({
    value,
    label,
    explanation,
  })),
  municipalities: (controller?.municipalities ?? []).map((each) => municipalityChoice(each, words)),
});
