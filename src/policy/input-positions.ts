import {
  type GraphQLInputType,
  getArgumentValues,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';
import type { Catalogue } from './catalogue.ts';
import { type ArgumentSite, type OperationPlan, refusalOf } from './operation-plan.ts';
import type { Ruleset } from './ruleset.ts';

/** The key of an argument in the catalogue's names. */
export const argumentKey = (typeName: string, field: string, argument: string): string =>
  `${typeName}.${field}(${argument}:)`;

const collect = (type: GraphQLInputType, value: unknown, catalogue: Catalogue, into: Set<string>): void => {
  if (value === undefined || value === null) return;
  if (isNonNullType(type)) {
    collect(type.ofType, value, catalogue, into);
    return;
  }
  if (isListType(type)) {
    for (const item of Array.isArray(value) ? value : [value]) collect(type.ofType, item, catalogue, into);
    return;
  }
  if (!isInputObjectType(type)) return;
  for (const field of Object.values(type.getFields())) {
    const inner = (value as Record<string, unknown>)[field.name];
    if (inner === undefined) continue;
    const named = catalogue.names.get(`${type.name}.${field.name}`);
    if (named) into.add(named);
    collect(field.type, inner, catalogue, into);
  }
};

const namedBy = (
  site: ArgumentSite,
  variables: Readonly<Record<string, unknown>>,
  catalogue: Catalogue,
  into: Set<string>,
) => {
  const values = getArgumentValues(site.definition, site.node, variables);
  for (const argument of site.definition.args) {
    if (values[argument.name] === undefined) continue;
    const named = catalogue.names.get(argumentKey(site.parentTypeName, site.definition.name, argument.name));
    if (named) into.add(named);
    collect(argument.type, values[argument.name], catalogue, into);
  }
};

/**
 * The fields that this request's arguments name and that its caller may not read: filtering, ordering or matching by a
 * field is reading it (THREATS.md S6). Works on the coerced variables, because the text alone does not say what they hold.
 *
 * @returns coordinates, sorted; empty where every named field is open to some rule.
 */
export const refusedInputs = (
  plan: OperationPlan,
  variables: Readonly<Record<string, unknown>>,
  catalogue: Catalogue,
  ruleset: Ruleset,
): readonly string[] => {
  const named = new Set<string>();
  for (const site of plan.argumentSites) namedBy(site, variables, catalogue, named);
  return [...named].filter((coordinate) => refusalOf(catalogue, ruleset, coordinate) !== null).sort();
};
