import { HubError } from '../domain/hub-error.ts';
import { lineSignature } from '../identity/line-signature.ts';
import type { PersonMention } from '../identity/person-mention.ts';
import type { Transaction } from '../store/database.ts';
import {
  findJoin,
  findLinesOfPersons,
  findStandingLines,
  insertLinkDecision,
  type LineName,
  type NewLinkDecision,
  type StandingLine,
  undoJoin,
} from '../store/link-decision-store.ts';
import { endLinks, insertLinks } from '../store/link-store.ts';
import { copyProhibitions, giveBackActs } from '../store/moved-acts-store.ts';
import type { DecidedLinking } from './linking-input.ts';
import { relinkHouseholds } from './relink-households.ts';

/** A line of a register with who it is now. */
export type PersonLine = StandingLine<PersonMention>;

/** Who decides about links, and why: a named person of an agency. */
export interface LinkAuthor {
  readonly agency: string;
  readonly actor: string;
  readonly reason: string;
  /** The request by which a person asked for it; null where a steward found it. */
  readonly requestId: string | null;
}

/** What was decided: who keeps the id, and who has another now, or none. */
export interface DecidedLinks {
  readonly id: string;
  readonly person: string;
  readonly other: string;
}

export const refuseLink = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

/** The lines as a decision keeps them. */
export const decidedLines = (
  side: 'PERSON' | 'OTHER',
  lines: readonly PersonLine[],
  hashingKey: Uint8Array,
): NewLinkDecision['lines'] =>
  lines.map(({ source, localId, linkedAt, mention }) => ({
    ...{ side, source, localId, linkedAt },
    signature: lineSignature(mention, hashingKey),
  }));

/** The units of some lines, by source. */
export const unitsOf = (lines: readonly PersonLine[]): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...Map.groupBy(lines, ({ source }) => source)].map(([source, some]) => [
      source,
      [...new Set(some.map(({ unit }) => unit))],
    ]),
  );

const placeOf = ({ source, localId }: LineName): string => `${source} ${localId}`;

/** Lines by name, all of them, or a refusal that does not tell which is missing. */
export const linesNamed = async (
  transaction: Transaction,
  names: readonly LineName[],
): Promise<readonly PersonLine[]> => {
  const wanted = new Map(names.map((name) => [placeOf(name), name]));
  const lines = await findStandingLines<PersonMention>(transaction, [...wanted.values()]);
  return lines.length > 0 && lines.length === wanted.size ? lines : refuseLink('No such lines.');
};

/**
 * Ends the links of lines and links them to another person.
 *
 * @param link what is new of each.
 */
export const moveLines = async (
  transaction: Transaction,
  lines: readonly PersonLine[],
  link: (line: PersonLine) => {
    readonly entityId: string;
    readonly certainty: PersonLine['certainty'];
    readonly evidence: unknown;
    readonly joinedBy: string | null;
    readonly joined: PersonLine['joined'];
  },
  input: DecidedLinking,
): Promise<void> => {
  for (const [source, some] of Map.groupBy(lines, (line) => line.source))
    await endLinks(
      transaction,
      'PERSON',
      source,
      some.map(({ localId }) => localId),
      input.now,
    );
  await insertLinks(
    transaction,
    lines.map((line) => ({
      ...{ id: input.createId(), entity: 'PERSON', source: line.source, localId: line.localId },
      ...{ linkedAt: input.now, ...link(line) },
    })),
  );
};

/** Under one id that all lines had before somebody joined them, if there is one. */
const formerOf = (lines: readonly PersonLine[]): string | null => {
  const [first, ...more] = lines.map(({ joined }) => joined[0]?.person ?? null);
  return first !== undefined && more.every((each) => each === first) ? first : null;
};

/**
 * Takes lines away from the person whom they were linked to: somebody said that they are another (R20, S17). They become one
 * person of their own; whose they are besides, nobody guesses. Consents and requests stay with the id, and the id with the side
 * that has a checked national id; where both or neither has one, or a person asked for it, with the lines that were not named. What an earlier join had
 * brought goes back under its old id. The pair stays apart whatever the registers say later.
 *
 * The caller holds the lock of intake.
 *
 * @throws HubError BAD_USER_INPUT where a line is not there, or they are not all of one person.
 */
export const splitLines = async (
  transaction: Transaction,
  names: readonly LineName[],
  author: LinkAuthor,
  input: DecidedLinking,
  options: { readonly restKeepsId: boolean } = { restKeepsId: false },
): Promise<DecidedLinks> => {
  const named = await linesNamed(transaction, names);
  const person = named[0]?.person ?? '';
  if (named.some((line) => line.person !== person)) refuseLink('These lines are not of one person.');
  const places = new Set(named.map(placeOf));
  const rest = (await findLinesOfPersons<PersonMention>(transaction, [person])).filter(
    (line) => !places.has(placeOf(line)),
  );
  const isChecked = (lines: readonly PersonLine[]): boolean =>
    lines.some(({ checked, certain }) => checked && certain);
  const former = formerOf(named);
  const join = former === null ? null : await findJoin(transaction, { person, other: former });
  const keepsWithNamed =
    !options.restKeepsId && join === null && rest.length > 0 && isChecked(named) && !isChecked(rest);
  const [leaving, staying] = keepsWithNamed ? [rest, named] : [named, rest];
  // An id is used again only where all of its lines go back to it: else two would answer to it.
  const isWhole = join !== null && !rest.some((line) => line.joined.some((each) => each.person === former));
  const other = isWhole && former !== null ? former : input.createId();
  const id = input.createId();
  await insertLinkDecision(transaction, {
    ...{ id, entity: 'PERSON', decision: 'SPLIT', person, other, at: input.now, moved: {} },
    ...author,
    lines: [
      ...decidedLines('PERSON', staying, input.hashingKey),
      ...decidedLines('OTHER', leaving, input.hashingKey),
    ],
  });
  await moveLines(
    transaction,
    leaving,
    ({ joined, certainty }) => ({
      ...{ entityId: other, evidence: { reason: 'SPLIT_BY_DECISION', decision: id }, joinedBy: null },
      // That several leave together says of none that it is the others: what was probable between them stays so.
      certainty: leaving.length === 1 ? 'CERTAIN' : certainty,
      joined: isWhole ? joined.slice(1) : [],
    }),
    input,
  );
  if (isWhole && join) {
    const ids = [other, ...leaving.flatMap(({ joined }) => joined.map((each) => each.person))];
    await giveBackActs(transaction, { from: person, to: other, ids, moved: join.moved });
    await undoJoin(transaction, join.id, id);
  }
  // What cannot go back is copied: to hide too much costs less than to open what somebody had forbidden.
  if (!isWhole && leaving.some(({ joined }) => joined.length > 0))
    await copyProhibitions(transaction, person, other, input.createId);
  await relinkHouseholds(transaction, unitsOf(leaving), input);
  return { id, person, other };
};
