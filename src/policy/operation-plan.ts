import {
  type DocumentNode,
  type FieldNode,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  getOperationAST,
  isIntrospectionType,
  type OperationDefinitionNode,
  TypeInfo,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import type { RefusalReason } from '../domain/refusal-reason.ts';
import { type Catalogue, inputsOf } from './catalogue.ts';
import { type OperationCost, readCost } from './operation-cost.ts';
import type { Ruleset } from './ruleset.ts';

/** A field that was asked for and that document and caller alone refuse. */
export interface Withheld {
  readonly coordinate: string;
  readonly reason: RefusalReason;
}

/** A place in the document whose arguments are checked on each request. */
export interface ArgumentSite {
  readonly parentTypeName: string;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
}

/** What one operation asks, decided once for an agency, a purpose and its roles. */
export interface OperationPlan {
  readonly operation: OperationDefinitionNode;
  /** Root fields by name, without introspection. */
  readonly rootFields: readonly string[];
  readonly withheld: readonly Withheld[];
  readonly argumentSites: readonly ArgumentSite[];
  /** Every governed coordinate that the operation asks for, refused or not: for the log of a denial. */
  readonly asked: readonly string[];
  /** What it costs with given variables. */
  readonly cost: OperationCost;
}

/** The refusal of a field: only where no input of it is open to any controller's rule. */
export const refusalOf = (
  catalogue: Catalogue,
  ruleset: Ruleset,
  coordinate: string,
): RefusalReason | null => {
  const inputs = inputsOf(catalogue, coordinate);
  if (inputs.length === 0) return null;
  const refusals = inputs.map((input) => ruleset.refusals.get(input));
  if (refusals.some((refusal) => refusal === undefined)) return null;
  return refusals.find((refusal) => refusal !== 'FIELD_NOT_IN_PURPOSE') ?? 'FIELD_NOT_IN_PURPOSE';
};

/** Those of some coordinates that document and caller refuse by themselves. */
export const withheldOf = (
  catalogue: Catalogue,
  ruleset: Ruleset,
  coordinates: Iterable<string>,
): readonly Withheld[] =>
  [...coordinates].flatMap((coordinate) => {
    const reason = refusalOf(catalogue, ruleset, coordinate);
    return reason ? [{ coordinate, reason }] : [];
  });

/**
 * Reads the operation once: through aliases, fragments and inline fragments alike, because each field is taken at its
 * concrete parent type. Conditions (`@skip`, `@include`) do not change a decision.
 *
 * @returns null where the document has no such operation.
 */
export const planOperation = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | null | undefined,
  catalogue: Catalogue,
  ruleset: Ruleset | null,
): OperationPlan | null => {
  const operation = getOperationAST(document, operationName);
  if (!operation) return null;
  const rootFields = new Set<string>();
  const asked = new Set<string>();
  const argumentSites: ArgumentSite[] = [];
  const reached = reachableFragments(document, operation);
  const typeInfo = new TypeInfo(schema);
  const visitor = {
    FragmentDefinition: (node: { name: { value: string } }) =>
      reached.has(node.name.value) ? undefined : false,
    OperationDefinition: (node: OperationDefinitionNode) => (node === operation ? undefined : false),
    Field: (node: FieldNode) => {
      const parent = typeInfo.getParentType();
      const definition = typeInfo.getFieldDef();
      if (!parent || !definition || isIntrospectionType(getNamedType(definition.type))) return;
      if (node.name.value === '__typename') return;
      const coordinate = `${parent.name}.${node.name.value}`;
      if (parent === schema.getRootType(operation.operation)) rootFields.add(node.name.value);
      if (definition.args.length > 0) argumentSites.push({ parentTypeName: parent.name, definition, node });
      if (!ruleset || inputsOf(catalogue, coordinate).length === 0) return;
      asked.add(coordinate);
    },
  };
  visit(document, visitWithTypeInfo(typeInfo, visitor as never));
  return {
    operation,
    rootFields: [...rootFields],
    withheld: ruleset ? withheldOf(catalogue, ruleset, asked) : [],
    argumentSites,
    asked: [...asked],
    cost: readCost(schema, document, operation),
  };
};

/** Names of the fragments that this operation spreads, directly or through others. */
const reachableFragments = (
  document: DocumentNode,
  operation: OperationDefinitionNode,
): ReadonlySet<string> => {
  const bodies = new Map(
    document.definitions.flatMap((each) =>
      each.kind === 'FragmentDefinition' ? [[each.name.value, each] as const] : [],
    ),
  );
  const reached = new Set<string>();
  const collect = (node: OperationDefinitionNode | NonNullable<ReturnType<typeof bodies.get>>): void => {
    visit(node, {
      FragmentSpread: (spread) => {
        const name = spread.name.value;
        const body = bodies.get(name);
        if (reached.has(name) || !body) return;
        reached.add(name);
        collect(body);
      },
    });
  };
  collect(operation);
  return reached;
};
