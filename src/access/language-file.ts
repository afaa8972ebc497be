import { z } from 'zod';
import { type About, abouts } from '../domain/about.ts';
import { type AgencyKind, agencyKinds } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import { type Category, categories } from '../domain/category.ts';
import { ConfigurationError } from '../domain/configuration-error.ts';
import { type ConsentState, consentStates } from '../domain/consent-state.ts';
import { inCyrillic } from '../domain/cyrillic.ts';
import { type DisclosureStep, disclosureSteps } from '../domain/disclosure-step.ts';
import {
  type LanguageTag,
  languageTags,
  type PersonRight,
  personRights,
  type Sentence,
  sentencePlaces,
} from '../domain/language.ts';
import {
  type Article6Basis,
  type Article9Basis,
  type Article10Basis,
  article6Bases,
  article9Bases,
  article10Bases,
  type Flow,
  flows,
  type Jurisdiction,
  jurisdictions,
} from '../domain/legal-basis.ts';
import { purposes } from '../domain/purpose.ts';
import {
  type RequestedRight,
  type RightsStateWord,
  requestedRights,
  rightsStateWords,
} from '../domain/rights-request.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import { readConfiguration } from './configuration-file.ts';

type Words<Key extends string> = Readonly<Record<Key, string>>;

/** One language: what people of the field call everything that an agreement can say. */
export interface Language {
  readonly name: string;
  /** For figures and dates. */
  readonly locale: string;
  /** With the month's name, or in figures where the name would need a case that no table gives. */
  readonly dates: 'long' | 'numeric';
  /** By slug. */
  readonly purposes: Words<string>;
  readonly categories: Words<Category>;
  readonly abouts: Words<About>;
  readonly article6: Words<Article6Basis>;
  readonly article9: Words<Article9Basis>;
  readonly article10: Words<Article10Basis>;
  readonly jurisdictions: Words<Jurisdiction>;
  readonly flows: Words<Flow>;
  readonly requires: Readonly<Record<Agreement['requires'], { label: string; explanation: string }>>;
  readonly relationships: Words<'ESTABLISHED' | 'DECLARED'>;
  readonly agencyKinds: Words<AgencyKind>;
  /** By kind of record. */
  readonly kinds: Words<string>;
  /** By the date from which a kind's retention is counted. */
  readonly retentionFrom: Words<string>;
  /** By coordinate. */
  readonly fields: Words<string>;
  /** What the contracts' enumerations say, by the enumeration's name and its value. */
  readonly choices: Readonly<Record<string, Words<string>>>;
  readonly rights: Words<PersonRight>;
  readonly consentStates: Words<ConsentState>;
  readonly askedRights: Words<RequestedRight>;
  /** A request's state until it is decided, and its outcome afterwards. */
  readonly rightsStates: Words<RightsStateWord>;
  /** What let something out, by the log's word for it. */
  readonly steps: Words<DisclosureStep>;
  readonly sentences: Words<Sentence>;
}

export type Languages = ReadonlyMap<LanguageTag, Language>;

/** Serbian is written once, in Latin letters; its Cyrillic is derived, which is a function in this direction alone. */
const derived: Readonly<Partial<Record<LanguageTag, LanguageTag>>> = { 'sr-Cyrl': 'sr-Latn' };

const text = z.string().trim().min(1).max(500);
/** Exactly these keys: none is missing and none is more. */
const words = (keys: Iterable<string>) =>
  z.strictObject(Object.fromEntries([...keys].map((key) => [key, text])));
const explained = z.strictObject({ label: text, explanation: text });

/** What a contract brings its own words for, in one language. */
interface ContractWords {
  readonly kinds: Words<string>;
  readonly retentionFrom: Words<string>;
  readonly fields: Words<string>;
  readonly choices: Readonly<Record<string, Words<string>>>;
}

const without = (keys: Iterable<string>, said: object): readonly string[] =>
  [...keys].filter((key) => !Object.hasOwn(said, key));

const schemaOf = (catalogue: Catalogue, said: ContractWords) =>
  z.strictObject({
    name: text,
    locale: text.refine(
      (tag) => Intl.NumberFormat.supportedLocalesOf(tag).length > 0,
      'no locale is called so',
    ),
    dates: z.enum(['long', 'numeric']),
    purposes: words(purposes.map(({ slug }) => slug)),
    categories: words(categories),
    abouts: words(abouts),
    article6: words(article6Bases),
    article9: words(article9Bases),
    article10: words(article10Bases),
    jurisdictions: words(jurisdictions),
    flows: words(flows),
    requires: z.strictObject({ NOTHING: explained, RELATIONSHIP: explained, CONSENT: explained }),
    relationships: words(['ESTABLISHED', 'DECLARED']),
    agencyKinds: words(agencyKinds),
    kinds: words(without(catalogue.kinds.keys(), said.kinds)),
    retentionFrom: words(
      without(
        [...catalogue.kinds.values()].map(({ retention }) => retention.from),
        said.retentionFrom,
      ),
    ),
    fields: words(without(catalogue.governed.keys(), said.fields)),
    choices: z.strictObject(
      Object.fromEntries(
        [...catalogue.choices.values()]
          .filter(({ name }) => !Object.hasOwn(said.choices, name))
          .map(({ name, values }) => [name, words(values)]),
      ),
    ),
    rights: words(personRights),
    consentStates: words(consentStates),
    askedRights: words(requestedRights),
    rightsStates: words(rightsStateWords),
    steps: words(disclosureSteps),
    sentences: words(Object.keys(sentencePlaces)),
  });

