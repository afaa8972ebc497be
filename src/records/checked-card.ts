import { HubError } from '../domain/hub-error.ts';
import { type CardKind, compactCardNumber, hashCard } from '../identity/card-hash.ts';
import { checkNationalId, hashNationalId } from '../identity/national-id.ts';
import type { PersonSearch } from './person-search.ts';

/** What somebody read off a card. */
export interface CheckedPerson {
  readonly nationalId: string;
  /** Local date. */
  readonly birthDate: string;
}

/** The card that they held in hand. */
export interface CheckedCard {
  readonly kind: CardKind;
  readonly number: string;
}

/** Whose card it is, and the keyed hash that proves that it was there. */
export interface CheckedHolder {
  /** The hub's own id, over a certain link (R20); null where the card names nobody who can be shown a file. */
  readonly person: string | null;
  readonly cardHash: string;
}

/** @throws HubError BAD_USER_INPUT where what was typed is no number of a card. */
export type CardCheck = (checked: CheckedPerson, card: CheckedCard) => Promise<CheckedHolder>;

/** Tries of one actor on one day, found or not: a counter serves who comes to it, and is no way to look through a town. */
export const mostTries = 20;

const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

/** Makes the check of a card that lies on the counter: the person is found as their own token finds them. */
export const createCardCheck =
  (search: Pick<PersonSearch, 'self'>, hashingKey: Uint8Array): CardCheck =>
  async ({ nationalId, birthDate }, card) => {
    const cardHash = hashCard(card.kind, card.number, hashingKey) ?? refuse('This is no number of a card.');
    // Whoever knows no more than the national id has no card before them.
    if (compactCardNumber(card.number) === compactCardNumber(nationalId))
      refuse('The number of the card is not the national id.');
    const check = checkNationalId(nationalId);
    const person = check.ok
      ? await search.self({ nationalIdHash: hashNationalId(check.compact, hashingKey), birthDate })
      : null;
    return { person, cardHash };
  };
