import { defineEntity, p } from '@mikro-orm/core';

/** A person's own rule. What state it is in is its last event's. */
export const ConsentTable = defineEntity({
  name: 'ConsentTable',
  tableName: 'consent',
  properties: {
    id: p.uuid().primary(),
    personId: p.uuid(),
    controller: p.text(),
    recipient: p.text(),
    purpose: p.text(),
    categories: p.array(),
    fields: p.array(),
    noticeVersion: p.text(),
    /** Null while it is only asked for. */
    language: p.text().nullable(),
    script: p.text().nullable(),
    validUntil: p.string().columnType('date'),
    /** The end as it was stated; null where it is the same. */
    statedUntil: p.string().columnType('date').nullable(),
    /** False where it can open nothing: of a minor, or of a person whom the recorder knew only probably. */
    binding: p.boolean().columnType('boolean'),
    evidence: p.json().nullable(),
    /** Whether it was recorded of somebody whom a matter protected then (R11). */
    sealed: p.boolean().columnType('boolean'),
    createdAt: p.datetime().columnType('timestamptz'),
    /** Under which id its person gave it, where two who were one were joined since; null where it is the same. */
    givenAs: p.uuid().nullable(),
  },
});

export const ConsentEventTable = defineEntity({
  name: 'ConsentEventTable',
  tableName: 'consent_event',
  properties: {
    id: p.bigint('string').primary().autoincrement(),
    consentId: p.uuid(),
    state: p.text(),
    at: p.datetime().columnType('timestamptz'),
    agency: p.text().nullable(),
    actor: p.text(),
    /** Who acted for the person as their guardian (R9). */
    guardian: p.uuid().nullable(),
  },
});

/** Who decides for a child, as a court or a guardianship authority decided it (R9). */
export const GuardianshipTable = defineEntity({
  name: 'GuardianshipTable',
  tableName: 'guardianship',
  properties: {
    id: p.uuid().primary(),
    ward: p.uuid(),
    guardian: p.uuid().nullable(),
    guardianAgency: p.text().nullable(),
    scope: p.text(),
    issuer: p.text(),
    reference: p.text(),
    validFrom: p.string().columnType('date'),
    validUntil: p.string().columnType('date').nullable(),
    /** False where it decides nothing: ward or guardian may be somebody else than the decision names (R20). */
    certain: p.boolean().columnType('boolean'),
    agency: p.text(),
    actor: p.text(),
    recordedAt: p.datetime().columnType('timestamptz'),
  },
});

/** A person's written prohibition against one recipient (R2, step 6). */
export const ProhibitionTable = defineEntity({
  name: 'ProhibitionTable',
  tableName: 'prohibition',
  properties: {
    id: p.uuid().primary(),
    personId: p.uuid(),
    recipient: p.text(),
    since: p.datetime().columnType('timestamptz'),
    liftedAt: p.datetime().columnType('timestamptz').nullable(),
  },
});
