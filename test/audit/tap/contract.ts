import { readFileSync } from 'node:fs';
import {
  buildSchema,
  type ConstDirectiveNode,
  type GraphQLField,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isObjectType,
} from 'graphql';
import { projectFile } from '../../../src/server/configuration.ts';

/** The published schema: what anybody who reads an answer has of the hub. */
export const published: GraphQLSchema = buildSchema(
  readFileSync(projectFile('schema', 'hub.graphql'), 'utf8'),
  { assumeValidSDL: true },
);

type Field = GraphQLField<unknown, unknown>;

const uses = (
  node: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined,
  name: string,
): readonly ConstDirectiveNode[] => (node?.directives ?? []).filter((each) => each.name.value === name);

export const has = (labelled: Pick<Field, 'astNode'> | GraphQLObjectType, name: string): boolean =>
  uses(labelled.astNode, name).length > 0;

const text = (directive: ConstDirectiveNode | undefined, argument: string): string => {
  const value = directive?.arguments?.find((each) => each.name.value === argument)?.value;
  return value?.kind === 'StringValue' ? value.value : '';
};

export const objectType = (name: string): GraphQLObjectType => {
  const type = published.getType(name);
  if (!isObjectType(type)) throw new Error(`${name} is no object type`);
  return type;
};

/** A kind of record, as the contracts declare it. */
export interface DeclaredKind {
  readonly kind: string;
  readonly type: string;
  /** The entity that lists its records. */
  readonly entity: string;
  /** The list's coordinate. */
  readonly list: string;
  /** Coordinates of its governed fields. */
  readonly fields: readonly string[];
}

const entities = ['Household', 'Person', 'Dwelling'];

const governedFields = (type: GraphQLObjectType): readonly string[] =>
  Object.values(type.getFields())
    .filter((field) => !has(field, 'open'))
    .map((field) => `${type.name}.${field.name}`);

/** Every kind, by the coordinate of its list. */
export const kindsByList: ReadonlyMap<string, DeclaredKind> = new Map(
  entities.flatMap((entity) =>
    Object.values(objectType(entity).getFields()).flatMap((field) => {
      const [use] = uses(field.astNode, 'records');
      if (!use) return [];
      const type = objectType(getNamedType(field.type).name);
      const list = `${entity}.${field.name}`;
      const kind = { kind: text(use, 'kind'), type: type.name, entity, list, fields: governedFields(type) };
      return [[list, kind] as const];
    }),
  ),
);

/** Every kind, by the name of its type. */
export const kindsByType: ReadonlyMap<string, DeclaredKind> = new Map(
  [...kindsByList.values()].map((kind) => [kind.type, kind]),
);

/** The coordinates of records that state a field of the hub's own. */
export const statementsOf: ReadonlyMap<string, readonly string[]> = (() => {
  const found = new Map<string, string[]>();
  for (const { fields } of kindsByList.values())
    for (const coordinate of fields) {
      const [type = '', name = ''] = coordinate.split('.');
      for (const use of uses(objectType(type).getFields()[name]?.astNode, 'states')) {
        const stated = text(use, 'field');
        found.set(stated, [...(found.get(stated) ?? []), coordinate]);
      }
    }
  return found;
})();