const placesOf = (sentence: string): string[] =>
  [...sentence.matchAll(/\{(\w+)\}/g)].map(([, place]) => place ?? '');

/** Some of these keys, and no other. */
const someWords = (keys: Iterable<string>) =>
  z.strictObject(Object.fromEntries([...keys].map((key) => [key, text.optional()]))).default({});

const written = languageTags.filter((tag) => derived[tag] === undefined);

/** A contract's own words: in every language that is written, or the start says which is missing. */
const contractSchemaOf = (catalogue: Catalogue) => {
  const inOne = z.strictObject({
    kinds: someWords(catalogue.kinds.keys()),
    retentionFrom: someWords([...catalogue.kinds.values()].map(({ retention }) => retention.from)),
    fields: someWords(catalogue.governed.keys()),
    choices: z
      .strictObject(
        Object.fromEntries(
          [...catalogue.choices.values()].map(({ name, values }) => [name, words(values).optional()]),
        ),
      )
      .default({}),
  });
  return z.strictObject(Object.fromEntries(written.map((tag) => [tag, inOne])));
};

/** What all contracts say together in one language. */
const wordsOfContracts = (
  files: ReadonlyMap<string, string>,
  catalogue: Catalogue,
): ReadonlyMap<LanguageTag, ContractWords> => {
  const schema = contractSchemaOf(catalogue);
  const read = [...files].map(
    ([fileName, fileText]) =>
      readConfiguration(fileText, fileName, schema).value as Readonly<Record<string, ContractWords>>,
  );
  const together = (tag: LanguageTag, part: keyof ContractWords): object =>
    Object.assign({}, ...read.map((each) => each[tag]?.[part]));
  return new Map(
    written.map((tag) => [
      tag,
      {
        kinds: together(tag, 'kinds') as Words<string>,
        retentionFrom: together(tag, 'retentionFrom') as Words<string>,
        fields: together(tag, 'fields') as Words<string>,
        choices: together(tag, 'choices') as ContractWords['choices'],
      },
    ]),
  );
};

const noWords: ContractWords = { kinds: {}, retentionFrom: {}, fields: {}, choices: {} };

const readLanguage = (
  fileText: string,
  fileName: string,
  catalogue: Catalogue,
  said: ContractWords,
): Language => {
  const { value, refuse } = readConfiguration(fileText, fileName, schemaOf(catalogue, said));
  const own = value as Language;
  const language: Language = {
    ...own,
    kinds: { ...own.kinds, ...said.kinds },
    retentionFrom: { ...own.retentionFrom, ...said.retentionFrom },
    fields: { ...own.fields, ...said.fields },
    choices: { ...own.choices, ...said.choices },
  };
  refuse(
    Object.entries(sentencePlaces).flatMap(([key, places]) => {
      const used = new Set(placesOf(language.sentences[key as Sentence]));
      const fits = used.size === places.length && places.every((place) => used.has(place));
      const message = `the sentence leaves places for ${places.join(', ') || 'nothing'}`;
      return fits ? [] : [{ path: ['sentences', key], message }];
    }),
  );
  return language;
};

/** The same words in Cyrillic; a sentence's places keep their names, and values that are put there their own letters. */
const derive = (value: unknown): unknown => {
  if (typeof value === 'string') {
    return value
      .split(/(\{\w+\})/)
      .map((part, index) => (index % 2 === 0 ? inCyrillic(part) : part))
      .join('');
  }
  return Object.fromEntries(Object.entries(value as object).map(([key, each]) => [key, derive(each)]));
};

const inDerivedScript = (language: Language): Language => {
  const { locale, dates, ...rest } = language;
  return {
    ...(derive(rest) as Omit<Language, 'locale' | 'dates'>),
    locale: locale.replace('Latn', 'Cyrl'),
    dates,
  };
};

/**
 * Reads the languages, one file each. A key that is missing or more than there should be, a sentence without its places, a
 * language without a file: no start, with a ConfigurationError that names language and key.
 *
 * @param files Texts by language tag, as the folder has them.
 * @param contracts Texts of the contracts' own words by file name, for those that bring them; what they say stands in no other file.
 */
export const readLanguages = (
  files: ReadonlyMap<string, string>,
  folder: string,
  catalogue: Catalogue,
  contracts: ReadonlyMap<string, string> = new Map(),
): Languages => {
  const said = wordsOfContracts(contracts, catalogue);
  const strangers = [...files.keys()].filter((name) => !(written as readonly string[]).includes(name));
  if (strangers.length > 0) {
    throw new ConfigurationError(`${folder}: ${strangers.join(', ')}: no language of the hub is written so.`);
  }
  const read = new Map<LanguageTag, Language>();
  for (const tag of written) {
    const fileText = files.get(tag);
    if (fileText === undefined) throw new ConfigurationError(`${folder}: the language ${tag} is missing.`);
    read.set(tag, readLanguage(fileText, `${folder}/${tag}.yaml`, catalogue, said.get(tag) ?? noWords));
  }
  for (const [tag, from] of Object.entries(derived) as [LanguageTag, LanguageTag][]) {
    const source = read.get(from);
    if (source) read.set(tag, inDerivedScript(source));
  }
  return read;
};
