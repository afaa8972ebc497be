import type { Member } from './centre-member.ts';
import { describeMember, plainMember } from './centre-member.ts';
import type { Matter } from './figures.ts';
import type { Address, AidPlan, Household, Right } from './population.ts';
import type { Random } from './random.ts';
import type { Register, TruthLine } from './registers.ts';
import { ADDRESS_MANNERS, truthOf, writeAddress } from './registers.ts';

interface CaseLine {
  readonly version: number;
  readonly recordedAt: string;
  readonly caseNumber: string;
  readonly address: string;
  readonly localCommunity: string;
  readonly members: readonly Member[];
  readonly rights: readonly Right[];
  readonly aidPlan: AidPlan | null;
  readonly referrals?: readonly { member: string; agency: string; acceptedOn: string }[];
  readonly matter?: string;
}

const RIGHTS = [
  'materijalno obezbjeđenje',
  'dodatak za djecu',
  'njega i pomoć drugog lica',
  'lična invalidnina',
  'jednokratna novčana pomoć',
];
const RIGHT_STATES = [
  ['priznato', 5],
  ['u postupku', 3],
  ['odbijeno', 2],
] as const;
const GOALS = [
  'zapošljavanje člana domaćinstva',
  'redovno školovanje djece',
  'uklanjanje vlage u stanu',
  'podrška njegovatelju',
];

/** Besides the two figures, so many families were referred to the support service. */
const CHANCE_REFERRALS = 6;

/** The Centre's record system: a line a version of a case, in the order in which the lines arrived. */
export function writeCentre(households: readonly Household[], matter: Matter, random: Random): Register {
  const lines: CaseLine[] = [];
  const late: CaseLine[] = [];
  const truth: TruthLine[] = [];
  const mistyped: string[] = [];
  let memberCount = 0;
  let referrals = 0;

  const nextLocalId = (caseNumber: string): string => {
    memberCount += 1;
    return `${caseNumber}/${String(memberCount).padStart(6, '0')}`;
  };

  households.forEach((household, position) => {
    const caseNumber = `CSR-${String(position + 1).padStart(5, '0')}`;
    const members = household.members
      .filter((_, index) => index === 0 || household.figure !== undefined || !random.chance(0.03))
      .map((person) => {
        const localId = nextLocalId(caseNumber);
        const described = describeMember(localId, person, household, random);
        if (described.mistyped) mistyped.push(localId);
        truth.push(truthOf('centre', localId, person, household));
        return described.member;
      });
    const first = describeCase(caseNumber, household, members, random);
    // Every twentieth Berane family, so that the referred ones are spread over the register.
    const refer =
      household.figure === undefined && household.municipality === 'Berane' && position % 20 === 0;
    const referred = refer && referrals < CHANCE_REFERRALS ? withReferral(first, 0, '2026-06-08') : first;
    if (referred !== first) referrals += 1;

    lines.push(referred);
    if (household.figure !== undefined) return;
    const versions = random.weighted([
      [1, 85],
      [2, 11],
      [3, 4],
    ] as const);
    const second = versions > 1 ? revise(referred, '2026-10-05T09:00:00Z') : undefined;
    const third = second !== undefined && versions > 2 ? revise(second, '2026-11-09T09:00:00Z') : undefined;
    const secondIsLate = third !== undefined && random.chance(0.5);
    if (second !== undefined) (secondIsLate ? late : lines).push(second);
    if (third !== undefined) lines.push(third);
    if (second !== undefined && random.chance(0.15)) late.push(referred);
  });

  const repeated = lines.find((line) => line.version === 3);
  const sealed = describeMatter(matter);
  truth.push(
    truthOf('centre', `${matter.caseNumber}/${matter.memberNumber}`, matter.person, matter.household),
  );
  const arrived = [...lines, ...late, ...(repeated === undefined ? [] : [repeated]), sealed];
  return { text: arrived.map((line) => `${writeJson(line)}\n`).join(''), truth, mistyped };
}

function describeCase(
  caseNumber: string,
  household: Household,
  members: readonly Member[],
  random: Random,
): CaseLine {
  const fixed = household.figure?.centreCase;
  const line = {
    version: 1,
    recordedAt: fixed?.recordedAt ?? chooseMoment(random),
    caseNumber,
    address:
      household.figure === undefined
        ? writeWithFlat(household.address, random.weighted(ADDRESS_MANNERS))
        : writeWithFlat(fixed?.formerly?.address ?? household.address, 'plain'),
    localCommunity: fixed?.formerly?.localCommunity ?? household.localCommunity,
    members,
    rights: fixed?.rights ?? chooseRights(random),
    aidPlan: fixed === undefined ? chooseAidPlan(random) : fixed.aidPlan,
  };
  const referral = fixed?.referral;
  return referral === undefined ? line : withReferral(line, referral.member, referral.acceptedOn);
}

/** The protected procedure names her usual address; where she sleeps now is written nowhere. */
function describeMatter(matter: Matter): CaseLine {
  const { person, household } = matter;
  const localId = `${matter.caseNumber}/${matter.memberNumber}`;
  return {
    version: 1,
    recordedAt: matter.recordedAt,
    caseNumber: matter.caseNumber,
    address: writeWithFlat(household.address, 'plain'),
    localCommunity: household.localCommunity,
    members: [{ ...plainMember(localId, person), relation: 'nosilac', employed: false, health: 'dobro' }],
    rights: [],
    aidPlan: null,
    matter: matter.number,
  };
}

function withReferral(line: CaseLine, position: number, acceptedOn: string): CaseLine {
  const member = line.members[position];
  if (member === undefined) throw new Error(`${line.caseNumber} has no member ${position}.`);
  return { ...line, referrals: [{ member: member.localId, agency: 'berane.support', acceptedOn }] };
}

/** What a newer version usually brings: pending rights decided, the plan's review put off. */
function revise(line: CaseLine, recordedAt: string): CaseLine {
  return {
    ...line,
    version: line.version + 1,
    recordedAt,
    rights: line.rights.map((right) => ({
      ...right,
      status: right.status === 'u postupku' ? 'priznato' : right.status,
    })),
    aidPlan: { goal: line.aidPlan?.goal ?? 'podrška njegovatelju', reviewDue: `2027-0${line.version}-15` },
  };
}

function chooseRights(random: Random): Right[] {
  const count = random.weighted([
    [0, 30],
    [1, 45],
    [2, 25],
  ] as const);
  return random
    .shuffled(RIGHTS)
    .slice(0, count)
    .map((type) => ({
      type,
      status: random.weighted(RIGHT_STATES),
      amountEur: random.between(3000, 15000) / 100,
      since: `${random.between(2021, 2025)}-0${random.between(1, 9)}-01`,
    }));
}

function chooseAidPlan(random: Random): AidPlan | null {
  if (random.chance(0.5)) return null;
  return { goal: random.pick(GOALS), reviewDue: random.pick(['2026-10-15', '2026-11-15', '2026-12-15']) };
}

function chooseMoment(random: Random): string {
  const two = (least: number, most: number): string => String(random.between(least, most)).padStart(2, '0');
  return `2026-${two(1, 9)}-${two(1, 28)}T${two(7, 15)}:${two(0, 59)}:00Z`;
}

function writeWithFlat(address: Address, manner: 'plain' | 'street' | 'number'): string {
  const written = writeAddress(address, manner);
  return address.flat === null ? written : `${written}/${address.flat}`;
}

/** JSON with a space after each comma and colon, as the Centre's program writes it. */
function writeJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeJson).join(', ')}]`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const entries = Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${writeJson(item)}`);
  return `{${entries.join(', ')}}`;
}
