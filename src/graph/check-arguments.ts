import { GraphQLError, getArgumentValues } from 'graphql';
import { isStorable } from '../domain/reading/storable-text.ts';
import { costLimits } from '../policy/operation-cost.ts';
import type { ArgumentSite, OperationPlan } from '../policy/operation-plan.ts';
import { directivesOf, usesOf } from './directive-uses.ts';

const holdsStorableText = (value: unknown): boolean => {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  return (Array.isArray(value) ? value : Object.values(value)).every(holdsStorableText);
};

const longestList = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Array.isArray(value) ? value : Object.values(value);
  return Math.max(Array.isArray(value) ? value.length : 0, ...inner.map(longestList));
};

/** A push is judged record by record, by its translation: one that cannot be read must not cost the others. */
const isPush = (site: ArgumentSite): boolean => usesOf(directivesOf(site.definition), 'push').length > 0;

/**
 * Whether the arguments can be had with these variables, are no longer than lists may be, and hold text that a store can hold.
 * Validation cannot tell: a variable with a default may be null where nothing takes a null, and no scalar refuses a NUL.
 *
 * @param isWhole false for a part of an operation that was judged as a whole: then a router names as many entities as it found.
 * @returns the refusal's code, or null where they fit.
 */
export const faultOfArguments = (
  plan: OperationPlan,
  variables: Readonly<Record<string, unknown>>,
  isWhole: boolean,
): 'BAD_USER_INPUT' | 'QUERY_TOO_COMPLEX' | null => {
  try {
    for (const site of plan.argumentSites) {
      const values = getArgumentValues(site.definition, site.node, variables);
      if (isPush(site)) continue;
      const ofEntities = site.definition.name === '_entities';
      if ((isWhole || !ofEntities) && longestList(values) > costLimits.argumentItems)
        return 'QUERY_TOO_COMPLEX';
      // Representations are any JSON at all; of them an id is read, and nothing stored.
      if (!ofEntities && !holdsStorableText(values)) return 'BAD_USER_INPUT';
    }
    return null;
  } catch (error) {
    if (error instanceof GraphQLError) return 'BAD_USER_INPUT';
    throw error;
  }
};
