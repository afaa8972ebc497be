import type { Database, Transaction } from '../store/database.ts';
import type { LineName } from '../store/link-decision-store.ts';
import { lockIntake } from '../store/record-store.ts';
import { joinHouseholds } from './join-households.ts';
import { joinLines } from './join-lines.ts';
import type { DecidedLinking } from './linking-input.ts';
import { partLines } from './part-lines.ts';
import { splitHousehold } from './split-household.ts';
import { type DecidedLinks, type LinkAuthor, splitLines } from './split-lines.ts';

/** What a steward decides of lines, by the names that their registers give them (R20). */
export interface LinkDecisions {
  /** These lines are not the person whom they are linked to. @throws HubError BAD_USER_INPUT */
  readonly split: (lines: readonly LineName[], author: LinkAuthor) => Promise<DecidedLinks>;
  /** These two lines are of one person. @throws HubError BAD_USER_INPUT */
  readonly join: (lines: readonly [LineName, LineName], author: LinkAuthor) => Promise<DecidedLinks>;
  /** These two lines, which are not linked, are of two people. @throws HubError BAD_USER_INPUT */
  readonly part: (lines: readonly [LineName, LineName], author: LinkAuthor) => Promise<DecidedLinks>;
  /**
   * This contract, case or observation is not of the household of `from`; null for the one where it stands. Of what comes
   * back `person` is that household, and `other` the unit's own. @throws HubError BAD_USER_INPUT
   */
  readonly splitHousehold: (
    name: LineName,
    from: LineName | null,
    author: LinkAuthor,
  ) => Promise<DecidedLinks>;
  /**
   * These two contracts or cases, or one and an observation, are one household. Of what comes back `person` is the household, and
   * `other` where the one that left stood. @throws HubError BAD_USER_INPUT
   */
  readonly joinHouseholds: (
    names: readonly [LineName, LineName],
    author: LinkAuthor,
  ) => Promise<DecidedLinks>;
}

export interface LinkDecisionsInput {
  readonly database: Pick<Database, 'transaction'>;
  readonly clock: () => Date;
  readonly createId: () => string;
  readonly hashingKey: Uint8Array;
}

/** Makes the service. Decisions and intake come one after the other: two that met would each find another graph. */
export const createLinkDecisions = (input: LinkDecisionsInput): LinkDecisions => {
  const decide = async (
    work: (transaction: Transaction, linking: DecidedLinking) => Promise<DecidedLinks>,
  ): Promise<DecidedLinks> =>
    await input.database.transaction(async (transaction) => {
      await lockIntake(transaction);
      const { createId, hashingKey } = input;
      return await work(transaction, { createId, hashingKey, now: input.clock() });
    });
  return {
    split: async (lines, author) =>
      await decide(async (transaction, linking) => await splitLines(transaction, lines, author, linking)),
    join: async (lines, author) =>
      await decide(async (transaction, linking) => await joinLines(transaction, lines, author, linking)),
    part: async (lines, author) =>
      await decide(async (transaction, linking) => await partLines(transaction, lines, author, linking)),
    splitHousehold: async (name, from, author) =>
      await decide(
        async (transaction, linking) => await splitHousehold(transaction, { name, from }, author, linking),
      ),
    joinHouseholds: async (names, author) =>
      await decide(async (transaction, linking) => await joinHouseholds(transaction, names, author, linking)),
  };
};
