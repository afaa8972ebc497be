import { defineEntity, p } from '@mikro-orm/core';
import { ConsentEventTable, ConsentTable, GuardianshipTable, ProhibitionTable } from './consent-tables.ts';
import { CorrectionConfirmationTable, RightsDecisionTable, RightsRequestTable } from './rights-tables.ts';

/** What one source says about a subject at one version: never overwritten, only succeeded, erased when its time is over. */
export const RecordTable = defineEntity({
  name: 'RecordTable',
  tableName: 'record',
  properties: {
    id: p.uuid().primary(),
    source: p.text(),
    kind: p.text(),
    localId: p.text(),
    unit: p.text(),
    version: p.integer(),
    unitHash: p.text(),
    controller: p.text(),
    municipality: p.text(),
    localCommunity: p.text().nullable(),
    compartment: p.text(),
    personLocalId: p.text().nullable(),
    signatories: p.array(),
    members: p.array(),
    dwellingId: p.uuid().nullable(),
    relationshipWith: p.text().nullable(),
    relationshipKind: p.text().nullable(),
    relationshipFrom: p.string().columnType('date').nullable(),
    relationshipUntil: p.string().columnType('date').nullable(),
    relationshipDeclaredBy: p.text().nullable(),
    relationshipDeclaredPerson: p.text().nullable(),
    relationshipDeclaredAt: p.datetime().columnType('timestamptz').nullable(),
    relationshipConfirmedBy: p.text().nullable(),
    observedOn: p.string().columnType('date').nullable(),
    recordedAt: p.datetime().columnType('timestamptz').nullable(),
    receivedAt: p.datetime().columnType('timestamptz'),
    retainUntil: p.string().columnType('date').nullable(),
    payload: p.json().nullable(),
    supersededAt: p.datetime().columnType('timestamptz').nullable(),
    erasedAt: p.datetime().columnType('timestamptz').nullable(),
  },
});

/** Which of a source's local ids are which person or household, with the evidence for it; ended, never deleted. */
export const LinkTable = defineEntity({
  name: 'LinkTable',
  tableName: 'link',
  properties: {
    id: p.uuid().primary(),
    entity: p.text(),
    source: p.text(),
    localId: p.text(),
    entityId: p.uuid(),
    certainty: p.text(),
    evidence: p.json(),
    linkedAt: p.datetime().columnType('timestamptz'),
    endedAt: p.datetime().columnType('timestamptz').nullable(),
    /** The decision by which the line was joined to its person; null where the rules linked it. */
    joinedBy: p.uuid().nullable(),
    /** Under which ids its person went before, and until when, the latest first. */
    joined: p.json(),
  },
});

/** A person or household as one source writes them: what a later record is compared with. */
export const MentionTable = defineEntity({
  name: 'MentionTable',
  tableName: 'mention',
  properties: {
    entity: p.text().primary(),
    source: p.text().primary(),
    localId: p.text().primary(),
    unit: p.text(),
    mention: p.json(),
    apart: p.boolean(),
  },
});

/** One key under which a mention is found. */
export const MentionKeyTable = defineEntity({
  name: 'MentionKeyTable',
  tableName: 'mention_key',
  properties: {
    entity: p.text().primary(),
    key: p.text().primary(),
    source: p.text().primary(),
    localId: p.text().primary(),
  },
});

/** One agency's word to another that a person comes to it; a relationship once a named person there has accepted it (R10). */
export const ReferralTable = defineEntity({
  name: 'ReferralTable',
  tableName: 'referral',
  properties: {
    id: p.uuid().primary(),
    personId: p.uuid(),
    /** Whether who referred knew the person over a certain link (R20). */
    certain: p.boolean().columnType('boolean'),
    fromAgency: p.text(),
    toAgency: p.text(),
    reference: p.text(),
    madeBy: p.text(),
    madeAt: p.datetime().columnType('timestamptz'),
    acceptedBy: p.text().nullable(),
    acceptedAt: p.datetime().columnType('timestamptz').nullable(),
    until: p.string().columnType('date'),
    /** Whether it was made of somebody whom a matter protected then (R11). */
    sealed: p.boolean().columnType('boolean'),
    endedBy: p.text().nullable(),
    endedAt: p.datetime().columnType('timestamptz').nullable(),
  },
});

