import type { PersonMention } from '../identity/person-mention.ts';
import { hashedId } from '../linkage/comparable-id.ts';
import type { LinkEvidence } from '../linkage/decide.ts';
import type { LearnedModel } from '../linkage/learn-model.ts';
import { type LinkageMention, type PreparedMention, prepareMention } from '../linkage/mention.ts';
import type { Nicknames } from '../linkage/nicknames.ts';
import { PairScorer } from '../linkage/pair-scorer.ts';
import { Vocabulary } from '../linkage/vocabulary.ts';

/** The vocabulary remembers every name it is shown; after so many mentions it begins anew, so that it does not grow for ever. */
const mostRemembered = 50_000;

/** A line of the graph as the engine reads it. @param withoutId where its id says nothing (`hasContestedId`). */
export const linkageMention = (mention: PersonMention, withoutId = false): LinkageMention => ({
  source: mention.source,
  unit: mention.unit,
  givenName: mention.givenName,
  familyName: mention.familyName,
  birthDate: mention.birthDate,
  id: withoutId ? null : hashedId(mention),
  address:
    mention.address === null
      ? null
      : [mention.address.street, mention.address.number, mention.address.flat ?? ''].join(' '),
});

/** Weighs pairs of lines by one model: made once for a model and used for every push after it. */
export class LinkScoring {
  /** The model's id; null for what is expected before one is learned. */
  readonly version: string | null;
  readonly #learned: LearnedModel;
  readonly #nicknames: Nicknames;
  #remembered = 0;
  #vocabulary: Vocabulary;
  #scorer: PairScorer;

  constructor(version: string | null, learned: LearnedModel, nicknames: Nicknames) {
    this.version = version;
    this.#learned = learned;
    this.#nicknames = nicknames;
    [this.#vocabulary, this.#scorer] = this.#open();
  }

  /** Weighs one line against others, each by its place: the total in bits, and on demand all that it rests on. */
  against(line: PersonMention, others: readonly PersonMention[], withoutId: boolean): Weighed {
    if (this.#remembered + others.length > mostRemembered) {
      [this.#vocabulary, this.#scorer] = this.#open();
      this.#remembered = 0;
    }
    this.#remembered += others.length + 1;
    const [vocabulary, scorer] = [this.#vocabulary, this.#scorer];
    const prepare = (mention: PersonMention): PreparedMention =>
      prepareMention(linkageMention(mention, withoutId), vocabulary);
    const own = prepare(line);
    const theirs = others.map(prepare);
    return {
      totals: theirs.map((other) => scorer.total(own, other)),
      explain: (place) => {
        const other = theirs[place];
        if (other === undefined) throw new Error('no such line was weighed');
        return scorer.explain(own, other);
      },
    };
  }

  #open(): [Vocabulary, PairScorer] {
    const { model, vocabulary: counts } = this.#learned;
    const vocabulary = Vocabulary.from(counts, this.#nicknames);
    return [vocabulary, new PairScorer(model, vocabulary, () => false)];
  }
}

/** One line weighed against others. */
export interface Weighed {
  /** Bits for one person, whatever rules say. */
  readonly totals: readonly number[];
  readonly explain: (place: number) => LinkEvidence;
}
