import type {
  AuditEntry,
  DenialEntry,
  DisclosureEntry,
  DisclosureStep,
  LoggedOperation,
  OperationEntry,
} from '../audit/audit-entry.ts';
import { evaluationRoots } from '../audit/evaluation-roots.ts';
import { readRequest } from '../audit/read-request.ts';
import type { Agency, Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import type { LegalBasis } from '../domain/legal-basis.ts';
import { localDateOf } from '../domain/local-date.ts';
import { type Catalogue, inputsOf } from '../policy/catalogue.ts';
import { explainAfterwards, type LoggedOpening } from '../policy/explain-afterwards.ts';
import { type ExplainedStep, type ExplanationInput, explainField } from '../policy/explain-field.ts';
import { buildRuleset } from '../policy/ruleset.ts';
import type { Database } from '../store/database.ts';
import { type ExplainedWithheld, explainWithheld } from './explained-withheld.ts';

/** What was given of one source's records, on one ground. No person, and no number of them. */
export interface ExplainedDisclosure {
  readonly source: string;
  readonly recordKind: string;
  readonly controller: string;
  readonly fields: readonly string[];
  readonly step: DisclosureStep;
  readonly agreement: { readonly id: string; readonly version: number } | null;
  /** Without its citation where the agreement is not known any more. */
  readonly basis: (Omit<LegalBasis, 'citation'> & Partial<LegalBasis>) | null;
  /** The hub's own ids. */
  readonly consents: readonly string[];
  /** Whether it ran through an open relationship; null where the agreement is not known any more. */
  readonly throughRelationship: boolean | null;
  readonly declared: boolean;
  /** R2's steps; null for what no field's rule decides, and where the rules of then are not known. */
  readonly steps: readonly ExplainedStep[] | null;
}

/** What one request asked and was given. */
export interface AccessExplanation {
  readonly request: string;
  readonly at: string;
  readonly actor: string;
  readonly purpose: string;
  readonly roles: readonly string[];
  readonly policyVersion: string | null;
  readonly operation: LoggedOperation | null;
  readonly rootFields: readonly string[];
  readonly withheld: readonly ExplainedWithheld[];
  /** The code of a refusal of the whole, with what was asked. */
  readonly refusal: { readonly code: string; readonly asked: readonly string[] } | null;
  readonly disclosed: readonly ExplainedDisclosure[];
}

/** Explains requests from the log. */
export interface AccessExplanations {
  /**
   * To the actor of the request, or to their agency's data protection officer.
   *
   * @returns null for a request of anybody else, and for none: the same.
   */
  readonly explain: (
    caller: AgencyCaller,
    request: string,
    isOfficer: boolean,
  ) => Promise<AccessExplanation | null>;
}

export interface AccessExplanationsInput {
  readonly database: Pick<Database, 'query'>;
  readonly catalogue: Catalogue;
  readonly registry: {
    readonly timeZone: string;
    readonly agencies: ReadonlyMap<string, Agency>;
    readonly sources: ReadonlyMap<string, Source>;
  };
  /** The agreements of a policy version at an instant; null where they are not known any more. */
  readonly agreementsAt: (policyVersion: string, at: Date) => Promise<readonly Agreement[] | null>;
}

const evaluations: ReadonlySet<string> = new Set(Object.values(evaluationRoots));

const isEvaluation = ({ rootFields }: OperationEntry): boolean =>
  rootFields.some((name) => evaluations.has(name));

const openingSteps: ReadonlySet<DisclosureStep> = new Set(['OWN', 'DUTY', 'TASK', 'CONSENT']);

const openingOf = ({ step, agreement }: DisclosureEntry): LoggedOpening | null =>
  openingSteps.has(step) ? { step: step as LoggedOpening['step'], agreement } : null;

/** What was in force for the one who asked; null where it is not known any more. */
type Rules = ExplanationInput | null;

const agreementIn = (rules: Rules, entry: DisclosureEntry): Agreement | undefined =>
  rules?.agreements.find(
    (each) => each.id === entry.agreement?.id && each.version === entry.agreement.version,
  );

const ranThroughRelationship = (rules: Rules, entry: DisclosureEntry): boolean | null => {
  if (entry.step !== 'DUTY') {
    return entry.step === 'TASK' || entry.step === 'RELATIONSHIP' || entry.step === 'CONSENT_REQUIRED';
  }
  const agreement = agreementIn(rules, entry);
  return agreement ? agreement.requires !== 'NOTHING' : null;
};

/** The decision on one disclosed coordinate: a field of the hub's own was read through the record's statements of it. */
const stepsOf = (
  rules: Rules,
  entry: DisclosureEntry,
  coordinate: string,
): readonly ExplainedStep[] | null => {
  const opening = openingOf(entry);
  if (!rules || !opening) return null;
  for (const name of inputsOf(rules.catalogue, coordinate)) {
    const field = rules.catalogue.governed.get(name);
    if (field?.kind !== entry.recordKind) continue;
    const steps = explainAfterwards(explainField(rules, field, entry.controller), opening);
    if (steps) return steps;
  }
  return null;
};

interface Group {
  readonly shared: Omit<ExplainedDisclosure, 'fields' | 'consents'>;
  readonly fields: Set<string>;
  readonly consents: Set<string>;
}

const sharedOf = (rules: Rules, entry: DisclosureEntry, coordinate: string): Group['shared'] => ({
  source: entry.source,
  recordKind: entry.recordKind,
  controller: entry.controller,
  step: entry.step,
  agreement: entry.agreement,
  basis: agreementIn(rules, entry)?.basis ?? entry.basis,
  throughRelationship: ranThroughRelationship(rules, entry),
  declared: entry.declared,
  steps: stepsOf(rules, entry, coordinate),
});

const disclosedOf = (rules: Rules, entries: readonly DisclosureEntry[]): readonly ExplainedDisclosure[] => {
  const groups = new Map<string, Group>();
  // A page has many lines of one ground: each ground is explained once.
  const known = new Map<string, Group>();
  const groupOf = (entry: DisclosureEntry, coordinate: string): Group => {
    const { source, recordKind, controller, step, agreement, declared } = entry;
    const ground = JSON.stringify([source, recordKind, controller, step, agreement, declared, coordinate]);
    const found = known.get(ground);
    if (found) return found;
    const shared = sharedOf(rules, entry, coordinate);
    const key = JSON.stringify(shared);
    const group = groups.get(key) ?? { shared, fields: new Set(), consents: new Set() };
    groups.set(key, group);
    known.set(ground, group);
    return group;
  };
  for (const entry of entries) {
    for (const coordinate of entry.fields) {
      const group = groupOf(entry, coordinate);
      group.fields.add(coordinate);
      for (const consent of entry.consents) group.consents.add(consent);
    }
  }
  // Sorted by what stands in them: the order in which the log holds lines follows the records that there were.
  return [...groups]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([, { shared, fields, consents }]) => ({
      ...shared,
      fields: [...fields].sort(),
      consents: [...consents].sort(),
    }));
};

