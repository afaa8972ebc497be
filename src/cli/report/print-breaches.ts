import { breachRules } from '../../audit/breach-rule.ts';
import type { Breach } from '../../audit/find-breaches.ts';
import type { Agency } from '../../domain/agency.ts';
import type { Agreement } from '../../domain/agreement.ts';
import type { ProcessingInput } from '../../policy/processing/flow.ts';
import { coordinateWords, purposeWords } from '../../policy/processing/processing-words.ts';
import { document, table, toFillIn } from './markdown.ts';
import { headOf, type Wording } from './wording.ts';

/** What a breach's ids are looked up in. */
type BreachContext = Pick<ProcessingInput, 'agencies' | 'agreements'>;

/** Places in ascending order, runs of them put together: "1, 3–5". */
export const placesOf = (places: readonly number[]): string => {
  const runs: { from: number; to: number }[] = [];
  for (const place of places) {
    const last = runs.at(-1);
    if (last && place <= last.to + 1) last.to = place;
    else runs.push({ from: place, to: place });
  }
  return runs.map(({ from, to }) => (from === to ? `${from}` : `${from}–${to}`)).join(', ');
};

const nameOf = (agencies: ReadonlyMap<string, Agency>, id: string | null): string =>
  id === null
    ? 'nobody that the log names'
    : (agencies.get(id)?.name ?? 'an agency that the hub does not know');

// Whoever can write to the database can write any text into a line: what is repeated of it has a form, or is known.
const fieldsOf = (fields: readonly string[]): string =>
  fields
    .map((field) =>
      /^[A-Za-z]{1,60}\.[A-Za-z]{1,60}$/.test(field) ? coordinateWords(field) : 'not readable',
    )
    .join('; ') || 'not readable';

const agreementOf = (
  agreements: readonly Agreement[],
  named: { readonly id: string; readonly version: number } | null,
): string => {
  if (named === null) return 'none';
  return agreements.some(({ id }) => id === named.id)
    ? `${named.id}, version ${named.version}`
    : 'one that does not exist';
};

const factRows = (
  { words }: Wording,
  { agencies, agreements }: BreachContext,
  breach: Breach,
): readonly (readonly string[])[] => {
  const { actor, agreement, detail } = breach;
  const places = [
    ...(breach.entries.length > 0 ? [`place ${placesOf(breach.entries)}`] : []),
    ...(breach.unsealed > 0 ? [`${breach.unsealed} not sealed yet`] : []),
  ].join('; ');
  const ofLog = [
    ['what the verification says', detail ?? ''],
    ['in the log', places || 'the signed heads alone'],
  ];
  const ofLines = [
    ['day', breach.day ?? ''],
    ['from and until (UTC)', `${breach.from} and ${breach.until}`],
    ['who read', nameOf(agencies, breach.agency)],
    [
      'actor',
      actor ? `${actor.roles.join(', ') || 'no role'}; reference ${actor.reference}` : 'not readable',
    ],
    ['for', breach.purpose === null ? 'not readable' : purposeWords(words, breach.purpose)],
    ['whose records', nameOf(agencies, breach.controller)],
    ['agreement', agreementOf(agreements, agreement)],
    ['fields', fieldsOf(breach.fields)],
    ['how many persons the lines name', String(breach.persons)],
    ['in the log', places],
  ];
  return [
    ...(breach.rule === 'LOG_CHANGED' ? ofLog : ofLines),
    ['effects', toFillIn],
    ['remedial action', toFillIn],
    ['notified to the supervisory authority, and when; if not, why', toFillIn],
    ['told to the persons, and when; if not, why', toFillIn],
  ];
};

/**
 * The breaches of one jurisdiction as a document (GDPR art. 33(5): facts, effects, remedial action). The facts are the hub's;
 * an actor's name is asked of the agency's data protection officer by the reference.
 *
 * @param log what the verification of the log's chain says, as a sentence.
 */
export const printBreaches = (
  wording: Wording,
  context: BreachContext,
  breaches: readonly Breach[],
  log: string,
): string =>
  document([
    ...headOf(wording, 'breachRegister', null),
    log,
    ...(breaches.length === 0
      ? ['Every disclosure in the log was held against the rules of its day, and none breaks one.']
      : breaches.flatMap((breach, index) => [
          `## ${index + 1}. ${breachRules[breach.rule].sentence}`,
          `Rule: ${breachRules[breach.rule].rule}.`,
          table(['what', 'how it is'], factRows(wording, context, breach), ''),
        ])),
  ]);
