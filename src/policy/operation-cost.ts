import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isInputObjectType,
  isListType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql';

/** What an operation may ask for at most, over its coerced variables. `docs/limits.md` shows them. */
export const costLimits = {
  /** Objects that an operation could be given: persons, records, edges, pages, receipts. */
  objects: 10_000,
  /** What a list without a page size counts as. */
  edge: 5,
  /** The largest page; an operation asks for no larger one. */
  page: 100,
  /** Items of a list in an argument, representations among them; a push has its own limit. */
  argumentItems: 100,
} as const;

type Variables = Readonly<Record<string, unknown>>;

/** How many objects the operation could be given with these coerced variables. */
export type OperationCost = (variables: Variables) => number;

/** A number where nothing in it depends on variables: most of an operation is summed up once. */
type Cost = number | OperationCost;

const amountOf = (cost: Cost, variables: Variables): number =>
  typeof cost === 'number' ? cost : cost(variables);

const combine =
  (reduce: (values: readonly number[]) => number) =>
  (...costs: readonly Cost[]): Cost => {
    const numbers = costs.filter((cost) => typeof cost === 'number');
    return numbers.length === costs.length
      ? reduce(numbers)
      : (variables) => reduce(costs.map((cost) => amountOf(cost, variables)));
  };

const sum = combine((values) => values.reduce((one, other) => one + other, 0));
const product = combine((values) => values.reduce((one, other) => one * other, 1));
const largest = combine((values) => Math.max(0, ...values));

const pageNames: ReadonlySet<string> = new Set(['first', 'last', 'limit', 'take', 'pageSize']);

const statesPage = (type: GraphQLInputType, name: string): boolean => {
  const named = getNamedType(type);
  return (
    pageNames.has(name) ||
    (isInputObjectType(named) &&
      Object.values(named.getFields()).some((each) => statesPage(each.type, each.name)))
  );
};

/** The page sizes that a coerced value states, at any depth of an input. */
const pagesIn = (type: GraphQLInputType, name: string, value: unknown): readonly number[] => {
  // Less than nothing and more than a page are refused where they are read; here they must not make the rest cheaper.
  if (pageNames.has(name) && typeof value === 'number')
    return [Math.min(Math.max(value, 0), costLimits.page)];
  const named = getNamedType(type);
  if (!isInputObjectType(named) || typeof value !== 'object' || value === null) return [];
  return Object.values(named.getFields()).flatMap((each) =>
    pagesIn(each.type, each.name, (value as Record<string, unknown>)[each.name]),
  );
};

/** How many the field's own arguments ask for, or null where none of them can say. */
const sizeOf = (
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
  isList: boolean,
): Cost | null => {
  const paging = definition.args.filter((argument) => statesPage(argument.type, argument.name));
  if (paging.length > 0) {
    return (variables) => {
      const values = getArgumentValues(definition, node, variables);
      const pages = paging.flatMap(({ type, name }) => pagesIn(type, name, values[name]));
      // Where it could have been said and was not, the page is as long as pages get.
      return pages.length === 0 ? costLimits.page : Math.max(...pages);
    };
  }
  // One answer for each item: representations, and the receipts of a push.
  if (!isList || !definition.args.some(({ type }) => isListType(getNullableType(type)))) return null;
  return (variables) => {
    const values = Object.values(getArgumentValues(definition, node, variables));
    return Math.max(costLimits.edge, ...values.map((value) => (Array.isArray(value) ? value.length : 0)));
  };
};

/**
 * Reads what an operation costs: the objects that it could be given, each list multiplied by what its page size comes to be,
 * whether that was a literal, a variable, a default or part of an input, and by a fixed bound where it has none. Edges that
 * lead back and forth so count with their power. Conditions count as met, and of a union's members the dearest.
 *
 * Our own, and not a library's: what does not depend on variables is summed once per plan, and a request costs a few products.
 * INVARIANT: the document has passed `judgeDocument`, so writing its fragments out is bounded.
 */
export const readCost = (
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): OperationCost => {
  const fragments = new Map<string, FragmentDefinitionNode>(
    document.definitions.flatMap((each) =>
      each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each] as const] : [],
    ),
  );

  const applies = (condition: string | undefined, type: GraphQLObjectType): boolean => {
    if (condition === undefined || condition === type.name) return true;
    const named = schema.getType(condition);
    return isAbstractType(named) && schema.isSubType(named, type);
  };

  const ofField = (node: FieldNode, parent: GraphQLObjectType, page: Cost | null): Cost => {
    const definition = parent.getFields()[node.name.value];
    const named = definition && getNamedType(definition.type);
    if (!definition || !node.selectionSet || !isCompositeType(named)) return 0;
    const isList = isListType(getNullableType(definition.type));
    const size = sizeOf(definition, node, isList);
    // A page's size stands at the connection and counts for the lists in it.
    const inner = sum(1, ofSelections(node.selectionSet, named, isList ? null : size));
    return isList ? product(size ?? page ?? costLimits.edge, inner) : inner;
  };

  const ofObject = (selections: SelectionSetNode, type: GraphQLObjectType, page: Cost | null): Cost =>
    sum(
      ...selections.selections.map((node): Cost => {
        if (node.kind === Kind.FIELD) return ofField(node, type, page);
        const body = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node;
        if (!body || !applies(body.typeCondition?.name.value, type)) return 0;
        return ofObject(body.selectionSet, type, page);
      }),
    );

  const ofSelections = (selections: SelectionSetNode, type: GraphQLCompositeType, page: Cost | null): Cost =>
    isObjectType(type)
      ? ofObject(selections, type, page)
      : largest(...schema.getPossibleTypes(type).map((each) => ofObject(selections, each, page)));

  const root = schema.getRootType(operation.operation);
  const cost = root ? ofObject(operation.selectionSet, root, null) : 0;
  return (variables) => amountOf(cost, variables);
};