/** One push under its idempotency key: the receipts it was answered with, so that a repetition has one effect. */
const PushTable = defineEntity({
  name: 'PushTable',
  tableName: 'push',
  properties: {
    agency: p.text().primary(),
    operation: p.text().primary(),
    key: p.text().primary(),
    requestHash: p.text(),
    receipts: p.json().nullable(),
    startedAt: p.datetime().columnType('timestamptz'),
  },
});

/** One entry of the log; its place in the chain is given when it is sealed. */
const AuditEntryTable = defineEntity({
  name: 'AuditEntryTable',
  tableName: 'audit_entry',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    kind: p.text(),
    at: p.datetime().columnType('timestamptz'),
    agency: p.text().nullable(),
    through: p.uuid().nullable(),
    body: p.json(),
    position: p.bigint('string').nullable(),
    hash: p.text().nullable(),
  },
});

/** How much of an agency's hour has been handed out to processes. */
const ObjectBudgetTable = defineEntity({
  name: 'ObjectBudgetTable',
  tableName: 'object_budget',
  properties: {
    agency: p.text().primary(),
    hour: p.datetime().columnType('timestamptz'),
    leased: p.integer(),
  },
});

/** Which tokens of an issuer are refused before their time, and who said so; lifted, never deleted. */
const RevocationTable = defineEntity({
  name: 'RevocationTable',
  tableName: 'revocation',
  properties: {
    id: p.uuid().primary(),
    issuer: p.text(),
    /** Null where it is not one token alone. */
    tokenId: p.text().nullable(),
    /** Tokens issued up to then; null for all of the issuer. */
    issuedUntil: p.datetime().columnType('timestamptz').nullable(),
    agency: p.text(),
    at: p.datetime().columnType('timestamptz'),
    by: p.text(),
    reason: p.text(),
    until: p.datetime().columnType('timestamptz').nullable(),
    liftedAt: p.datetime().columnType('timestamptz').nullable(),
  },
});

/** A proof of possession that was used, by a hash (RFC 9449), until nobody would take it any more. */
const DpopProofTable = defineEntity({
  name: 'DpopProofTable',
  tableName: 'dpop_proof',
  properties: {
    proof: p.text().primary(),
    until: p.datetime().columnType('timestamptz'),
  },
});

/** One version of an agreement, as it was proposed. */
export const AgreementTable = defineEntity({
  name: 'AgreementTable',
  tableName: 'agreement',
  properties: {
    id: p.text().primary(),
    version: p.integer().primary(),
    content: p.json(),
  },
});

/** What became of a version of an agreement. */
export const AgreementEventTable = defineEntity({
  name: 'AgreementEventTable',
  tableName: 'agreement_event',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    agreementId: p.text(),
    version: p.integer(),
    event: p.text(),
    agency: p.text().nullable(),
    actor: p.text(),
    person: p.text().nullable(),
    at: p.datetime().columnType('timestamptz'),
    endsOn: p.string().columnType('date').nullable(),
    reason: p.text().nullable(),
  },
});

/** What a store remembers of its own installation. */
const InstallationTable = defineEntity({
  name: 'InstallationTable',
  tableName: 'installation',
  properties: {
    name: p.text().primary(),
    value: p.text(),
  },
});

export const tables = [
  InstallationTable,
  RecordTable,
  LinkTable,
  MentionTable,
  MentionKeyTable,
  ConsentTable,
  ConsentEventTable,
  GuardianshipTable,
  ProhibitionTable,
  ReferralTable,
  PushTable,
  AuditEntryTable,
  ObjectBudgetTable,
  RevocationTable,
  DpopProofTable,
  AgreementTable,
  AgreementEventTable,
  RightsRequestTable,
  RightsDecisionTable,
  CorrectionConfirmationTable,
];
