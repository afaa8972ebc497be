import { general, isReserved } from '../../src/domain/compartment.ts';
import { ItemReader, isItem } from '../../src/domain/reading/item-reader.ts';
import { usableKey } from '../../src/domain/reading/storable-text.ts';
import type { Problem } from '../../src/domain/record-draft.ts';
import type { CentreCaseInput, CentreMemberInput } from './contract.generated.ts';

/** A member as the case names them: the place in the list, the key, and the rest still unread. */
export interface MemberKey {
  readonly index: number;
  readonly localId: string;
  readonly item: object;
}

/** What a case must have before any value of it is read. */
export interface CaseKey {
  readonly item: object;
  readonly caseNumber: string;
  readonly version: number;
  readonly compartment: string;
  readonly members: readonly MemberKey[];
}

const MOST_MEMBERS = 100;
const HIGHEST_VERSION = 2 ** 31 - 1;

const isVersion = (value: unknown): value is number =>
  typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= HIGHEST_VERSION;

/**
 * INVARIANT: a matter that is given and cannot be used never becomes an ordinary case: that would unseal it (R11).
 */
const compartmentOf = (matter: unknown): string | null => {
  if (matter === undefined || matter === null) return general;
  const key = usableKey(matter);
  return key === null || isReserved(key) ? null : key;
};

/** Whether a case names a matter, in whatever way; one that cannot be read at all may do so. */
export const mayBeSealed = (item: unknown): boolean => {
  if (!isItem(item)) return true;
  const matter = new ItemReader<CentreCaseInput>(item, nowhere).raw('matter');
  return matter !== undefined && matter !== null;
};

/**
 * A member without a key costs the whole case: household data needs every member's consent (R5), so the list of
 * members must not become shorter than the Centre wrote it.
 */
const readMemberKeys = (members: readonly unknown[]): readonly MemberKey[] | null => {
  const keys: MemberKey[] = [];
  for (const [index, item] of members.entries()) {
    const localId = isItem(item)
      ? usableKey(new ItemReader<CentreMemberInput>(item, nowhere).raw('localId'))
      : null;
    if (localId === null) return null;
    keys.push({ index, localId, item: item as object });
  }
  return keys;
};

/** A place for readers that only look at raw values. */
const nowhere = { row: 0, today: '', problems: [] };

/** A case that the Centre no longer has. */
export interface DeletedCase {
  readonly caseNumber: string;
  readonly version: number;
  readonly deleted: true;
}

/** Reads what a case hangs by, or says why it cannot be taken. */
export const readCaseKey = (item: unknown, row: number): CaseKey | DeletedCase | Problem => {
  const problem = (column: keyof CentreCaseInput | '(row)', reason: string): Problem => ({
    row,
    column,
    reason,
  });
  if (!isItem(item)) return problem('(row)', 'This is not a case.');
  const reader = new ItemReader<CentreCaseInput>(item, nowhere);
  const caseNumber = usableKey(reader.raw('caseNumber'));
  if (caseNumber === null) return problem('caseNumber', 'The case has no usable number.');
  const version = reader.raw('version');
  if (!isVersion(version)) return problem('version', 'The case has no version that is a whole number.');
  const compartment = compartmentOf(reader.raw('matter'));
  if (compartment === null) {
    return problem(
      'matter',
      'The matter of this case cannot be read. Leave it out, or null, for an ordinary case.',
    );
  }
  const deleted = reader.raw('deleted') ?? false;
  if (typeof deleted !== 'boolean') return problem('deleted', 'This is neither true nor false.');
  if (deleted && compartment !== general)
    return problem('deleted', 'What a matter seals ends with its matter, and by nothing else (R11).');
  if (deleted) return { caseNumber, version, deleted };
  const list = reader.raw('members');
  if (!Array.isArray(list) || list.length === 0) return problem('members', 'The case names no members.');
  if (list.length > MOST_MEMBERS)
    return problem('members', `The case names more than ${MOST_MEMBERS} members.`);
  const members = readMemberKeys(list);
  if (members === null) return problem('members', 'A member of the case has no usable id of its own.');
  return { item, caseNumber, version, compartment, members };
};
