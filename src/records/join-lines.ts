import type { PersonMention } from '../identity/person-mention.ts';
import type { Transaction } from '../store/database.ts';
import {
  findLinesOfPersons,
  insertLinkDecision,
  type LineName,
  undoSplits,
} from '../store/link-decision-store.ts';
import { isGuardianOfOther, moveActs } from '../store/moved-acts-store.ts';
import type { DecidedLinking } from './linking-input.ts';
import { relinkHouseholds } from './relink-households.ts';
import {
  type DecidedLinks,
  decidedLines,
  type LinkAuthor,
  linesNamed,
  moveLines,
  type PersonLine,
  refuseLink,
  unitsOf,
} from './split-lines.ts';

const hasCheckedId = (lines: readonly PersonLine[]): boolean =>
  lines.some(({ checked, certain }) => checked && certain);

const since = (lines: readonly PersonLine[]): number =>
  Math.min(...lines.map(({ linkedAt }) => linkedAt.getTime()));

/** Why two cannot be joined, whoever says so: a register itself tells them apart. */
const checkPair = (one: readonly PersonLine[], other: readonly PersonLine[]): void => {
  const units = new Set(one.map(({ source, unit }) => `${source} ${unit}`));
  if (other.some(({ source, unit }) => units.has(`${source} ${unit}`)))
    refuseLink('One contract or case names them both: they are two people.');
  const idsOf = (lines: readonly PersonLine[]) =>
    new Set(lines.flatMap(({ mention }) => mention.nationalIdHash ?? []));
  const [ids, others] = [idsOf(one), idsOf(other)];
  if (ids.size > 0 && others.size > 0 && ![...ids].some((id) => others.has(id)))
    refuseLink('They have two checked national ids: the register that is wrong is mended first.');
};

/**
 * Says of two persons that they are one (R20). The one with a checked national id keeps the id, else the one who was known
 * first; the other id leads to it. What the one who is gone said goes with it; a consent covers what it covered when it was
 * given, and nothing more (R4). An earlier decision that they are two ends.
 *
 * The caller holds the lock of intake.
 *
 * @param names one line of each.
 * @throws HubError BAD_USER_INPUT
 */
export const joinLines = async (
  transaction: Transaction,
  names: readonly [LineName, LineName],
  author: LinkAuthor,
  input: DecidedLinking,
): Promise<DecidedLinks> => {
  const [first, second] = await linesNamed(transaction, names);
  if (!first || !second || first.person === second.person) return refuseLink('They are one person already.');
  const all = await findLinesOfPersons<PersonMention>(transaction, [first.person, second.person]);
  const linesOf = (person: string) => all.filter((line) => line.person === person);
  const [one, other] = [linesOf(first.person), linesOf(second.person)];
  checkPair(one, other);
  if (await isGuardianOfOther(transaction, first.person, second.person))
    refuseLink('One of them decides for the other: they are two people.');
  const byId = Number(hasCheckedId(one)) - Number(hasCheckedId(other));
  const [kept, gone] = (byId === 0 ? since(other) - since(one) : byId) < 0 ? [other, one] : [one, other];
  return await joinTo(transaction, { kept, gone, named: [first, second] }, author, input);
};

/** Joins the lines of one person to those of another, and all that was said of the one. */
const joinTo = async (
  transaction: Transaction,
  {
    kept,
    gone,
    named,
  }: {
    readonly kept: readonly PersonLine[];
    readonly gone: readonly PersonLine[];
    readonly named: readonly PersonLine[];
  },
  author: LinkAuthor,
  input: DecidedLinking,
): Promise<DecidedLinks> => {
  const [person, former] = [kept[0]?.person ?? '', gone[0]?.person ?? ''];
  const id = input.createId();
  const moved = await moveActs(transaction, former, person);
  await insertLinkDecision(transaction, {
    ...{ id, entity: 'PERSON', decision: 'JOIN', person, other: former, at: input.now, moved },
    ...author,
    lines: [
      ...decidedLines('PERSON', kept, input.hashingKey),
      ...decidedLines('OTHER', gone, input.hashingKey),
    ],
  });
  const until = input.now.toISOString();
  await moveLines(
    transaction,
    gone,
    ({ joined, certain, certainty, link }) => {
      // INVARIANT: of lines that were only probable nobody has decided, but for the one that was named (R20).
      const isDecided = certain || named.some((each) => each.link === link);
      return {
        ...{ entityId: person, evidence: { reason: 'JOINED_BY_DECISION', decision: id } },
        ...{ joinedBy: isDecided ? id : null, certainty: isDecided ? 'CERTAIN' : certainty },
        joined: [{ person: former, until }, ...joined],
      };
    },
    input,
  );
  await undoSplits(transaction, { entity: 'PERSON', one: kept, other: gone, by: id });
  await relinkHouseholds(transaction, unitsOf(gone), input);
  return { id, person, other: former };
};

/**
 * Says of a line that was only probable that it is whom it is linked to. Consents that were given before do not reach it: they did
 * not then (R4).
 *
 * The caller holds the lock of intake.
 */
export const confirmLine = async (
  transaction: Transaction,
  name: LineName,
  author: LinkAuthor,
  input: DecidedLinking,
): Promise<void> => {
  const [line] = await linesNamed(transaction, [name]);
  if (!line || line.certain) return;
  const [id, alone] = [input.createId(), input.createId()];
  const rest = (await findLinesOfPersons<PersonMention>(transaction, [line.person])).filter(
    ({ link }) => link !== line.link,
  );
  await insertLinkDecision(transaction, {
    ...{
      id,
      entity: 'PERSON',
      decision: 'JOIN',
      person: line.person,
      other: alone,
      at: input.now,
      moved: {},
    },
    ...author,
    lines: [
      ...decidedLines('PERSON', rest, input.hashingKey),
      ...decidedLines('OTHER', [line], input.hashingKey),
    ],
  });
  await moveLines(
    transaction,
    [line],
    ({ person, joined }) => ({
      ...{ entityId: person, evidence: { reason: 'JOINED_BY_DECISION', decision: id } },
      ...{ joinedBy: id, certainty: 'CERTAIN' },
      joined: [{ person: alone, until: input.now.toISOString() }, ...joined],
    }),
    input,
  );
};
