import { getNamedType } from 'graphql';
import type { ArgumentSite } from './operation-plan.ts';

/**
 * Input objects that say who somebody is, by `type.field`, with the field of the graph that says the same. Their labels name
 * no field, because who may send them need not be able to read it: they are a look-up all the same (R16, THREATS.md S5).
 */
const soughtInputs: ReadonlyMap<string, ReadonlyMap<string, string>> = new Map([
  [
    'AccessSubject',
    new Map([
      ['operationalId', 'Person.id'],
      ['nationalId', 'Person.nationalIdChecked'],
    ]),
  ],
  [
    'CheckedPerson',
    new Map([
      ['nationalId', 'Person.nationalIdChecked'],
      ['birthDate', 'Person.birthDate'],
    ]),
  ],
]);

/**
 * Who is looked for inside the input objects of one site.
 *
 * @param values the site's coerced arguments.
 * @returns values by the field of the graph that they are a value of; empty where nobody is named so.
 */
export const soughtInside = (
  { definition }: Pick<ArgumentSite, 'definition'>,
  values: Readonly<Record<string, unknown>>,
): ReadonlyMap<string, unknown> => {
  const sought = new Map<string, unknown>();
  for (const argument of definition.args) {
    const value = values[argument.name] ?? null;
    if (value === null) continue;
    for (const [name, field] of soughtInputs.get(getNamedType(argument.type).name) ?? []) {
      const inner = (value as Readonly<Record<string, unknown>>)[name] ?? null;
      if (inner !== null) sought.set(field, inner);
    }
  }
  return sought;
};
