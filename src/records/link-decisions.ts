import type { Database } from '../store/database.ts';
import type { LineName } from '../store/link-decision-store.ts';
import { lockIntake } from '../store/record-store.ts';
import { joinLines } from './join-lines.ts';
import { partLines } from './part-lines.ts';
import { type DecidedLinks, type LinkAuthor, splitLines } from './split-lines.ts';

/** What a steward decides of lines, by the names that their registers give them (R20). */
export interface LinkDecisions {
  /** These lines are not the person whom they are linked to. @throws HubError BAD_USER_INPUT */
  readonly split: (lines: readonly LineName[], author: LinkAuthor) => Promise<DecidedLinks>;
  /** These two lines are of one person. @throws HubError BAD_USER_INPUT */
  readonly join: (lines: readonly [LineName, LineName], author: LinkAuthor) => Promise<DecidedLinks>;
  /** These two lines, which are not linked, are of two people. @throws HubError BAD_USER_INPUT */
  readonly part: (lines: readonly [LineName, LineName], author: LinkAuthor) => Promise<DecidedLinks>;
}

export interface LinkDecisionsInput {
  readonly database: Pick<Database, 'transaction'>;
  readonly clock: () => Date;
  readonly createId: () => string;
  readonly hashingKey: Uint8Array;
}

/** Makes the service. Decisions and intake come one after the other: two that met would each find another graph. */
export const createLinkDecisions = (input: LinkDecisionsInput): LinkDecisions => {
  const linking = () => ({ createId: input.createId, hashingKey: input.hashingKey, now: input.clock() });
  return {
    split: async (lines, author) =>
      await input.database.transaction(async (transaction) => {
        await lockIntake(transaction);
        return await splitLines(transaction, lines, author, linking());
      }),
    join: async (lines, author) =>
      await input.database.transaction(async (transaction) => {
        await lockIntake(transaction);
        return await joinLines(transaction, lines, author, linking());
      }),
    part: async (lines, author) =>
      await input.database.transaction(async (transaction) => {
        await lockIntake(transaction);
        return await partLines(transaction, lines, author, linking());
      }),
  };
};
