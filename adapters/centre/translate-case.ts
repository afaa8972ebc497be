import type { TranslationContext } from '../../src/domain/adapter.ts';
import { general } from '../../src/domain/compartment.ts';
import { type LocalDate, parseLocalDate } from '../../src/domain/local-date.ts';
import { ItemReader, type Place } from '../../src/domain/reading/item-reader.ts';
import type { Problem, RecordDraft, UnitDraft } from '../../src/domain/record-draft.ts';
import { endOf } from '../../src/domain/unit-end.ts';
import { readAidPlan, readReferrals, readRights } from './case-decisions.ts';
import { type CaseKey, readCaseKey } from './case-key.ts';
import { type CaseMembers, countEmployed, readMembers } from './case-members.ts';
import type { CareCase, CentreCaseInput } from './contract.generated.ts';

const LONGEST_TEXT = 200;

const INSTANT = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;

/** When a version was recorded, and the day that was where it was written. */
interface Recorded {
  readonly at: string | null;
  readonly on: LocalDate | null;
}

const recordedDate = (instant: string): LocalDate | null => {
  const date = INSTANT.exec(instant)?.[1];
  return date === undefined || Number.isNaN(Date.parse(instant)) ? null : parseLocalDate(date);
};

const readRecorded = (reader: ItemReader<CentreCaseInput>, today: LocalDate): Recorded => {
  const instant = reader.parsed(
    'recordedAt',
    (text) => (recordedDate(text.trim()) === null ? null : text.trim()),
    'This is not an instant with date, time and zone.',
  );
  const on = instant === null ? null : recordedDate(instant);
  if (on === null || on <= today) return { at: instant, on };
  reader.note('recordedAt', 'This instant lies in the future.');
  return { at: null, on: null };
};

/** The day a case was closed; null while it is open, and where it has closed on a day that cannot be read. */
interface Closing {
  readonly on: LocalDate | null;
  readonly unreadable: boolean;
}

const readClosing = (reader: ItemReader<CentreCaseInput>, problems: readonly Problem[]): Closing => {
  const on = reader.pastDate('closedOn');
  return { on, unreadable: problems.some(({ column }) => column === 'closedOn') };
};

/**
 * Stands in the subjects of a case for whoever its members do not tell. Nobody is linked to it, so nobody consents for
 * it: what is shared is never opened by the consent of those alone who could be read (R5).
 *
 * INVARIANT: it is no member's id: those are trimmed, and this begins with a space.
 */
const unknownMemberOf = (caseNumber: string): string => ` ${caseNumber}#unknown`;

/** Where the family is, or through whom they are reached where nobody may know that. */
const readPlace = (
  { compartment }: CaseKey,
  reader: ItemReader<CentreCaseInput>,
  row: number,
): Pick<CareCase, 'address' | 'localCommunity'> | Problem => {
  const through = reader.text('contactThrough', LONGEST_TEXT);
  if (through !== null && compartment === general) {
    const reason = 'Who is reached through an agency alone belongs in a matter. The case was not taken over.';
    return { row, column: 'contactThrough', reason };
  }
  // INVARIANT: where somebody is sheltered, what the case says of places is not even read (R11).
  if (through !== null) return { address: `contact through ${through}`, localCommunity: null };
  return {
    address: reader.text('address', LONGEST_TEXT),
    localCommunity: reader.text('localCommunity', LONGEST_TEXT),
  };
};

type RecordOfCase = Pick<RecordDraft, 'kind' | 'localId' | 'payload'> & Partial<RecordDraft>;

