declare const brand: unique symbol;

/** A person, household or dwelling inside the hub: a UUID that never leaves it (callers see pairwise ids, R23). */
export type EntityId = string & { readonly [brand]: 'EntityId' };

/** What pairwise ids are made for. The kind is part of the key: an id of one kind read as another is nothing. */
export const entityKinds = [
  'PERSON',
  'HOUSEHOLD',
  'DWELLING',
  'RECORD',
  'CONSENT',
  'RECEIPT',
  'CURSOR',
] as const;
export type EntityKind = (typeof entityKinds)[number];
