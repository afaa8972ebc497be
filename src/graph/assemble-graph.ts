import { buildSubgraphSchema, printSubgraphSchema } from '@apollo/subgraph';
import { printSchemaWithDirectives } from '@graphql-tools/utils';
import {
  assertValidSchema,
  type DocumentNode,
  type GraphQLSchema,
  isObjectType,
  Kind,
  lexicographicSortSchema,
  parse,
  visit,
} from 'graphql';
import { GraphQLLocalDate } from 'graphql-scalars';
import { ConfigurationError } from '../domain/configuration-error.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import { type Contract, checkContract } from './check-contract.ts';
import { coreVocabulary } from './core-vocabulary.ts';
import { decimalScalar } from './decimal-scalar.ts';
import { directivesOf, usesOf } from './directive-uses.ts';
import { extensionReferences, guardEntities, references } from './entities.ts';
import { corePart, type GraphModules, partNames, splitGraph } from './graph-parts.ts';
import { pushResolver } from './push-resolver.ts';
import { readLabels } from './read-labels.ts';
import { recordResolvers } from './record-resolvers.ts';

/** The graph with everything its labels say. */
export interface Graph {
  readonly schema: GraphQLSchema;
  readonly catalogue: Catalogue;
  /** Prints the schema with its labels, sorted: what `schema/hub.graphql` holds. */
  readonly print: () => string;
  /** The names of the parts that it can be split into. */
  readonly partNames: readonly string[];
  /** One of these parts, built anew. @throws ConfigurationError where there is none of this name */
  readonly part: (name: string) => GraphPart;
}

/** A part of the graph that runs as a subgraph of its own. */
export interface GraphPart {
  readonly name: string;
  readonly schema: GraphQLSchema;
  /** The part as routers compose it. */
  readonly sdl: string;
}

const federation = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.5", import: ["@key", "@shareable"])`;

/** Every record type says whose statement it is, and what of it is contested: the hub adds it, so no contract can leave it out. */
const withProvenance = (document: DocumentNode, recordTypes: ReadonlySet<string>): DocumentNode =>
  visit(document, {
    ObjectTypeDefinition: (node) => {
      if (!recordTypes.has(node.name.value)) return undefined;
      const added = parse(`type It {
        "Who says it, and since when."
        provenance: Provenance @open(because: "says whose statement a visible record is")
        "What persons say is not so, of the fields that the caller reads (R22)."
        contested: [Contest!] @open(because: "told of fields that are open to the caller, and of no others") }`);
      const definition = added.definitions[0];
      const fields = definition?.kind === Kind.OBJECT_TYPE_DEFINITION ? (definition.fields ?? []) : [];
      return { ...node, fields: [...(node.fields ?? []), ...fields] };
    },
  });

const listsOf = (schema: GraphQLSchema): ReadonlyMap<string, string> => {
  const lists = new Map<string, string>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (!('getFields' in type)) continue;
    for (const field of Object.values(type.getFields())) {
      const use = usesOf(directivesOf(field), 'records')[0];
      if (use) lists.set(`${type.name}.${field.name}`, String(use['kind']));
    }
  }
  return lists;
};

type Resolvers = Record<string, Record<string, unknown>>;

const merge = (...maps: readonly Resolvers[]): Resolvers => {
  const merged: Resolvers = {};
  for (const map of maps)
    for (const [type, fields] of Object.entries(map)) merged[type] = { ...merged[type], ...fields };
  return merged;
};

/**
 * Assembles the hub's own vocabulary with the agencies' contracts into one Federation 2 subgraph that keeps every label,
 * and reads the labels. A contract that redefines or relabels another's field is refused.
 *
 * @throws ConfigurationError naming the contract, type or field.
 */
export const assembleGraph = (directives: string, contracts: readonly Contract[]): Graph => {
  for (const contract of contracts) checkContract(contract, directives);
  const core = coreVocabulary();
  const documents = contracts.map((contract) => parse(contract.sdl));
  const plain = build([core.document, parse(directives), parse(federation), ...documents], {});
  const lists = listsOf(plain);
  const recordTypes = new Set([...lists.keys()].map((coordinate) => recordTypeOf(plain, coordinate)));
  const shown = documents.map((document) => withProvenance(document, recordTypes));
  const modules = [core.document, parse(directives), parse(federation), ...shown];
  const catalogue = readLabels(build(modules, {}));
  const resolvers = merge(
    core.resolvers,
    references,
    recordResolvers(catalogue, lists),
    { Mutation: pushResolvers(plain) },
    { LocalDate: GraphQLLocalDate as never, Decimal: decimalScalar as never },
  );
  const schema = checked(build(modules, resolvers));
  guardEntities(schema);
  const split = {
    core: core.document,
    shared: parse(directives),
    contracts: new Map(contracts.map(({ name }, index) => [name, shown[index] as DocumentNode])),
  };
  return {
    schema,
    catalogue,
    print: () => `${printSchemaWithDirectives(lexicographicSortSchema(schema))}\n`,
    partNames: partNames(split),
    part: (name) => buildPart(name, split, resolvers),
  };
};

/** Of resolvers those whose types and fields a schema has. */
const within = (schema: GraphQLSchema, resolvers: Resolvers): Resolvers =>
  Object.fromEntries(
    Object.entries(resolvers).flatMap(([name, of]) => {
      const type = schema.getType(name);
      if (!type) return [];
      if (!isObjectType(type)) return [[name, of]];
      const fields = type.getFields();
      const kept = Object.entries(of).filter(([field]) => field.startsWith('__') || field in fields);
      return [[name, Object.fromEntries(kept)]];
    }),
  );

const buildPart = (name: string, modules: GraphModules, resolvers: Resolvers): GraphPart => {
  const definitions = splitGraph(modules).get(name);
  if (!definitions)
    throw new ConfigurationError(`--only: the parts of the graph are ${partNames(modules).join(', ')}.`);
  const documents: readonly DocumentNode[] = [{ kind: Kind.DOCUMENT, definitions }, parse(federation)];
  const plain = build(documents, {});
  const references = name === corePart ? {} : extensionReferences;
  const schema = checked(build(documents, within(plain, merge(resolvers, references))));
  guardEntities(schema);
  return { name, schema, sdl: `${printSubgraphSchema(schema)}\n` };
};

const unfit = (error: unknown): ConfigurationError =>
  new ConfigurationError(`The contracts do not fit together: ${(error as Error).message}`);

const checked = (schema: GraphQLSchema): GraphQLSchema => {
  try {
    assertValidSchema(schema);
    return schema;
  } catch (error) {
    throw unfit(error);
  }
};

const build = (documents: readonly DocumentNode[], resolvers: Resolvers): GraphQLSchema => {
  try {
    const [first, ...rest] = documents;
    return buildSubgraphSchema([
      { typeDefs: first as DocumentNode, resolvers: resolvers as never },
      ...rest.map((typeDefs) => ({ typeDefs })),
    ]);
  } catch (error) {
    throw unfit(error);
  }
};

const recordTypeOf = (schema: GraphQLSchema, coordinate: string): string => {
  const [typeName = '', fieldName = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  const field = type && 'getFields' in type ? type.getFields()[fieldName] : undefined;
  return String(field?.type).replace(/[[\]!]/g, '');
};

const pushResolvers = (schema: GraphQLSchema): Record<string, unknown> => {
  const resolvers: Record<string, unknown> = {};
  for (const field of Object.values(schema.getMutationType()?.getFields() ?? {})) {
    const use = usesOf(directivesOf(field), 'push')[0];
    if (use) resolvers[field.name] = pushResolver(String(use['source']), field.name);
  }
  return resolvers;
};
