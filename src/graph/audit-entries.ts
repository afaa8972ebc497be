import type { AuditEntry, DenialEntry, LoggedOperation } from '../audit/audit-entry.ts';
import type { Caller } from '../domain/caller.ts';
import type { DisclosureCollector } from '../records/disclosures.ts';

/** What every entry of one request says. */
export interface LoggedRequest {
  readonly caller: Caller;
  readonly operation: LoggedOperation;
  readonly at: Date;
}

const agencyName = (caller: Caller): string | null => (caller.kind === 'AGENCY' ? caller.agency : null);

/**
 * One line per record, opening and person: which fields of whom went to which actor, for which purpose, on which agreement
 * and basis, and through whose relationship (R14). Aggregates are logged without anybody.
 */
export const disclosuresOf = (
  request: LoggedRequest,
  policyVersion: string,
  collected: Pick<DisclosureCollector, 'all' | 'known'>,
  aggregates: readonly string[],
): readonly AuditEntry[] => {
  const { caller } = request;
  const common = {
    kind: 'DISCLOSURE' as const,
    at: request.at.toISOString(),
    agency: agencyName(caller),
    actor: caller.actor,
    purpose: caller.purpose,
    roles: caller.kind === 'AGENCY' ? caller.roles : [],
    token: caller.token,
    policyVersion,
    operation: request.operation,
  };
  const entries: AuditEntry[] = [];
  for (const disclosure of collected.all()) {
    const { opening } = disclosure;
    const throughs = opening.through.length > 0 ? opening.through : [null];
    for (const through of throughs) {
      entries.push({
        ...common,
        person: disclosure.persons.length === 1 ? (disclosure.persons[0] ?? null) : through,
        household: disclosure.household,
        source: disclosure.source,
        recordKind: disclosure.kind,
        controller: disclosure.controller,
        fields: [...disclosure.fields].sort(),
        step: opening.step,
        declared: opening.declared,
        agreement: opening.agreement && { id: opening.agreement.id, version: opening.agreement.version },
        basis: opening.agreement && {
          article6: opening.agreement.basis.article6,
          article9: opening.agreement.basis.article9,
        },
        consents: opening.consents,
        through,
      });
    }
  }
  const withoutRecord = {
    ...common,
    household: null,
    source: '',
    recordKind: '',
    controller: '',
    declared: false,
    agreement: null,
    basis: null,
    consents: [],
  };
  for (const { person, step, fields } of collected.known()) {
    entries.push({ ...withoutRecord, person, through: person, step, fields: [...fields].sort() });
  }
  if (aggregates.length > 0) {
    entries.push({
      ...withoutRecord,
      person: null,
      through: null,
      step: 'STATISTICS',
      fields: [...aggregates].sort(),
    });
  }
  return entries;
};

/** A refusal of a whole operation, with the coordinates it asked for: never with a text of the caller's. */
export const denialOf = (request: LoggedRequest, code: string, asked: readonly string[]): DenialEntry => ({
  kind: 'DENIAL',
  at: request.at.toISOString(),
  agency: agencyName(request.caller),
  actor: request.caller.actor,
  purpose: request.caller.purpose,
  token: request.caller.token,
  operation: request.operation,
  code,
  asked: [...asked].sort(),
});