const is =
  <Kind extends AuditEntry['kind']>(kind: Kind) =>
  (entry: AuditEntry): entry is Extract<AuditEntry, { kind: Kind }> =>
    entry.kind === kind;

export const createAccessExplanations = (input: AccessExplanationsInput): AccessExplanations => {
  const rulesOf = async (entry: OperationEntry | DenialEntry, agency: Agency): Promise<Rules> => {
    const { actor, purpose, token, policyVersion } = entry;
    if (actor === null || purpose === null || token === null || policyVersion === null) return null;
    const registration = agency.registrations.get(purpose);
    const at = new Date(entry.at);
    const agreements = await input.agreementsAt(policyVersion, at);
    if (!registration || !agreements) return null;
    const rules = {
      caller: {
        kind: 'AGENCY' as const,
        agency: agency.id,
        actor,
        // Whoever was given data about people was a named human (R15); who was none was refused everything for that.
        named: !entry.withheld.some(({ reason }) => reason === 'NAMED_ACTOR_REQUIRED'),
        self: null,
        purpose,
        roles: entry.roles,
        area: null,
        token,
      },
      agency,
      purposeClass: registration.class,
      catalogue: input.catalogue,
      agreements,
      sources: [...input.registry.sources.values()],
      today: localDateOf(at, input.registry.timeZone),
    };
    return { ...rules, ruleset: buildRuleset(rules) };
  };

  const mayKnow = (caller: AgencyCaller, isOfficer: boolean, entry: OperationEntry | DenialEntry): boolean =>
    entry.agency === caller.agency && (isOfficer || entry.actor === caller.actor);

  return {
    explain: async (caller, request, isOfficer) => {
      const entries = await readRequest(input.database, request);
      const operation = entries.find(is('OPERATION'));
      const denial = entries.find(is('DENIAL'));
      const first = operation ?? denial;
      const agency = input.registry.agencies.get(caller.agency);
      if (!first || !agency || !mayKnow(caller, isOfficer, first)) return null;
      const rules = await rulesOf(first, agency);
      return {
        request,
        at: first.at,
        actor: first.actor ?? '',
        purpose: first.purpose ?? '',
        roles: first.roles,
        policyVersion: first.policyVersion,
        operation: first.operation,
        rootFields: operation?.rootFields ?? [],
        withheld: explainWithheld(operation && isEvaluation(operation) ? null : rules, first.withheld),
        refusal: denial ? { code: denial.code, asked: denial.asked } : null,
        disclosed: disclosedOf(rules, entries.filter(is('DISCLOSURE'))),
      };
    },
  };
};
