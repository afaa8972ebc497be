import { HubError } from '../domain/hub-error.ts';
import type { Transaction } from '../store/database.ts';
import { lockIntake } from '../store/record-store.ts';
import { findContestedLine, markCarriedOut } from '../store/rights-store.ts';
import { joinLines } from './join-lines.ts';
import type { DecidedLinking } from './linker.ts';
import { type LinkAuthor, splitLines } from './split-lines.ts';

/**
 * Carries out what a controller granted of a link (R20, R22): the line leaves the person whom it was taken for. Where somebody said
 * that it is theirs, it comes to them; where a register speaks against that, it stays by itself, and a steward looks at it.
 *
 * INVARIANT: what comes of it is told to nobody here: it would say whom other agencies' lines are linked to.
 */
export const mendLink = async (
  transaction: Transaction,
  author: LinkAuthor & { readonly requestId: string },
  input: DecidedLinking,
): Promise<void> => {
  await lockIntake(transaction);
  const line = await findContestedLine(transaction, author.requestId);
  if (!line) return;
  if (line.said !== null) await splitLines(transaction, [line], author, input);
  if (line.said === 'MINE' && line.asker) {
    try {
      await joinLines(transaction, [line.asker, line], author, input);
    } catch (error) {
      // It is refused before anything is written.
      if (!(error instanceof HubError)) throw error;
    }
  }
  await markCarriedOut(transaction, author.requestId);
};
