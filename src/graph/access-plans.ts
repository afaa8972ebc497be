import { type DocumentNode, type GraphQLSchema, parse, validate } from 'graphql';
import type { Agency, Registration, Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import { purposeOfSlug } from '../domain/purpose.ts';
import { type Catalogue, inputsOf } from '../policy/catalogue.ts';
import { judgeDocument } from '../policy/document-budget.ts';
import { createCoordinateExplainer } from '../policy/explain-coordinates.ts';
import type { ExplanationInput, FieldExplanation } from '../policy/explain-field.ts';
import { accessOf, type FieldAccess } from '../policy/field-access.ts';
import { namedPositions } from '../policy/named-positions.ts';
import { planOperation } from '../policy/operation-plan.ts';
import { buildRuleset, type Ruleset, type RulesetInput } from '../policy/ruleset.ts';

/** Under which purpose and roles of the own agency something is planned; null for the token's own. */
export interface PlanTerms {
  /** A slug. */
  readonly purpose: string | null;
  readonly roles: readonly string[] | null;
}

/** Whose right is planned: an effective caller with everything its decisions stand on. */
export interface PlanScope {
  readonly caller: AgencyCaller;
  readonly registration: Registration;
  readonly explanation: ExplanationInput;
}

export interface PlannedField extends FieldAccess {
  readonly coordinate: string;
  readonly explanations: readonly FieldExplanation[];
}

export interface PlannedInput extends FieldAccess {
  readonly position: string;
  readonly field: string;
}

/** What one operation would be given, before anybody is read. */
export interface AccessPlan {
  readonly scope: PlanScope;
  readonly rootFields: readonly { readonly name: string; readonly allowed: boolean }[];
  readonly fields: readonly PlannedField[];
  readonly inputs: readonly PlannedInput[];
  /** Governed coordinates that stand behind the fields. */
  readonly governed: readonly string[];
}

/** Plans and evaluates access in advance, from agreements and registry alone. */
export interface AccessPlans {
  /** @throws HubError FORBIDDEN where the caller may not plan, BAD_USER_INPUT for a purpose its agency has not registered. */
  readonly scopeOf: (caller: AgencyCaller, terms: PlanTerms, recipient?: Agency) => PlanScope;
  /** @throws HubError QUERY_TOO_COMPLEX, or BAD_USER_INPUT where the text is no operation of the graph; nothing of it is repeated. */
  readonly plan: (scope: PlanScope, text: string, operationName: string | null) => AccessPlan;
  /** What is decided of one field in advance; null where the graph governs no such field. */
  readonly evaluate: (scope: PlanScope, coordinate: string) => FieldAccess | null;
}

export interface AccessPlansInput {
  readonly graph: { readonly schema: GraphQLSchema; readonly catalogue: Catalogue };
  readonly registry: {
    readonly agencies: ReadonlyMap<string, Agency>;
    readonly sources: ReadonlyMap<string, Source>;
  };
  readonly agreements: () => readonly Agreement[];
  /** The rules that the graph itself decides by; null where the purpose is not registered. */
  readonly rulesetOf: (caller: AgencyCaller) => Ruleset | null;
  /** The same of somebody who only might be: remembered apart, so that made-up roles push out nobody's own. */
  readonly plannedRulesetOf: (caller: AgencyCaller) => Ruleset | null;
  /** Local date. */
  readonly today: () => string;
}

const mostRoles = 20;
/** Roles that administer access: they plan for any purpose of their agency. */
const planningRoles: readonly string[] = ['officer', 'dpo'];

const refuseText = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

/** Whether this caller may ask what would be given: under operational work, or as who administers access. */
const mayPlan = (
  caller: AgencyCaller,
  registration: Registration | undefined,
): registration is Registration =>
  registration?.operations.has('accessPlan') === true &&
  (registration.class !== 'administration' || caller.roles.some((role) => planningRoles.includes(role)));

const rolesOf = (roles: readonly string[]): readonly string[] => {
  if (roles.length > mostRoles || roles.some((role) => role.length > 200)) {
    refuseText(`A plan is made for at most ${mostRoles} roles.`);
  }
  return [...new Set(roles)].sort();
};

/**
 * INVARIANT: of another recipient a plan stands on the asking controller's own registers and agreements alone, so that no
 * state, reason or step of it says anything of what the recipient has agreed with somebody else.
 */
const ofController = (controller: string, rules: RulesetInput): RulesetInput => ({
  ...rules,
  agreements: rules.agreements.filter((agreement) => agreement.controller === controller),
  sources: rules.sources.filter((source) => source.controller === controller),
});

/** Whether the rules for both are the same ones. */
const isSame = (planned: AgencyCaller, caller: AgencyCaller): boolean =>
  planned.agency === caller.agency &&
  planned.purpose === caller.purpose &&
  planned.named === caller.named &&
  JSON.stringify(planned.roles) === JSON.stringify(rolesOf(caller.roles));

export const createAccessPlans = (input: AccessPlansInput): AccessPlans => {
  const { graph, registry } = input;

  const readDocument = (text: string): DocumentNode => {
    // INVARIANT: as for a document that is run, its shape is judged before anything validates it or writes it out.
    if (judgeDocument(text).exceeded) throw new HubError('QUERY_TOO_COMPLEX');
    let document: DocumentNode;
    try {
      document = parse(text, { noLocation: true });
    } catch {
      return refuseText('The operation is not GraphQL.');
    }
    // INVARIANT: graphql-js's own sentences can quote the text, so none of them leaves.
    return validate(graph.schema, document, undefined, { maxErrors: 1 }).length > 0
      ? refuseText('The operation does not fit the schema.')
      : document;
  };

  const accessOfName = ({ caller, explanation }: PlanScope, coordinate: string): FieldAccess =>
    inputsOf(graph.catalogue, coordinate).length === 0
      ? { state: 'granted', reason: null }
      : accessOf(graph.catalogue, explanation.ruleset, coordinate, caller.area);

  return {
    scopeOf: (caller, terms, recipient) => {
      const own = registry.agencies.get(caller.agency);
      const asking = own?.registrations.get(caller.purpose);
      if (!own || !mayPlan(caller, asking))
        throw new HubError('FORBIDDEN', { internal: 'a plan outside the roles that may ask for one' });
      const agency = recipient ?? own;
      const purpose = terms.purpose === null ? caller.purpose : purposeOfSlug(terms.purpose)?.term;
      const registration = agency.registrations.get(purpose ?? '');
      if (!purpose || !registration) {
        return refuseText('The purpose is not one that the agency has registered.');
      }
      const isOwnWork = asking.class !== 'administration';
      const planned: AgencyCaller = {
        ...caller,
        agency: agency.id,
        purpose,
        roles: rolesOf(terms.roles ?? (purpose === caller.purpose ? caller.roles : [])),
        // Who administers access plans for the agency's named actors; anybody else for their own token.
        named: isOwnWork ? caller.named : true,
        self: isOwnWork ? caller.self : null,
        area: isOwnWork ? caller.area : null,
      };
      const rules = {
        caller: planned,
        agency,
        purposeClass: registration.class,
        catalogue: graph.catalogue,
        agreements: input.agreements(),
        sources: [...registry.sources.values()],
        today: input.today(),
      };
      if (agency.id !== own.id) {
        const narrowed = ofController(own.id, rules);
        const ruleset = buildRuleset(narrowed);
        return { caller: planned, registration, explanation: { ...narrowed, ruleset } };
      }
      const ruleset = isSame(planned, caller) ? input.rulesetOf(caller) : input.plannedRulesetOf(planned);
      if (!ruleset) throw new Error('a registered purpose without a standing');
      return { caller: planned, registration, explanation: { ...rules, ruleset } };
    },
    plan: (scope, text, operationName) => {
      const { ruleset } = scope.explanation;
      const document = readDocument(text);
      const plan = planOperation(graph.schema, document, operationName, graph.catalogue, ruleset);
      if (!plan) return refuseText('The document has no such operation.');
      const explained = createCoordinateExplainer(scope.explanation);
      const asked = [...plan.asked].sort();
      return {
        scope,
        rootFields: [...plan.rootFields]
          .sort()
          .map((name) => ({ name, allowed: scope.registration.operations.has(name) })),
        fields: asked.map((coordinate) => ({
          coordinate,
          ...accessOfName(scope, coordinate),
          explanations: explained(coordinate),
        })),
        inputs: namedPositions(plan, graph.catalogue).map(({ position, field }) => ({
          position,
          field,
          ...accessOfName(scope, field),
        })),
        governed: [...new Set(asked.flatMap((coordinate) => inputsOf(graph.catalogue, coordinate)))].sort(),
      };
    },
    evaluate: (scope, coordinate) =>
      inputsOf(graph.catalogue, coordinate).length === 0 ? null : accessOfName(scope, coordinate),
  };
};
