import type { ErrorCode } from '../../src/domain/error-code.ts';
import { canary } from './exchange.ts';

interface Quarantined {
  readonly when: string;
  /** What differs from a case that can be read whole. */
  readonly change: object;
  readonly outcome: 'CREATED' | 'QUARANTINED';
  readonly problems: readonly { row: number; column: string; reason: string }[];
  /** Parts of what is stored: the case, its members, its rights. */
  readonly stored: readonly object[];
}

const member = { localId: 'Q/1', givenName: 'Nina', familyName: 'Proba', relation: 'nosilac' };
const home = { address: 'Polimska 1', localCommunity: 'Park', memberCount: 1 };
const nina = { givenName: 'Nina', familyName: 'Proba', relation: 'HOLDER' };

const value = (
  when: string,
  change: object,
  [column, reason]: readonly [string, string],
  stored: readonly object[],
): Quarantined => ({ when, change, outcome: 'CREATED', problems: [{ row: 1, column, reason }], stored });

const whole = (when: string, change: object, [column, reason]: readonly [string, string]): Quarantined => ({
  when,
  change,
  outcome: 'QUARANTINED',
  problems: [{ row: 1, column, reason }],
  stored: [],
});

let members = 0;
/** A member of an id of its own: two cases cannot both have one. */
const withMember = (change: object): object => {
  members += 1;
  return { members: [{ ...member, localId: `Q/${members}`, ...change }] };
};

/** What a case can have wrong: the second of its push, so that its row is 1. */
export const quarantined: readonly Quarantined[] = [
  value(
    'a national id has a wrong check digit',
    withMember({ nationalId: '1405987275475' }),
    ['members[0].nationalId', 'This is not a valid JMBG: its date or its check digit is wrong.'],
    [home, { ...nina, nationalIdChecked: false }],
  ),
  value(
    'a national id is no number',
    withMember({ nationalId: canary }),
    ['members[0].nationalId', 'A national id is made of digits.'],
    [home, { ...nina, nationalIdChecked: false }],
  ),
  value(
    'a day of birth is none',
    withMember({ birthDate: '2026-02-30' }),
    ['members[0].birthDate', 'This date cannot be read.'],
    [home, { ...nina, birthDate: null }],
  ),
  value(
    'a day of birth could be two',
    withMember({ birthDate: '03/04/1990' }),
    ['members[0].birthDate', 'This date cannot be read.'],
    [home, { ...nina, birthDate: null }],
  ),
  value(
    'a day of birth lies ahead',
    withMember({ birthDate: '2027-01-01' }),
    ['members[0].birthDate', 'This date lies in the future.'],
    [home, { ...nina, birthDate: null }],
  ),
  value(
    'an instant is none',
    { recordedAt: '1800-13-01T00:00:00Z', ...withMember({}) },
    ['recordedAt', 'This is not an instant with date, time and zone.'],
    [home, nina],
  ),
  value(
    'a word is in no list',
    withMember({ health: canary }),
    ['members[0].health', 'This word is not among those the contract knows.'],
    [home, { ...nina, health: null }],
  ),
  value(
    'an address holds a national id',
    { address: 'Polimska 1405987275475', ...withMember({}) },
    ['address', 'This holds a number like a national id, which belongs in its own field.'],
    [{ ...home, address: null }, nina],
  ),
  value(
    'a name holds signs that are no text',
    withMember({ givenName: `${canary}\u0000` }),
    ['members[0].givenName', 'This holds signs that are not text.'],
    [home, { ...nina, givenName: null }],
  ),
  value(
    'an amount has a third of a cent',
    { rights: [{ type: 'naknada', status: 'priznato', amountEur: 96.123 }], ...withMember({}) },
    ['rights[0].amountEur', 'This is not an amount in euros and cents.'],
    [home, nina, { title: 'naknada', status: 'GRANTED', amount: null }],
  ),
  whole('the case has no number', { caseNumber: ' \u0000', ...withMember({}) }, [
    'caseNumber',
    'The case has no usable number.',
  ]),
  whole('the version is below nought', { version: -1, ...withMember({}) }, [
    'version',
    'The case has no version that is a whole number.',
  ]),
  whole('a member has no id', { members: [{ ...member, localId: '' }] }, [
    'members',
    'A member of the case has no usable id of its own.',
  ]),
  whole('nobody is in the case', { members: [] }, ['members', 'The case names no members.']),
  whole('the matter cannot be read', { matter: `${canary}\u0000`, ...withMember({}) }, [
    'matter',
    'The matter of this case cannot be read. Leave it out, or null, for an ordinary case.',
  ]),
];

const pushing =
  'mutation ($records: [CentreCaseInput!]!) { pushCentreRecords(records: $records, mode: PARTIAL) { outcome } }';
const record = { caseNumber: 'U-1', version: 1, recordedAt: '2026-11-20T08:00:00Z', members: [member] };

interface Undeclared {
  readonly when: string;
  readonly query: string;
  readonly variables: object;
  readonly code: ErrorCode;
}

const inVariable = (when: string, record_: object): Undeclared => ({
  when,
  query: pushing,
  variables: { records: [record_] },
  code: 'BAD_USER_INPUT',
});

/** What a push may not hold at all: it would say whose the record is, or what the hub itself finds out. */
export const undeclared: readonly Undeclared[] = [
  inVariable('it names its own controller', { ...record, controller: canary }),
  inVariable('it names its own agency', { ...record, agencyId: canary }),
  inVariable('a member brings a consent', { ...record, members: [{ ...member, consentId: canary }] }),
  inVariable('a member calls itself checked', {
    ...record,
    members: [{ ...member, nationalIdChecked: true }],
  }),
  inVariable('an operator stands for a value', { ...record, caseNumber: { $or: [canary] } }),
  inVariable('a version is a word', { ...record, version: canary }),
  inVariable('a version is beyond every number', { ...record, version: 1e300 }),
  {
    when: 'a literal has a field too many',
    query: `mutation { pushCentreRecords(records: [{caseNumber: "U-2", version: 1, recordedAt: "x", members: [], verified: "${canary}"}], mode: PARTIAL) { outcome } }`,
    variables: {},
    code: 'GRAPHQL_VALIDATION_FAILED',
  },
];
