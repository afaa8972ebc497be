import { areIdsOfTwo } from './comparable-id.ts';
import type { MentionComparison } from './compare-mentions.ts';
import { areTwoPeople } from './contested-ids.ts';
import { birthLevels, type Level, type LinkageField, linkageFields, nameLevels, UNKNOWN } from './levels.ts';
import type { PreparedMention } from './mention.ts';
import { levelName } from './model.ts';
import { fieldWeight, pairWeight, priorOf, probabilityOf, type WeightTable } from './weights.ts';

/** One person, two people, or for somebody to look at. */
export type LinkOutcome = 'LINKED' | 'TO_DECIDE' | 'APART';

/**
 * Why the weights were not followed. `TWO_CHECKED_IDS`, `SAME_UNIT`: two people, whatever else agrees. `ID_OF_TWO`: one id,
 * and nothing else of one person. `OTHER_GIVEN_NAME`: as of twins, or of a wife and husband. `OTHER_BIRTH`: as of a father and
 * the son named for him.
 */
export type LinkRule = 'TWO_CHECKED_IDS' | 'SAME_UNIT' | 'ID_OF_TWO' | 'OTHER_GIVEN_NAME' | 'OTHER_BIRTH';

/**
 * From this chance on a pair is one person; from the lower one on it is shown to somebody. Fixed: a wrong merge puts one family's
 * file before another and is held a hundred times as bad as a pair that somebody has to look at; and what is likelier one person
 * than two is worth looking at.
 */
const linkThresholds = { linked: 0.99, toDecide: 0.5 } as const;

const bitsOf = (probability: number): number => Math.log2(probability / (1 - probability));
export const linkedBits = bitsOf(linkThresholds.linked);
const toDecideBits = bitsOf(linkThresholds.toDecide);

/** One line of the evidence. */
export interface FieldEvidence {
  readonly field: LinkageField;
  readonly level: Level;
  /** Bits for one person, or against. */
  readonly weight: number;
  /** Bits for the value's being rarer than the average one, or against. */
  readonly frequency: number;
}

/** Why two mentions are one person or not. JSON; holds no value, no hash and no id of anybody. */
export interface LinkEvidence {
  readonly outcome: LinkOutcome;
  readonly fields: readonly FieldEvidence[];
  /** Bits before anything was compared: how rarely two mentions are one person. */
  readonly prior: number;
  /** Bits taken off because people of one household agree like this too. */
  readonly household: number;
  readonly total: number;
  readonly probability: number;
  readonly rule: LinkRule | null;
}

export interface Verdict {
  readonly outcome: LinkOutcome;
  readonly total: number;
  readonly rule: LinkRule | null;
}

const otherGivenName = new Set([nameLevels.indexOf('DIFFERENT'), nameLevels.indexOf('TWO_NAMES')]);
const otherBirth = birthLevels.indexOf('DIFFERENT');

/** Decides a pair by its weights and by the rules that stand beside them. */
export const decide = (
  left: PreparedMention,
  right: PreparedMention,
  comparison: MentionComparison,
  table: WeightTable,
): Verdict => {
  const { total } = pairWeight(comparison, table);
  if (left.unit !== null && left.unit === right.unit && left.source === right.source) {
    return { outcome: 'APART', total, rule: 'SAME_UNIT' };
  }
  if (areIdsOfTwo(left.id, right.id)) return { outcome: 'APART', total, rule: 'TWO_CHECKED_IDS' };
  if (total < toDecideBits) return { outcome: 'APART', total, rule: null };
  const rule = ruleOf(comparison, table.hasHouseholds);
  if (rule !== null) return { outcome: rule === 'ID_OF_TWO' ? 'APART' : 'TO_DECIDE', total, rule };
  return { outcome: total >= linkedBits ? 'LINKED' : 'TO_DECIDE', total, rule: null };
};

/** What keeps a pair from being linked though its weights would. */
const ruleOf = (comparison: MentionComparison, hasHouseholds: boolean): LinkRule | null => {
  const { given, birth, id } = comparison;
  if (id === 0) return areTwoPeople(comparison, hasHouseholds) ? 'ID_OF_TWO' : null;
  if (!hasHouseholds) return null;
  if (otherGivenName.has(given)) return 'OTHER_GIVEN_NAME';
  return birth === otherBirth ? 'OTHER_BIRTH' : null;
};

/** The same decision with all that it rests on. */
export const explainDecision = (
  left: PreparedMention,
  right: PreparedMention,
  comparison: MentionComparison,
  table: WeightTable,
): LinkEvidence => {
  const { outcome, rule } = decide(left, right, comparison, table);
  const { total, household } = pairWeight(comparison, table);
  return {
    outcome,
    fields: linkageFields.map((field) => ({
      field,
      level: comparison[field] === UNKNOWN ? 'UNKNOWN' : levelName(field, comparison[field]),
      ...fieldWeight(field, comparison, table),
    })),
    prior: priorOf(comparison, table).match,
    household,
    total,
    probability: probabilityOf(total),
    rule,
  };
};
