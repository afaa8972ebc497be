import {
  type DocumentNode,
  type ExecutionResult,
  execute,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInputObjectType,
  isListType,
  Kind,
  parse,
  print,
  TypeInfo,
  type ValueNode,
  type VariableDefinitionNode,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import {
  introspects,
  neededRoots,
  type SettledResult,
  settledRoots,
  withNullableRoots,
} from './settled-roots.ts';

/** One operation to run. */
export interface Operation {
  /** The SHA-256 of the document's text. */
  readonly hash: string;
  readonly document: DocumentNode;
  readonly name: string | null;
  /** As they were sent. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** As graphql-js coerced them, with their defaults. */
  readonly coerced: Readonly<Record<string, unknown>>;
  /** What the root fields are of: an event, where it is a subscription. */
  readonly root: unknown;
}

/** Runs operations, compiled where they are seen again. */
export interface CompiledOperations {
  readonly run: (operation: Operation, context: unknown) => Promise<SettledResult>;
}

type Run = (operation: Operation, context: unknown) => Promise<ExecutionResult>;

const keptOperations = 1000;

/** Federation's own scalar, which takes any value as it is. */
const passedThrough = '_Any';

const hasVariable = (literal: ValueNode): boolean => {
  let found = false;
  visit(literal, {
    Variable: () => {
      found = true;
    },
  });
  return found;
};

const alwaysHasValue = ({ type, defaultValue }: VariableDefinitionNode): boolean =>
  type.kind === Kind.NON_NULL_TYPE || defaultValue !== undefined;

/**
 * Whether the compiler answers as graphql-js does. It loses a variable inside the literal of a scalar, as in
 * `representations: [{id: $id}]`, and takes one that was left out inside a literal for null.
 */
const isFaithful = (schema: GraphQLSchema, document: DocumentNode): boolean => {
  const sometimes = new Set<string>();
  let faithful = true;
  const typeInfo = new TypeInfo(schema);
  const check = (literal: ValueNode, fits: boolean): void => {
    if (!fits && hasVariable(literal)) faithful = false;
  };
  const visitor = {
    VariableDefinition: (node: VariableDefinitionNode) => {
      if (!alwaysHasValue(node)) sometimes.add(node.variable.name.value);
      return false;
    },
    ObjectField: ({ value }: { readonly value: ValueNode }) => {
      if (value.kind === Kind.VARIABLE && sometimes.has(value.name.value)) faithful = false;
    },
    ObjectValue: (node: ValueNode) => {
      const type = typeInfo.getInputType();
      check(node, isInputObjectType(type && getNamedType(type)));
    },
    ListValue: (node: ValueNode) => {
      const type = typeInfo.getParentInputType();
      check(node, isListType(type && getNullableType(type)));
    },
  };
  visit(document, visitWithTypeInfo(typeInfo, visitor as never));
  return faithful;
};

const isBoolean = ({ type }: VariableDefinitionNode): boolean => {
  const named = type.kind === Kind.NON_NULL_TYPE ? type.type : type;
  return named.kind === Kind.NAMED_TYPE && named.name.value === 'Boolean';
};

/**
 * The document as it is compiled: a copy, because the compiler writes into it, whose variables are taken as they are. The
 * compiler's own coercion takes a needed variable with a default for a missing one, and one item for no list; and a
 * recursive input type would exhaust its memory. Conditions must stay Boolean.
 */
const compilable = (document: DocumentNode): DocumentNode =>
  visit(parse(print(document), { noLocation: true }), {
    VariableDefinition: (node) =>
      isBoolean(node)
        ? false
        : {
            kind: Kind.VARIABLE_DEFINITION,
            variable: node.variable,
            type: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: passedThrough } },
          },
  });

/**
 * Executes by compiled functions (graphql-jit). Compiling costs a millisecond, and a hundred for hundreds of aliases, so an
 * operation is compiled on its second sight; the first runs as graphql-js runs it. What the compiler cannot take stays so.
 */
export const createCompiledOperations = (publicSchema: GraphQLSchema): CompiledOperations => {
  if (!publicSchema.getType(passedThrough)) throw new Error(`the graph has no scalar ${passedThrough}`);
  const settlingSchema = withNullableRoots(publicSchema);
  const seen = new LRUCache<string, CompiledOperations['run'] | 'SEEN_ONCE'>({ max: keptOperations });

  const interpreted =
    (schema: GraphQLSchema): Run =>
    async ({ document, name, variables, root }, contextValue) =>
      await execute({
        ...{
          schema,
          document,
          contextValue,
          variableValues: variables,
          operationName: name,
          rootValue: root,
        },
      });

  const compiled = (schema: GraphQLSchema, operation: Operation): Run => {
    if (!isFaithful(schema, operation.document)) return interpreted(schema);
    const query = compileQuery(schema, compilable(operation.document), operation.name ?? '');
    if (!isCompiledQuery(query)) return interpreted(schema);
    return async ({ coerced, root }, context) => await query.query(root, context, { ...coerced });
  };

  const settling = (
    make: (schema: GraphQLSchema, operation: Operation) => Run,
    operation: Operation,
  ): CompiledOperations['run'] => {
    const isOfSchema = introspects(operation.document);
    const run = make(isOfSchema ? publicSchema : settlingSchema, operation);
    const needed = neededRoots(publicSchema, operation.document, operation.name);
    return async (each, context) => {
      const result = await run(each, context);
      return isOfSchema ? { ...result, unanswered: [] } : settledRoots(result, needed);
    };
  };

  return {
    run: async (operation, context) => {
      const key = JSON.stringify([operation.hash, operation.name]);
      const known = seen.get(key);
      if (known === undefined) {
        seen.set(key, 'SEEN_ONCE');
        return await settling(interpreted, operation)(operation, context);
      }
      const run = known === 'SEEN_ONCE' ? settling(compiled, operation) : known;
      seen.set(key, run);
      return await run(operation, context);
    },
  };
};
