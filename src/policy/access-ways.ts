import type { Agreement } from '../domain/agreement.ts';
import { relationshipKinds } from '../domain/relationship.ts';
import type { GovernedField } from './catalogue.ts';
import { type Alternative, isUnconditional } from './ruleset.ts';

/** What opens a field. */
export interface Ways {
  /** One for each way there is. */
  readonly keys: ReadonlySet<string>;
  /** For whoever reads of it. */
  readonly words: ReadonlySet<string>;
}

type Agreed = Exclude<Alternative, { step: 'OWN' }>;

/** Any kind, where an agreement names none: that is one way more than all the kinds there are today. */
const anyKind = 'any';

/** Whether a person's objection pauses it (R22). */
const isPausable = ({ step, agreement }: Agreed): boolean => step === 'TASK' && !agreement.overridesObjection;

const needs = (alternative: Agreed): string => {
  const { step, agreement } = alternative;
  if (step === 'CONSENT') return agreement.mayAsk ? 'consent, for which it may ask' : 'consent';
  if (isUnconditional(alternative)) return 'duty';
  const kinds = [...agreement.relationships].sort().join(' or ');
  const objected = isPausable(alternative) ? '' : ' whatever is objected';
  return `${step === 'DUTY' ? 'duty' : `public task${objected}`} with relationship${kinds && ` ${kinds}`}`;
};

/** A way is also every way that asks for more: so a requirement that falls away shows as a widening and not as another way. */
const keysOf = (alternative: Agreed): readonly string[] => {
  const { step, agreement } = alternative;
  if (step === 'CONSENT') return agreement.mayAsk ? ['CONSENT', 'CONSENT asked'] : ['CONSENT'];
  const isFree = isUnconditional(alternative);
  const takesAny = isFree || agreement.relationships.length === 0;
  const related = (takesAny ? [...relationshipKinds, anyKind] : agreement.relationships).flatMap((kind) => [
    ...(step === 'DUTY' ? [`DUTY ${kind}`] : []),
    ...(isPausable(alternative) ? [] : [`TASK ${kind} objected`]),
    `TASK ${kind}`,
  ]);
  return isFree ? ['DUTY', ...related] : related;
};

const groundOf = ({ id, purpose, basis, overridesObjection }: Agreement, asked: string): string => {
  const { article6, article9, article10, citation } = basis;
  const parts = [
    article6,
    article9,
    article10,
    citation && `${citation.act}, ${citation.article}, ${citation.gazette}`,
    overridesObjection &&
      `against an objection ${overridesObjection.act}, ${overridesObjection.article}, ${overridesObjection.gazette}`,
  ];
  // A wider purpose than the one that is asked for also covers what an agency registers tomorrow.
  const wider = purpose === asked ? '' : ` for ${purpose}`;
  return `${id}${wider}: ${parts.filter((part) => part).join(', ')}`;
};

const inWords = (needed: string, agreement: Agreement, asked: string): string =>
  `${needed} in ${[...agreement.area].sort().join(', ')} (${groundOf(agreement, asked)})`;

/**
 * The ways to one field that its rule's alternatives are.
 *
 * @param asked the purpose, as a compact IRI.
 */
export const waysTo = (field: GovernedField, alternatives: readonly Alternative[], asked: string): Ways => {
  const keys = new Set<string>();
  const words = new Set<string>();
  for (const alternative of alternatives) {
    if (alternative.step === 'OWN') {
      keys.add('OWN');
      words.add('its own');
      continue;
    }
    const { agreement } = alternative;
    // A grant of the category also gives what a contract adds to it tomorrow: that is more than a grant of the field.
    const isWhole = agreement.categories.includes(field.category);
    words.add(
      inWords(`${needs(alternative)}${isWhole ? `, all of ${field.category},` : ''}`, agreement, asked),
    );
    for (const municipality of agreement.area) {
      for (const key of keysOf(alternative)) {
        keys.add(`${key} ${municipality}`);
        if (isWhole) keys.add(`${key} ${municipality} ${field.category}`);
      }
    }
  }
  return { keys, words };
};

/** The way to the counts of a controller's households that an agreement is. */
export const wayToCount = (agreement: Agreement, asked: string): Ways => ({
  keys: new Set(agreement.area.map((municipality) => `COUNT ${municipality}`)),
  words: new Set([inWords('counted', agreement, asked)]),
});

/** No way, and whose word it is: so that the end of a prohibition shows, also before anything else gives the field. */
export const forbiddenBy = (
  { id, categories, fields, prohibits }: Agreement,
  { category, coordinate }: GovernedField,
): Ways => {
  const whole = prohibits.includes(category) ? ` with all of ${category}` : '';
  // An agreement can forbid what it grants: then nothing opens, until the prohibition falls.
  const granted = categories.includes(category)
    ? `, though all of ${category} is granted,`
    : fields.includes(coordinate)
      ? ', though it is granted,'
      : '';
  return { keys: new Set(), words: new Set([`forbidden${whole}${granted} (${id})`]) };
};
