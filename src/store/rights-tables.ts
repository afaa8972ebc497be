import { defineEntity, p } from '@mikro-orm/core';

/** What a person asks of a controller (R22). Its state is derived from the decision and the day. */
export const RightsRequestTable = defineEntity({
  name: 'RightsRequestTable',
  tableName: 'rights_request',
  properties: {
    id: p.uuid().primary(),
    personId: p.uuid(),
    requested: p.text(),
    controller: p.text(),
    /** These six are null together: then it is asked of everything that the controller holds. */
    recordId: p.uuid().nullable(),
    source: p.text().nullable(),
    kind: p.text().nullable(),
    unit: p.text().nullable(),
    localId: p.text().nullable(),
    subject: p.text().nullable(),
    field: p.text().nullable(),
    recipient: p.text().nullable(),
    /** The number by which the person names a record that they are not shown; empty once its time is over. */
    reference: p.text().nullable(),
    /** Of LINK: whether the person says that the record is theirs; else that it is not. */
    mine: p.boolean().columnType('boolean'),
    statement: p.text().nullable(),
    askedAt: p.datetime().columnType('timestamptz'),
    askedOn: p.string().columnType('date'),
    dueOn: p.string().columnType('date'),
  },
});

/** What the controller's staff decided, once. */
export const RightsDecisionTable = defineEntity({
  name: 'RightsDecisionTable',
  tableName: 'rights_decision',
  properties: {
    requestId: p.uuid().primary(),
    outcome: p.text(),
    reason: p.text().nullable(),
    /** The acts that keep something from being granted, as they were cited then. */
    citations: p.json(),
    agency: p.text(),
    actor: p.text(),
    at: p.datetime().columnType('timestamptz'),
    /** Whether the link that a LINK was asked of is mended: only then does nothing rest on it any more. */
    carriedOut: p.boolean().columnType('boolean'),
  },
});

/** That an agency has dropped what it read before it was corrected. */
export const CorrectionConfirmationTable = defineEntity({
  name: 'CorrectionConfirmationTable',
  tableName: 'correction_confirmation',
  properties: {
    requestId: p.uuid().primary(),
    agency: p.text().primary(),
    purpose: p.text().primary(),
    actor: p.text(),
    at: p.datetime().columnType('timestamptz'),
  },
});
