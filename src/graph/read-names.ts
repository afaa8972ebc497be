import {
  type ConstDirectiveNode,
  type GraphQLSchema,
  isInputObjectType,
  isIntrospectionType,
  isObjectType,
  valueFromASTUntyped,
} from 'graphql';
import { ConfigurationError } from '../domain/configuration-error.ts';
import { argumentKey } from '../policy/input-positions.ts';

const nameOf = (
  element: {
    readonly astNode?: { readonly directives?: readonly ConstDirectiveNode[] | undefined } | null | undefined;
  },
  where: string,
  schema: GraphQLSchema,
): string | null => {
  const label = element.astNode?.directives?.find((directive) => directive.name.value === 'names');
  const values = Object.fromEntries(
    (label?.arguments ?? []).map((each) => [each.name.value, valueFromASTUntyped(each.value)]),
  );
  const { field, none } = values;
  if (typeof field === 'string') {
    const [typeName, fieldName] = field.split('.');
    const type = schema.getType(typeName ?? '');
    if (!isObjectType(type) || !type.getFields()[fieldName ?? '']) {
      throw new ConfigurationError(`${where} names ${field}, which is not a field of the graph.`);
    }
    return field;
  }
  if (typeof none === 'string' && none !== '') return null;
  throw new ConfigurationError(
    `${where} has no @names: the field it names, or why it names none, is missing.`,
  );
};

/**
 * Reads which field each input position names. Federation's own `_entities(representations:)` is named here: a
 * representation holds an entity's id.
 *
 * @throws ConfigurationError for a position without its label.
 */
export const readNames = (schema: GraphQLSchema): ReadonlyMap<string, string | null> => {
  const names = new Map<string, string | null>();
  for (const type of Object.values(schema.getTypeMap())) {
    if (isIntrospectionType(type)) continue;
    if (isInputObjectType(type)) {
      for (const field of Object.values(type.getFields())) {
        const where = `${type.name}.${field.name}`;
        names.set(where, nameOf(field, where, schema));
      }
    }
    if (!isObjectType(type)) continue;
    for (const field of Object.values(type.getFields())) {
      for (const argument of field.args) {
        if (field.name === '_entities') continue;
        const where = argumentKey(type.name, field.name, argument.name);
        names.set(where, nameOf(argument, where, schema));
      }
    }
  }
  return names;
};
