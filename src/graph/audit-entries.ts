import type {
  AuditEntry,
  DenialEntry,
  LoggedOperation,
  LookupEntry,
  MatterEntry,
  OperationEntry,
} from '../audit/audit-entry.ts';
import type { Caller } from '../domain/caller.ts';
import type { Withheld } from '../policy/operation-plan.ts';
import type { DisclosureCollector } from '../records/disclosures.ts';
import type { ExplanationCollector } from '../records/explanation-collector.ts';
import type { Miss } from '../records/lookups.ts';
import type { MatterAct } from '../records/matters.ts';

/** What every entry of one request says. */
export interface LoggedRequest {
  readonly caller: Caller;
  readonly operation: LoggedOperation;
  readonly requestId: string;
  readonly at: Date;
}

const agencyName = (caller: Caller): string | null => (caller.kind === 'AGENCY' ? caller.agency : null);
const rolesOf = (caller: Caller): readonly string[] => (caller.kind === 'AGENCY' ? caller.roles : []);

/** What every entry of an operation that ran says of its caller. */
const commonOf = (request: LoggedRequest, policyVersion: string) => ({
  at: request.at.toISOString(),
  agency: agencyName(request.caller),
  actor: request.caller.actor,
  purpose: request.caller.purpose,
  roles: rolesOf(request.caller),
  token: request.caller.token,
  policyVersion,
  request: request.requestId,
  operation: request.operation,
});

/** Whether a named human was given something (R15). */
const namedOf = ({ caller }: LoggedRequest) => ({ named: caller.kind === 'PERSON' || caller.named });

/** That an operation ran: one line, whatever it gave. */
export const operationOf = (
  request: LoggedRequest,
  policyVersion: string,
  asked: { readonly rootFields: readonly string[]; readonly withheld: readonly Withheld[] },
  explains: readonly string[],
): OperationEntry => ({
  kind: 'OPERATION',
  ...commonOf(request, policyVersion),
  rootFields: [...asked.rootFields].sort(),
  withheld: asked.withheld.map(({ coordinate, reason }) => ({ coordinate, reason })),
  explains,
});

/** What a data protection officer was told of one person's records: a line per record, in that person's log. */
export const explanationsOf = (
  request: LoggedRequest,
  policyVersion: string,
  collected: Pick<ExplanationCollector, 'records'>,
): readonly AuditEntry[] =>
  collected.records().map((record) => ({
    kind: 'DISCLOSURE' as const,
    ...namedOf(request),
    ...commonOf(request, policyVersion),
    ...record,
    through: record.person,
    step: 'EXPLANATION' as const,
    sealed: [],
    declared: false,
    agreement: null,
    basis: null,
  }));

/**
 * One line per record, opening and person: which fields of whom went to which actor, for which purpose, on which agreement
 * and basis, and through whose relationship (R14). Aggregates are logged without anybody.
 */
export const disclosuresOf = (
  request: LoggedRequest,
  policyVersion: string,
  collected: Pick<DisclosureCollector, 'all' | 'known' | 'own'>,
  aggregates: readonly string[],
): readonly AuditEntry[] => {
  const common = { kind: 'DISCLOSURE' as const, ...namedOf(request), ...commonOf(request, policyVersion) };
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
          article10: opening.agreement.basis.article10,
        },
        consents: opening.consents,
        sealed: opening.sealed,
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
    sealed: [],
  };
  for (const { person, step, fields, sealed } of collected.known()) {
    entries.push({ ...withoutRecord, person, through: person, step, sealed, fields: [...fields].sort() });
  }
  for (const { person, kind: recordKind, fields, ...rest } of collected.own()) {
    entries.push({
      ...withoutRecord,
      ...rest,
      recordKind,
      person,
      through: person,
      // An agency has no file of its own: what it was shown of one, it was shown beside the person (R13).
      step: request.caller.kind === 'PERSON' ? 'SELF' : 'ASSISTED',
      fields: [...fields].sort(),
    });
  }
  if (aggregates.length > 0) {
    entries.push({
      ...withoutRecord,
      person: null,
      through: null,
      step: 'STATISTICS',
      // Asked for twice in one answer, it was still given once.
      fields: [...new Set(aggregates)].sort(),
    });
  }
  return entries;
};

/** A refusal of a whole operation, with the coordinates it asked for: never with a text of the caller's. */
export const denialOf = (
  request: LoggedRequest,
  policyVersion: string | null,
  refused: Pick<DenialEntry, 'code'> & Partial<Pick<DenialEntry, 'asked' | 'withheld' | 'sought'>>,
): DenialEntry => ({
  kind: 'DENIAL',
  at: request.at.toISOString(),
  agency: agencyName(request.caller),
  actor: request.caller.actor,
  purpose: request.caller.purpose,
  roles: rolesOf(request.caller),
  token: request.caller.token,
  policyVersion,
  request: request.requestId,
  operation: request.operation,
  code: refused.code,
  asked: [...(refused.asked ?? [])].sort(),
  withheld: (refused.withheld ?? []).map(({ coordinate, reason }) => ({ coordinate, reason })),
  sought: refused.sought ?? [],
});

/** The look-ups of a request that found nothing, in one line; none where each found somebody. */
export const lookupsOf = (request: LoggedRequest, misses: readonly Miss[]): readonly LookupEntry[] =>
  misses.length === 0
    ? []
    : [
        {
          kind: 'LOOKUP',
          at: request.at.toISOString(),
          agency: agencyName(request.caller),
          actor: request.caller.actor,
          purpose: request.caller.purpose,
          token: request.caller.token,
          request: request.requestId,
          operation: request.operation,
          sought: misses.map((miss) => miss.marks),
          conflicted: misses.filter((miss) => miss.conflicted).length,
        },
      ];

/** What was done in sealed matters, a line for each: apart from what anybody can be shown of who read them (R14). */
export const mattersOf = (request: LoggedRequest, acts: readonly MatterAct[]): readonly MatterEntry[] =>
  acts.flatMap(({ matter, ...act }) =>
    request.caller.kind !== 'AGENCY'
      ? []
      : [
          {
            kind: 'MATTER' as const,
            at: request.at.toISOString(),
            agency: request.caller.agency,
            actor: request.caller.actor,
            purpose: request.caller.purpose,
            token: request.caller.token,
            request: request.requestId,
            operation: request.operation,
            matter,
            ...act,
          },
        ],
  );
