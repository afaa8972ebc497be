import { GraphQLError, getArgumentValues } from 'graphql';
import { isStorable } from '../domain/reading/storable-text.ts';
import type { ArgumentSite, OperationPlan } from '../policy/operation-plan.ts';
import { directivesOf, usesOf } from './read-labels.ts';

const holdsStorableText = (value: unknown): boolean => {
  if (typeof value === 'string') return isStorable(value);
  if (typeof value !== 'object' || value === null) return true;
  return (Array.isArray(value) ? value : Object.values(value)).every(holdsStorableText);
};

/** A push is judged record by record, by its translation: one that cannot be read must not cost the others. */
const isPush = (site: ArgumentSite): boolean => usesOf(directivesOf(site.definition), 'push').length > 0;

/**
 * Whether the arguments can be had with these variables, and hold text that a store can hold. Validation cannot tell: a
 * variable with a default may be null where nothing takes a null, and no scalar refuses a NUL.
 */
export const argumentsFit = (plan: OperationPlan, variables: Readonly<Record<string, unknown>>): boolean => {
  try {
    return plan.argumentSites.every((site) => {
      const values = getArgumentValues(site.definition, site.node, variables);
      // Representations are any JSON at all, as deep as they like; of them an id is read, and nothing stored.
      return isPush(site) || site.definition.name === '_entities' || holdsStorableText(values);
    });
  } catch (error) {
    if (error instanceof GraphQLError) return false;
    throw error;
  }
};
