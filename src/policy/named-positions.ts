import {
  type ConstValueNode,
  type GraphQLInputType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type ValueNode,
} from 'graphql';
import type { Catalogue } from './catalogue.ts';
import { argumentKey } from './input-positions.ts';
import type { OperationPlan } from './operation-plan.ts';

/** A place where a document gives a value for a field, or can by a variable. */
export interface NamedPosition {
  /** `Type.field(argument:)` or `Input.field`. */
  readonly position: string;
  /** The field it names. */
  readonly field: string;
}

type Value = ValueNode | ConstValueNode | undefined;

const collect = (
  type: GraphQLInputType,
  value: Value,
  catalogue: Catalogue,
  into: Map<string, string>,
): void => {
  if (value?.kind === 'NullValue') return;
  if (isNonNullType(type)) {
    collect(type.ofType, value, catalogue, into);
    return;
  }
  if (isListType(type)) {
    const items: readonly Value[] = value?.kind === 'ListValue' ? value.values : [value];
    for (const item of items) collect(type.ofType, item, catalogue, into);
    return;
  }
  if (!isInputObjectType(type)) return;
  for (const field of Object.values(type.getFields())) {
    // What a variable will hold is not known yet, so whatever it can hold is named.
    const given =
      value?.kind === 'ObjectValue'
        ? value.fields.find((each) => each.name.value === field.name)?.value
        : undefined;
    if (value?.kind === 'ObjectValue' && !given && field.defaultValue === undefined) continue;
    const position = `${type.name}.${field.name}`;
    const named = catalogue.names.get(position);
    if (named) into.set(position, named);
    collect(field.type, given, catalogue, into);
  }
};

/**
 * The input positions of an operation that name a field, read from the text alone: at least those that any variables can
 * make `refusedInputs` look at.
 *
 * @returns sorted by position.
 */
export const namedPositions = (plan: OperationPlan, catalogue: Catalogue): readonly NamedPosition[] => {
  const positions = new Map<string, string>();
  for (const { definition, node, parentTypeName } of plan.argumentSites) {
    for (const argument of definition.args) {
      const given = node.arguments?.find((each) => each.name.value === argument.name)?.value;
      if (!given && argument.defaultValue === undefined) continue;
      const position = argumentKey(parentTypeName, definition.name, argument.name);
      const named = catalogue.names.get(position);
      if (named) positions.set(position, named);
      collect(argument.type, given, catalogue, positions);
    }
  }
  return [...positions]
    .map(([position, field]) => ({ position, field }))
    .sort((one, other) => one.position.localeCompare(other.position));
};
