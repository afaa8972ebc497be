import { z } from 'zod';
import type { StatisticsBasis } from '../../../schema/operations.generated.ts';
import { readConfiguration } from '../../access/configuration-file.ts';
import { ConfigurationError } from '../../domain/configuration-error.ts';
import { together } from '../../statistics/group-areas.ts';
import { dimensionKnowledge } from '../../statistics/populations.ts';
import { type PlanningQuestionName, planningQuestionNames } from './planning-questions.ts';

/** The sentences of a report, each with the places that it leaves for values. */
const sentencePlaces = {
  title: ['municipality'],
  forWhom: [],
  restsHeading: [],
  period: [],
  asOf: [],
  drawnAt: [],
  basis: [],
  coverage: [],
  coverageSaid: ['coverage'],
  controllers: [],
  rule: [],
  ruleSaid: ['id', 'version', 'source'],
  askedBy: [],
  askedFor: [],
  readingHeading: [],
  rounded: [],
  withheldSaid: ['withheld'],
  zeroSaid: [],
  otherSaid: ['other'],
  unknownSaid: [],
  shareSaid: [],
  tracedSaid: [],
  withheld: [],
  allWithheld: ['withheld'],
  other: [],
  otherRights: [],
  notAllowed: [],
  notGiven: [],
  overallHeading: [],
  placesHeading: [],
  placesSaid: [],
  agesHeading: [],
  agesByPlace: [],
  typesHeading: [],
  tenureHeading: [],
  recipientHeading: [],
  crowdingHeading: [],
  rightsHeading: [],
  rightsSaid: [],
  chartSaid: ['withheld'],
  pyramidSaid: ['withheld'],
  legend: [],
  shadeFew: [],
  shadeSome: [],
  shadeMany: [],
  shadeMost: [],
  together: [],
  group: [],
  count: [],
  query: ['number'],
  queriesHeading: [],
  queriesSaid: [],
  operation: [],
  variables: [],
  pagesSaid: ['pages'],
  refusedSaid: ['code'],
} as const;
export type PlanningSentence = keyof typeof sentencePlaces;

/** The dimensions whose values have words; a local community is called by its name. */
const named = ['AGE_BAND', 'SEX', 'HOUSEHOLD_TYPE', 'TENURE', 'RECIPIENT', 'OVERCROWDED'] as const;
export type NamedDimension = (typeof named)[number];

/** The dimensions that head a column. */
const titled = ['LOCAL_COMMUNITY', 'AGE_BAND', 'RIGHT'] as const;
type TitledDimension = (typeof titled)[number];

const statisticsBases = ['EVERYONE', 'CONSENTING'] as const satisfies readonly StatisticsBasis[];

type Words<Key extends string> = Readonly<Record<Key, string>>;

/** What a report is written with in one language. */
export interface PlanningWords {
  /** BCP 47, for the document. */
  readonly language: string;
  /** For dates and numbers. */
  readonly locale: string;
  readonly sentences: Words<PlanningSentence>;
  readonly bases: Words<StatisticsBasis>;
  readonly questions: Words<PlanningQuestionName>;
  readonly dimensions: Words<TitledDimension>;
  readonly values: Readonly<Record<NamedDimension, Words<string>>>;
}

const text = z.string().trim().min(1).max(500);
/** Exactly these keys: none is missing and none is more. */
const words = (keys: readonly string[]) => z.strictObject(Object.fromEntries(keys.map((key) => [key, text])));

const form = z.strictObject({
  language: text,
  locale: text.refine(
    (tag) => Intl.DateTimeFormat.supportedLocalesOf(tag).length > 0,
    'no locale is called so',
  ),
  sentences: words(Object.keys(sentencePlaces)),
  bases: words(statisticsBases),
  questions: words(planningQuestionNames),
  dimensions: words(titled),
  values: z.strictObject(
    Object.fromEntries(named.map((each) => [each, words(dimensionKnowledge[each].codes ?? [])])),
  ),
});

/** The languages that a report is written in. */
export const planningLanguages = ['cnr', 'en'] as const;
export type PlanningLanguage = (typeof planningLanguages)[number];

/**
 * Reads the words of one language: of each sentence and each value that the hub can count, none left out.
 *
 * @throws ConfigurationError naming file, line and path.
 */
export const readPlanningWords = (
  read: (name: string) => string,
  language: PlanningLanguage,
): PlanningWords => {
  const name = `${language}.yaml`;
  const { value, refuse } = readConfiguration(read(name), name, form);
  if (value.language !== language)
    throw new ConfigurationError(`${name}: language: ${language} is expected, as the file is called`);
  const sentences = value.sentences as Words<PlanningSentence>;
  refuse(
    Object.entries(sentencePlaces).flatMap(([key, places]) => {
      const used = new Set(
        [...sentences[key as PlanningSentence].matchAll(/\{(\w+)\}/g)].map(([, place]) => place),
      );
      const fits = used.size === places.length && places.every((place) => used.has(place));
      const message = `the sentence leaves places for ${places.join(', ') || 'nothing'}`;
      return fits ? [] : [{ path: ['sentences', key], message }];
    }),
  );
  return value as PlanningWords;
};

type Places<Key extends PlanningSentence> = Readonly<
  Record<(typeof sentencePlaces)[Key][number], string | number>
>;

/** A sentence with its places filled. */
export const sayPlanned = <Key extends PlanningSentence>(
  { sentences }: PlanningWords,
  key: Key,
  ...[places]: (typeof sentencePlaces)[Key]['length'] extends 0 ? [] : [places: Places<Key>]
): string => {
  const filled: Readonly<Record<string, string | number>> = places ?? {};
  return sentences[key].replace(/\{(\w+)\}/g, (whole, place: string) => String(filled[place] ?? whole));
};

/** A count as the language writes it: one of more than three digits is not read without its separators. */
export const countInWords = ({ locale }: Pick<PlanningWords, 'locale'>, count: number): string =>
  new Intl.NumberFormat(locale).format(count);

/** What a value of a dimension is called: a local community and a right by their names, and everything else by a word. */
export const valueInWords = (words: PlanningWords, dimension: string, value: string): string => {
  const { other, otherRights } = words.sentences;
  if (value === together) return dimension === 'RIGHT' ? otherRights : other;
  // Local communities of one settlement that are put together keep its name.
  if (dimension === 'LOCAL_COMMUNITY' && value.endsWith(`: ${together}`))
    return `${value.slice(0, -together.length)}${other}`;
  return words.values[dimension as NamedDimension]?.[value] ?? value;
};
