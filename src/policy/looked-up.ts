import { getArgumentValues } from 'graphql';
import type { Catalogue } from './catalogue.ts';
import { argumentKey } from './input-positions.ts';
import type { OperationPlan } from './operation-plan.ts';
import { soughtInside } from './sought-inputs.ts';

const rootTypes: ReadonlySet<string> = new Set(['Query', 'Mutation']);

/**
 * How many single entities an operation asks for by an id or by what is known of them, found or not: each is a question
 * whether somebody is there (THREATS.md S5). Read from the labels: a root field whose own argument names a field asks for one,
 * and so does each representation, and each input object that says who somebody is. A list is not asked for anybody; it
 * counts by what it shows.
 */
export const countLookedUp = (
  plan: OperationPlan,
  variables: Readonly<Record<string, unknown>>,
  catalogue: Pick<Catalogue, 'names'>,
): number => {
  let count = 0;
  for (const { parentTypeName, definition, node } of plan.argumentSites) {
    if (!rootTypes.has(parentTypeName)) continue;
    const values = getArgumentValues(definition, node, variables);
    const { representations } = values;
    if (definition.name === '_entities' && Array.isArray(representations)) count += representations.length;
    const asks =
      soughtInside({ definition }, values).size > 0 ||
      definition.args.some(
        ({ name }) =>
          (values[name] ?? null) !== null &&
          (catalogue.names.get(argumentKey(parentTypeName, definition.name, name)) ?? null) !== null,
      );
    if (asks) count += 1;
  }
  return count;
};
