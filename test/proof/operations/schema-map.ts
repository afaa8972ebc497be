import {
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isIntrospectionType,
  isObjectType,
  isUnionType,
} from 'graphql';

/** By what a field is reached: the root that the question begins with. */
export const routes = ['by id', 'found', 'listed', 'entities', 'payload', 'aggregate', 'other'] as const;
export type Route = (typeof routes)[number];

/** One field of the graph as the generator needs it. */
export interface MapField {
  readonly coordinate: string;
  readonly definition: GraphQLField<unknown, unknown>;
  /** The object types of its value: one, or the members of a union; none where it is a leaf. */
  readonly types: readonly string[];
}

/** What leads where in the graph. */
export interface SchemaMap {
  readonly schema: GraphQLSchema;
  readonly fields: (type: string) => readonly MapField[];
  readonly roots: readonly (MapField & { readonly operation: 'query' | 'mutation'; readonly route: Route })[];
  /** Steps from a type to another, 0 for itself; undefined where none leads there. */
  readonly distance: (from: string, to: string) => number | undefined;
  /** Every field of every type that a root leads to, but the roots themselves. */
  readonly coordinates: readonly string[];
}

const typesOf = (schema: GraphQLSchema, field: GraphQLField<unknown, unknown>): readonly string[] => {
  const type = getNamedType(field.type);
  if (isUnionType(type)) return schema.getPossibleTypes(type).map(({ name }) => name);
  return isObjectType(type) ? [type.name] : [];
};

const isIdentified = (schema: GraphQLSchema, name: string): boolean => {
  const type = schema.getType(name);
  return (
    isObjectType(type) && Object.hasOwn(type.getFields(), 'id') && Object.keys(type.getFields()).length > 3
  );
};

/** Reads the graph. Nothing of it is written down here: a new field, type or root is asked for as soon as it exists. */
export const mapSchema = (schema: GraphQLSchema): SchemaMap => {
  const fieldsOf = (type: GraphQLObjectType | null | undefined): readonly MapField[] =>
    Object.values(type?.getFields() ?? {}).map((definition) => ({
      coordinate: `${type?.name}.${definition.name}`,
      definition,
      types: typesOf(schema, definition),
    }));
  const [query, mutation] = [schema.getQueryType(), schema.getMutationType()];
  const objects = Object.values(schema.getTypeMap()).filter(
    (type): type is GraphQLObjectType =>
      isObjectType(type) && !isIntrospectionType(type) && type !== query && type !== mutation,
  );
  const fields = new Map(objects.map((type) => [type.name, fieldsOf(type)]));
  const distances = new Map(
    objects.map(({ name }) => {
      const reached = new Map([[name, 0]]);
      const queue = [name];
      for (const from of queue) {
        for (const to of (fields.get(from) ?? []).flatMap(({ types }) => types)) {
          if (reached.has(to)) continue;
          reached.set(to, (reached.get(from) ?? 0) + 1);
          queue.push(to);
        }
      }
      return [name, reached] as const;
    }),
  );
  const routeOf = (field: MapField, isMutation: boolean): Route => {
    if (isMutation) return 'payload';
    if (field.types.length > 1) return 'entities';
    const [type = ''] = field.types;
    const entities = [...(distances.get(type)?.keys() ?? [])].some((name) => isIdentified(schema, name));
    const argumentNames = field.definition.args.map(({ name }) => name);
    if (isIdentified(schema, type)) return argumentNames.includes('id') ? 'by id' : 'found';
    if (entities) return 'listed';
    return type.startsWith('_') || argumentNames.length === 0 ? 'other' : 'aggregate';
  };
  const roots = [
    ...fieldsOf(query).map((field) => ({
      ...field,
      operation: 'query' as const,
      route: routeOf(field, false),
    })),
    ...fieldsOf(mutation).map((field) => ({
      ...field,
      operation: 'mutation' as const,
      route: routeOf(field, true),
    })),
  ];
  const reachable = new Set(
    roots.flatMap(({ types }) => types.flatMap((type) => [...(distances.get(type)?.keys() ?? [])])),
  );
  return {
    schema,
    fields: (type) => fields.get(type) ?? [],
    roots,
    distance: (from, to) => distances.get(from)?.get(to),
    coordinates: [...reachable]
      .sort()
      .flatMap((type) => (fields.get(type) ?? []).map(({ coordinate }) => coordinate)),
  };
};
