import { HubError } from '../domain/hub-error.ts';
import type { Transaction } from '../store/database.ts';
import { findContestedLine, markCarriedOut } from '../store/rights-store.ts';
import { confirmLine, joinLines } from './join-lines.ts';
import type { DecidedLinking } from './linking-input.ts';
import { type LinkAuthor, splitLines } from './split-lines.ts';

/**
 * Carries out what a controller granted of a link (R20, R22). "Not me": the line leaves the asker, who keeps their id with the rest.
 * "Mine": it comes to the asker, from whomever it was taken for; where a register speaks against that, it stays by itself, and a
 * steward looks at it. What would take the last line from somebody by which they are known for certain is not carried out, and
 * the record goes on resting: nobody could open their own file any more.
 *
 * The caller holds the lock of intake.
 *
 * INVARIANT: what comes of it is told to nobody here: it would say whom other agencies' lines are linked to.
 */
export const mendLink = async (
  transaction: Transaction,
  author: LinkAuthor & { readonly requestId: string },
  input: DecidedLinking,
): Promise<void> => {
  const line = await findContestedLine(transaction, author.requestId);
  if (!line) return;
  if (!line.mine && line.own) {
    if (!line.asker) return;
    await splitLines(transaction, [line], author, input, { restKeepsId: true });
  }
  if (line.mine && line.own) await confirmLine(transaction, line, author, input);
  if (line.mine && !line.own) {
    await splitLines(transaction, [line], author, input, { restKeepsId: true });
    if (line.asker) await joinIfPossible(transaction, [line.asker, line], author, input);
  }
  await markCarriedOut(transaction, author.requestId);
};

const joinIfPossible = async (
  transaction: Transaction,
  lines: Parameters<typeof joinLines>[1],
  author: LinkAuthor,
  input: DecidedLinking,
): Promise<void> => {
  try {
    await joinLines(transaction, lines, author, input);
  } catch (error) {
    // It is refused before anything is written.
    if (!(error instanceof HubError)) throw error;
  }
};
