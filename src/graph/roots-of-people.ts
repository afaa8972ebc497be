import { type GraphQLSchema, getNamedType, isInterfaceType, isObjectType, isUnionType } from 'graphql';
import type { Catalogue } from '../policy/catalogue.ts';

/** The roots of queries and subscriptions that lead to what agencies hold of people: those whose types reach a governed field. */
export const rootsOfPeople = (schema: GraphQLSchema, catalogue: Catalogue): ReadonlySet<string> => {
  const governed = new Set([...catalogue.governed.keys()].map((coordinate) => coordinate.split('.')[0]));
  const leads = (name: string, met: Set<string>): boolean => {
    if (governed.has(name)) return true;
    if (met.has(name)) return false;
    met.add(name);
    const type = schema.getType(name);
    if (isUnionType(type)) return type.getTypes().some((each) => leads(each.name, met));
    if (!isObjectType(type) && !isInterfaceType(type)) return false;
    return Object.values(type.getFields()).some((field) => leads(getNamedType(field.type).name, met));
  };
  const roots = [schema.getQueryType(), schema.getSubscriptionType()].flatMap((type) =>
    Object.values(type?.getFields() ?? {}),
  );
  return new Set(
    roots.filter(({ type }) => leads(getNamedType(type).name, new Set())).map(({ name }) => name),
  );
};
