import { type GraphQLInputType, isEnumType, isInputObjectType, isListType, isNonNullType } from 'graphql';

/** A value as a literal of a document. */
export const printValue = (value: unknown, type: GraphQLInputType): string => {
  if (isNonNullType(type)) return printValue(value, type.ofType);
  if (value === null || value === undefined) return 'null';
  if (isListType(type)) {
    const items = Array.isArray(value) ? value : [value];
    return `[${items.map((item) => printValue(item, type.ofType)).join(', ')}]`;
  }
  if (isInputObjectType(type)) {
    const fields = type.getFields();
    const parts = Object.entries(value as Record<string, unknown>).flatMap(([name, inner]) => {
      const field = fields[name];
      return inner === undefined || !field ? [] : [`${name}: ${printValue(inner, field.type)}`];
    });
    return `{${parts.join(', ')}}`;
  }
  if (isEnumType(type)) return String(value);
  return printPlain(value);
};

/** A value of a scalar that takes any: its own shape decides. */
const printPlain = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(printPlain).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value ?? null);
  const parts = Object.entries(value).map(([name, inner]) => `${name}: ${printPlain(inner)}`);
  return `{${parts.join(', ')}}`;
};
