import { HubError } from '../domain/hub-error.ts';
import { usableKey } from '../domain/reading/storable-text.ts';
import { type RequestedRight, rightTerms } from '../domain/rights-request.ts';

/** What a person states of a request. */
export interface RightsInput {
  readonly requested: RequestedRight;
  /** The controller of all that is meant; null where a record is named. */
  readonly controller: string | null;
  /** The hub's own id of a record; null where all that the controller holds is meant. */
  readonly record: string | null;
  readonly field: string | null;
  readonly recipient: string | null;
  /** Of LINK: the number of a record that the person is not shown, as the controller's papers have it. */
  readonly reference: string | null;
  /** Of LINK: whether the record is said to be the person's own; else that it is not. */
  readonly mine: boolean;
  readonly statement: string | null;
}

/** Says why a request is not taken. @throws HubError BAD_USER_INPUT */
export const refuse = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

/** The number of a record, as papers have it. @throws HubError BAD_USER_INPUT */
export const checkedReference = (text: string): string =>
  usableKey(text) ?? refuse('The number of a record has 1 to 100 characters, and is no national id.');

/** Refuses a right that cannot be asked of what is named: by the right alone, so that the answer tells of nobody. */
export const checkTarget = (input: RightsInput): void => {
  const terms = rightTerms[input.requested];
  const check = (named: boolean, may: 'NEEDED' | 'POSSIBLE' | 'NEVER', what: string): void => {
    if (!named && may === 'NEEDED') refuse(`${input.requested} is asked of one ${what}.`);
    if (named && may === 'NEVER') refuse(`${input.requested} is not asked of one ${what}.`);
  };
  if (input.reference !== null && !terms.reference)
    refuse(`${input.requested} is not asked of a record by its number.`);
  if (input.mine && input.requested !== 'LINK')
    refuse(`${input.requested} says nothing of whose the record is.`);
  if (input.reference !== null && input.controller === null) refuse('A number is named with its agency.');
  if (input.reference === null) check(input.record !== null, terms.record, 'record');
  check(input.field !== null, terms.field, 'field');
  if (input.field !== null && input.record === null) refuse('A field is named with its record.');
  if ((input.record === null) === (input.controller === null)) {
    refuse('Either a record is named, or the agency whose records are all meant.');
  }
  if (input.recipient !== null && !terms.recipient) refuse(`${input.requested} is not asked of one reader.`);
};
