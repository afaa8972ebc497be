import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type {
  CentreCaseInput,
  CentreHouseholdQuery,
  CentreMemberInput,
} from '../../../schema/operations.generated.ts';
import { expectThat } from './expectation.ts';

export type CentreHousehold = NonNullable<CentreHouseholdQuery['household']>;
type CaseEntry = NonNullable<NonNullable<CentreHousehold['members']>[number]['caseEntries']>[number];

/** The Centre's own words for what the graph has as enumerations. */
const words = {
  sex: { FEMALE: 'F', MALE: 'M' },
  relation: { HOLDER: 'nosilac', SPOUSE: 'supružnik', CHILD: 'dijete', OTHER: 'ostalo' },
  health: { GOOD: 'dobro', CHRONIC_ILLNESS: 'hronična bolest', DISABILITY: 'invaliditet' },
  status: { GRANTED: 'priznato', PENDING: 'u postupku', REFUSED: 'odbijeno' },
} as const;

interface RegisterMember {
  readonly localId: string;
  readonly givenName: string;
  readonly nationalId: string | null;
}

/**
 * National numbers by local id and given name, out of the Centre's own file. The graph shows them to nobody, so its software
 * has them from where it keeps them; without the file the case is pushed without.
 */
const readNationalIds = (registers: string): ReadonlyMap<string, string> => {
  const numbers = new Map<string, string>();
  let text: string;
  try {
    text = readFileSync(join(registers, 'centre.ndjson'), 'utf8');
  } catch {
    return numbers;
  }
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    for (const { localId, givenName, nationalId } of (
      JSON.parse(line) as { members: readonly RegisterMember[] }
    ).members)
      if (nationalId !== null) numbers.set(`${localId} ${givenName}`, nationalId);
  }
  return numbers;
};

const memberOf = (entry: CaseEntry, nationalIds: ReadonlyMap<string, string>): CentreMemberInput => ({
  localId: entry.entryNumber ?? '',
  givenName: entry.givenName,
  familyName: entry.familyName,
  nationalId: nationalIds.get(`${entry.entryNumber} ${entry.givenName}`) ?? null,
  birthDate: entry.birthDate,
  sex: entry.sex && words.sex[entry.sex],
  relation: entry.relation && words.relation[entry.relation],
  employed: entry.employed,
  health: entry.health && words.health[entry.health],
});

/**
 * The case of a household at its stored version, as the Centre's software would push it: read from the Centre's own answer,
 * so that a push changes what it means to change and nothing else.
 */
export const caseOf = (
  household: CentreHousehold,
  registers: string,
  recordedAt: string,
): CentreCaseInput => {
  const [careCase, ...others] = household.careCases ?? [];
  const caseNumber = careCase?.caseNumber;
  const version = careCase?.provenance?.version;
  expectThat(careCase && caseNumber && others.length === 0, 'the Centre has one case of this household');
  expectThat(version !== undefined, 'the case has a version');
  const nationalIds = readNationalIds(registers);
  const isOfCase = (entry: CaseEntry): boolean => entry.entryNumber?.startsWith(`${caseNumber}/`) ?? false;
  const members = (household.members ?? []).flatMap((member) => {
    const entry = member.caseEntries?.find(isOfCase);
    return entry ? [{ input: memberOf(entry, nationalIds), referrals: member.referrals ?? [] }] : [];
  });
  members.sort((one, other) => one.input.localId.localeCompare(other.input.localId));
  expectThat(members.length === careCase.memberCount, 'the Centre is shown every member of its case');
  return {
    caseNumber,
    version,
    recordedAt,
    address: careCase.address,
    localCommunity: careCase.localCommunity,
    members: members.map(({ input }) => input),
    rights: (household.rights ?? []).map((right) => ({
      type: right.title ?? '',
      status: right.status && words.status[right.status],
      amountEur: right.amount === null ? null : Number(right.amount),
      since: right.since,
    })),
    aidPlan:
      (household.aidPlans ?? []).map(({ goal, reviewDue }) => ({ goal: goal ?? '', reviewDue }))[0] ?? null,
    referrals: members.flatMap(({ input, referrals }) =>
      referrals.map(({ agency, acceptedOn }) => ({
        member: input.localId,
        agency: agency ?? '',
        acceptedOn,
      })),
    ),
  };
};

/** The next version of a case: somebody of it has found work, or no longer has it. */
export const nextVersion = (before: CentreCaseInput): { after: CentreCaseInput; change: string } => {
  const adults = before.members.filter((member) => member.relation !== words.relation.CHILD);
  const changing = adults.find((member) => member.relation === words.relation.SPOUSE) ?? adults[0];
  expectThat(changing, 'the case has an adult member');
  const employed = !(changing.employed ?? false);
  return {
    after: {
      ...before,
      version: before.version + 1,
      members: before.members.map((member) => (member === changing ? { ...member, employed } : member)),
    },
    change: `${changing.givenName} ${employed ? 'has found work' : 'no longer has work'}`,
  };
};
