import type { Adapter, FileReading, TranslationContext } from '../../src/domain/adapter.ts';
import { readJsonItems } from '../../src/domain/reading/json-items.ts';
import type { Problem, UnitDraft } from '../../src/domain/record-draft.ts';
import { mayBeSealed } from './case-key.ts';
import { graphqlShape, restShape } from './source-shapes.ts';
import { translateCase } from './translate-case.ts';

/** Reads the export, a case a line. Versions of one case stand in it as they come; which one holds is not decided here. */
const readFile = (content: Uint8Array, context: TranslationContext): FileReading => {
  const items = readJsonItems(content);
  const units: UnitDraft[] = [];
  const rowProblems: Problem[] = [];
  for (const each of items) {
    const result = 'item' in each ? translateCase(each.item, each.row, context) : each;
    if ('records' in result) units.push(result);
    else rowProblems.push(result);
  }
  return { rowsRead: items.length, units, rowProblems };
};

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

/** The Centre for Social Work's record system: cases at versions, pushed, or exported as JSON lines. */
export const centreAdapter: Adapter = {
  name: 'centre',
  seals: true,
  mayBeSealed,
  delivery: 'PUSHED',
  columns,
  connection: { REST: restShape, GRAPHQL: graphqlShape },
  readFile,
  translate: translateCase,
};
