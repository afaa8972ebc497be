import type { PersonMention } from '../identity/person-mention.ts';
import type { Transaction } from '../store/database.ts';
import { findLinesOfPersons, insertLinkDecision, type LineName } from '../store/link-decision-store.ts';
import type { DecidedLinking } from './linking-input.ts';
import { type DecidedLinks, decidedLines, type LinkAuthor, linesNamed, refuseLink } from './split-lines.ts';

/**
 * Says of two persons who are two that they are (R20): nobody is asked again whether they are one, and they do not become one by
 * themselves. No link changes, and nobody read anything wrong.
 *
 * The caller holds the lock of intake.
 *
 * @param names one line of each.
 * @throws HubError BAD_USER_INPUT
 */
export const partLines = async (
  transaction: Transaction,
  names: readonly [LineName, LineName],
  author: LinkAuthor,
  input: DecidedLinking,
): Promise<DecidedLinks> => {
  const [first, second] = await linesNamed(transaction, names);
  if (!first || !second || first.person === second.person)
    return refuseLink('They are one person: lines are taken from a person by a split.');
  const all = await findLinesOfPersons<PersonMention>(transaction, [first.person, second.person]);
  const linesOf = (id: string) => all.filter((line) => line.person === id);
  const [id, person, other] = [input.createId(), first.person, second.person];
  await insertLinkDecision(transaction, {
    ...{ id, entity: 'PERSON', decision: 'APART', person, other, at: input.now, moved: {} },
    ...author,
    lines: [
      ...decidedLines('PERSON', linesOf(person), input.hashingKey),
      ...decidedLines('OTHER', linesOf(other), input.hashingKey),
    ],
  });
  return { id, person, other };
};
