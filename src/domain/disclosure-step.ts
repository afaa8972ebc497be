/**
 * What let fields out, as the decision order of R2 names it; CONSENT_REQUIRED tells that there is something to ask for (R6);
 * CONSENT_ENDED that what was got under a consent is to be erased (R7); CORRECTED that what was read is no longer so (R22); SELF is a person's own file, shown to them, and ASSISTED
 * the same at a counter, with a clerk beside them (R13); EXPLANATION is what a data protection officer was told of the decisions
 * on a person's records.
 */
export const disclosureSteps = [
  'OWN',
  'DUTY',
  'TASK',
  'CONSENT',
  'STATISTICS',
  'RELATIONSHIP',
  'CONSENT_REQUIRED',
  'CONSENT_ENDED',
  'CORRECTED',
  'SELF',
  'ASSISTED',
  'EXPLANATION',
] as const;
export type DisclosureStep = (typeof disclosureSteps)[number];
