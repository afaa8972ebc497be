import { ItemReader, type Place } from '../../src/domain/reading/item-reader.ts';
import type { PersonDraft } from '../../src/domain/record-draft.ts';
import type { MemberKey } from './case-key.ts';
import type { CaseEntry, CentreMemberInput } from './contract.generated.ts';
import { healthOf, relationOf, sexOf } from './vocabulary.ts';

/** One member: who it is, and what the case says of them. */
export interface Member {
  readonly person: PersonDraft;
  readonly entry: Required<CaseEntry>;
  /** False only where the case says so: whoever is forgotten here is protected rather than found (R11). */
  readonly isProtected: boolean;
}

/** The members of a case, each once. */
export interface CaseMembers {
  readonly members: readonly Member[];
  /** False where a member was left out, so that nothing can be counted. */
  readonly complete: boolean;
}

const LONGEST_NAME = 200;

const readMember = ({ index, localId, item }: MemberKey, place: Place): Member => {
  const reader = new ItemReader<CentreMemberInput>(item, { ...place, path: `members[${index}].` });
  const nationalId = reader.nationalId('nationalId');
  const column = `members[${index}].nationalId`;
  const person: PersonDraft = {
    localId,
    givenName: reader.text('givenName', LONGEST_NAME),
    familyName: reader.text('familyName', LONGEST_NAME),
    birthDate: reader.pastDate('birthDate'),
    nationalId: nationalId === null ? null : { value: nationalId, row: place.row, column },
  };
  const entry: Required<CaseEntry> = {
    entryNumber: localId,
    givenName: person.givenName,
    familyName: person.familyName,
    birthDate: person.birthDate,
    // Whether an id passes its check is found where it is hashed; that there is none is known here.
    nationalIdChecked: nationalId === null ? false : null,
    sex: reader.word('sex', sexOf),
    relation: reader.word('relation', relationOf),
    employed: reader.flag('employed'),
    health: reader.word('health', healthOf),
  };
  return { person, entry, isProtected: reader.flag('isProtected') !== false };
};

/** Reads the members. Where two have one id, the first is taken: nothing says which of them the id means. */
export const readMembers = (keys: readonly MemberKey[], place: Place): CaseMembers => {
  const byLocalId = new Map<string, Member>();
  for (const key of keys) {
    if (byLocalId.has(key.localId)) {
      const column = `members[${key.index}].localId`;
      const reason =
        'Another member of this case has the same id. The first was taken, this one was left out.';
      place.problems.push({ row: place.row, column, reason });
    } else byLocalId.set(key.localId, readMember(key, place));
  }
  return { members: [...byLocalId.values()], complete: byLocalId.size === keys.length };
};

/** How many of the members work, or null where that is not known of all of them. */
export const countEmployed = ({ members, complete }: CaseMembers): number | null => {
  if (!complete || members.some(({ entry }) => entry.employed === null)) return null;
  return members.filter(({ entry }) => entry.employed).length;
};
