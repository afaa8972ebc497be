import type { Adapter } from '../../src/domain/adapter.ts';
import type { FileShape } from '../../src/domain/file-drop.ts';
import { mayBeSealed } from './case-key.ts';
import { graphqlShape, restShape } from './source-shapes.ts';
import { translateCase } from './translate-case.ts';

/** What each column is read into: one of the case, of a member, and of what was decided. */
const columns: Readonly<Record<string, string>> = {
  address: 'CareCase.address',
  localCommunity: 'CareCase.localCommunity',
  'members[].givenName': 'CaseEntry.givenName',
  'members[].familyName': 'CaseEntry.familyName',
  'members[].birthDate': 'CaseEntry.birthDate',
  'members[].nationalId': 'CaseEntry.nationalIdChecked',
  'members[].sex': 'CaseEntry.sex',
  'members[].relation': 'CaseEntry.relation',
  'members[].employed': 'CaseEntry.employed',
  'members[].health': 'CaseEntry.health',
  'rights[].type': 'Right.title',
  'rights[].status': 'Right.status',
  'rights[].amountEur': 'Right.amount',
  'rights[].since': 'Right.since',
  'aidPlan.goal': 'AidPlan.goal',
  'aidPlan.reviewDue': 'AidPlan.reviewDue',
  'referrals[].agency': 'Referral.agency',
  'referrals[].acceptedOn': 'Referral.acceptedOn',
};

/** The export, a case a line. Versions of one case stand in it as they come; which one holds is not decided here. */
const file: FileShape = { format: 'JSON', orLines: true, encoding: 'utf-8', complete: false };

/** The Centre for Social Work's record system: cases at versions, pushed, or exported as JSON lines. */
export const centreAdapter: Adapter = {
  name: 'centre',
  seals: true,
  mayBeSealed,
  delivery: 'PUSHED',
  columns,
  connection: { FILE_DROP: file, REST: restShape, GRAPHQL: graphqlShape },
  translate: translateCase,
};
