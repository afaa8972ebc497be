import { compareWithoutAddress, type MentionComparison, withAddress } from './compare-mentions.ts';
import { decide, explainDecision, type LinkEvidence, type Verdict } from './decide.ts';
import { agreementOf } from './estimate-model.ts';
import { UNKNOWN } from './levels.ts';
import type { PreparedMention } from './mention.ts';
import type { LinkageModel } from './model.ts';
import type { Vocabulary } from './vocabulary.ts';
import { mostBits, mostOf, pairWeight, type WeightTable, weightTable } from './weights.ts';

/** A pair further below even with the best address is not looked at: it is nobody's case to decide. */
const hopeless = -3;

/** Compares and decides pairs by one model: for a whole file, and for one mention that comes later. */
export class PairScorer {
  readonly #vocabulary: Vocabulary;
  readonly #table: WeightTable;
  readonly #mostOfAddress: number;
  readonly hasHouseholds: boolean;
  readonly #isContested: (id: string) => boolean;

  /** @param isContested Whether an id, by its `key`, is known to stand on two people (`contestedIds`). */
  constructor(model: LinkageModel, vocabulary: Vocabulary, isContested: (id: string) => boolean) {
    this.#vocabulary = vocabulary;
    this.#table = weightTable(model, agreementOf(vocabulary));
    this.hasHouseholds = this.#table.hasHouseholds;
    this.#mostOfAddress = mostOf('address', this.#table);
    this.#isContested = isContested;
  }

  /** The verdict on a pair; null where it is hopeless, which saves most of the work. */
  score(left: PreparedMention, right: PreparedMention): Verdict | null {
    const comparison = this.#withoutAddress(left, right);
    const isAddressed = left.address.length > 0 && right.address.length > 0;
    if (mostBits(comparison, this.#table) + (isAddressed ? this.#mostOfAddress : 0) < hopeless) return null;
    return decide(left, right, withAddress(comparison, left, right), this.#table);
  }

  explain(left: PreparedMention, right: PreparedMention): LinkEvidence {
    const comparison = withAddress(this.#withoutAddress(left, right), left, right);
    return explainDecision(left, right, comparison, this.#table);
  }

  /** The bits for one person, whatever the rules say. */
  total(left: PreparedMention, right: PreparedMention): number {
    return pairWeight(withAddress(this.#withoutAddress(left, right), left, right), this.#table).total;
  }

  #withoutAddress(left: PreparedMention, right: PreparedMention): MentionComparison {
    const comparison = compareWithoutAddress(left, right, this.#vocabulary);
    const isContested = comparison.id === 0 && left.id !== null && this.#isContested(left.id.key);
    return isContested ? { ...comparison, id: UNKNOWN } : comparison;
  }
}