/** The records of one case. Each stands for what was so on the day the version was recorded. */
const draftRecords = (
  { caseNumber }: CaseKey,
  household: CaseMembers,
  reader: ItemReader<CentreCaseInput>,
  options: {
    readonly place: Place;
    readonly careCase: Required<CareCase>;
    readonly controller: string;
    readonly on: LocalDate | null;
    readonly closing: Closing;
  },
): RecordDraft[] => {
  const { place, careCase, controller, on, closing } = options;
  const { on: closedOn } = closing;
  const localIds = household.members.map(({ person }) => person.localId);
  const holders = household.members.filter(({ entry }) => entry.relation === 'HOLDER');
  const unknown = unknownMemberOf(caseNumber);
  const signedByUnknown =
    !household.complete || household.members.some(({ entry }) => entry.relation === null);
  const shared = {
    personLocalId: null,
    signatories: [...holders.map(({ person }) => person.localId), ...(signedByUnknown ? [unknown] : [])],
    members: [...localIds, ...(household.complete ? [] : [unknown])],
    observedOn: on,
    relationshipWith: null,
    retainFrom: { closedOn },
  };
  const ofHousehold = (record: RecordOfCase): RecordDraft => ({ ...shared, ...record });
  const ofPerson = (personLocalId: string, record: RecordOfCase): RecordDraft => ({
    ...shared,
    personLocalId,
    signatories: [personLocalId],
    members: [personLocalId],
    ...record,
  });
  const aidPlan = readAidPlan(reader, place);
  return [
    ofHousehold({ kind: 'care-case', localId: caseNumber, payload: careCase }),
    ...household.members.map(({ person: { localId }, entry }) =>
      ofPerson(localId, {
        kind: 'case-entry',
        localId,
        payload: entry,
        relationshipWith: closing.unreadable
          ? null
          : { agency: controller, kind: 'OPEN_CASE', from: null, closedOn },
      }),
    ),
    ...readRights(reader, place).map(({ number, right }) =>
      ofHousehold({ kind: 'right', localId: `${caseNumber}/right/${number}`, payload: right }),
    ),
    ...(aidPlan
      ? [ofHousehold({ kind: 'aid-plan', localId: `${caseNumber}/aid-plan`, payload: aidPlan })]
      : []),
    ...readReferrals(reader, new Set(localIds), place).map(({ member, agency, referral }) =>
      ofPerson(member, {
        kind: 'referral',
        localId: `${caseNumber}/referral/${member}/${agency}`,
        payload: referral,
        // Only an accepted referral is evidence (R10): without its day it opens nothing.
        relationshipWith:
          referral.acceptedOn === null || closing.unreadable
            ? null
            : { agency, kind: 'ACCEPTED_REFERRAL', from: referral.acceptedOn, closedOn },
      }),
    ),
  ];
};

/** Translates one case at one version, as a line of the export or as an item of a push: one path for both. */
export const translateCase = (
  item: unknown,
  row: number,
  context: TranslationContext,
): UnitDraft | Problem => {
  const key = readCaseKey(item, row);
  if ('reason' in key) return key;
  if ('deleted' in key) return endOf(key.caseNumber, key.version, row);
  const problems: Problem[] = [];
  const place: Place = { row, today: context.today, problems };
  const reader = new ItemReader<CentreCaseInput>(key.item, place);
  const recorded = readRecorded(reader, context.today);
  const household = readMembers(key.members, place);
  const whereabouts = readPlace(key, reader, row);
  if ('reason' in whereabouts) return whereabouts;
  const careCase: Required<CareCase> = {
    caseNumber: key.caseNumber,
    address: whereabouts.address ?? null,
    localCommunity: whereabouts.localCommunity ?? null,
    memberCount: household.complete ? household.members.length : null,
    employedCount: countEmployed(household),
  };
  const { controller } = context;
  const options = {
    place,
    careCase,
    controller,
    on: recorded.on,
    closing: readClosing(reader, problems),
  };
  const records = draftRecords(key, household, reader, options);
  return {
    localId: key.caseNumber,
    version: key.version,
    recordedAt: recorded.at,
    compartment: key.compartment,
    protects:
      key.compartment === general
        ? []
        : household.members.filter((member) => member.isProtected).map(({ person }) => person.localId),
    localCommunity: careCase.localCommunity,
    address: careCase.address,
    flat: null,
    headName: null,
    persons: household.members.map(({ person }) => person),
    records,
    problems,
    rows: [row],
  };
};
