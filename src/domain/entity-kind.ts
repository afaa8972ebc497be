/** What pairwise ids are made for (R23). The kind is part of the key: an id of one kind read as another is nothing. */
export const entityKinds = [
  'PERSON',
  'HOUSEHOLD',
  'DWELLING',
  'RECORD',
  'CONSENT',
  'RECEIPT',
  'REFERRAL',
  'GUARDIANSHIP',
  'MATTER',
  'EMERGENCY',
  'SESSION',
  'CURSOR',
  'ALERT',
  'RIGHTS_REQUEST',
  'CORRECTION',
  'LOG_LINE',
  'QUARANTINED',
  'EVENT',
  'EXTRACT',
] as const;
export type EntityKind = (typeof entityKinds)[number];
