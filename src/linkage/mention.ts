import type { ComparableId } from './comparable-id.ts';
import type { AddressWord, BirthForm, NameForm, Vocabulary } from './vocabulary.ts';

/** One person as one file or source names them. */
export interface LinkageMention {
  /** The file or source. */
  readonly source: string;
  /** The contract or case it stands in, where that is known: two lines of one unit are two people. */
  readonly unit: string | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  /** `YYYY-MM-DD`; a day that no calendar has is kept, for it is one digit off a day that one has. */
  readonly birthDate: string | null;
  readonly id: ComparableId | null;
  /** As it is written, all its columns. */
  readonly address: string | null;
}

/** A mention with each value folded and looked up once, so that comparing two is cheap. */
export interface PreparedMention {
  readonly source: string;
  readonly unit: string | null;
  readonly given: NameForm | null;
  readonly family: NameForm | null;
  readonly birth: BirthForm | null;
  readonly id: ComparableId | null;
  /** Empty where there is none. */
  readonly address: readonly AddressWord[];
}

export const prepareMention = (mention: LinkageMention, vocabulary: Vocabulary): PreparedMention => ({
  source: mention.source,
  unit: mention.unit,
  given: mention.givenName === null ? null : vocabulary.name(mention.givenName),
  family: mention.familyName === null ? null : vocabulary.name(mention.familyName),
  birth: mention.birthDate === null ? null : vocabulary.birth(mention.birthDate),
  id: mention.id,
  address: mention.address === null ? [] : vocabulary.address(mention.address),
});
