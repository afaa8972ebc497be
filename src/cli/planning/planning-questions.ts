import type { StatisticsDimension, StatisticsMeasure } from '../../../schema/operations.generated.ts';

/** What one table of the report is asked by. */
export interface PlanningQuestion {
  readonly measure: StatisticsMeasure;
  readonly by: readonly StatisticsDimension[];
}

/**
 * Every question of a planning report, in the order in which they are asked.
 *
 * INVARIANT: each is a part of a table that the grid of every release gives (`gridTables`): a report opens no table, so it takes none
 * from whoever asks after it.
 */
export const planningQuestions = {
  persons: { measure: 'PERSONS', by: [] },
  households: { measure: 'HOUSEHOLDS', by: [] },
  tenants: { measure: 'TENANT_HOUSEHOLDS', by: [] },
  recipients: { measure: 'RECIPIENT_HOUSEHOLDS', by: [] },
  overcrowded: { measure: 'OVERCROWDED_HOUSEHOLDS', by: [] },
  personsByPlace: { measure: 'PERSONS', by: ['LOCAL_COMMUNITY'] },
  employedByPlace: { measure: 'EMPLOYED_PERSONS', by: ['LOCAL_COMMUNITY'] },
  householdsByPlace: { measure: 'HOUSEHOLDS', by: ['LOCAL_COMMUNITY'] },
  tenantsByPlace: { measure: 'TENANT_HOUSEHOLDS', by: ['LOCAL_COMMUNITY'] },
  recipientsByPlace: { measure: 'RECIPIENT_HOUSEHOLDS', by: ['LOCAL_COMMUNITY'] },
  overcrowdedByPlace: { measure: 'OVERCROWDED_HOUSEHOLDS', by: ['LOCAL_COMMUNITY'] },
  ageBands: { measure: 'PERSONS', by: ['AGE_BAND'] },
  ages: { measure: 'PERSONS', by: ['AGE_BAND', 'SEX'] },
  agesByPlace: { measure: 'PERSONS', by: ['LOCAL_COMMUNITY', 'AGE_BAND', 'SEX'] },
  types: { measure: 'HOUSEHOLDS', by: ['HOUSEHOLD_TYPE'] },
  typesByPlace: { measure: 'HOUSEHOLDS', by: ['LOCAL_COMMUNITY', 'HOUSEHOLD_TYPE'] },
  tenure: { measure: 'HOUSEHOLDS', by: ['TENURE'] },
  tenureByPlace: { measure: 'HOUSEHOLDS', by: ['LOCAL_COMMUNITY', 'TENURE'] },
  recipient: { measure: 'HOUSEHOLDS', by: ['RECIPIENT'] },
  recipientByPlace: { measure: 'HOUSEHOLDS', by: ['LOCAL_COMMUNITY', 'RECIPIENT'] },
  crowding: { measure: 'HOUSEHOLDS', by: ['OVERCROWDED'] },
  crowdingByPlace: { measure: 'HOUSEHOLDS', by: ['LOCAL_COMMUNITY', 'OVERCROWDED'] },
  askedByRight: { measure: 'ASKED_RIGHTS', by: ['RIGHT'] },
  grantedByRight: { measure: 'GRANTED_RIGHTS', by: ['RIGHT'] },
  unmetByRight: { measure: 'UNMET_RIGHTS', by: ['RIGHT'] },
} as const satisfies Readonly<Record<string, PlanningQuestion>>;

export type PlanningQuestionName = keyof typeof planningQuestions;

export const planningQuestionNames = Object.keys(planningQuestions) as readonly PlanningQuestionName[];
