import type { GraphQLSchema } from 'graphql';
import { HubError } from '../domain/hub-error.ts';
import { foundPerson, householdNode } from './edges.ts';
import { extendedView } from './extended-view.ts';
import { lookUp } from './look-up.ts';
import { projectionOf } from './preferred.ts';
import type { RequestContext } from './request-context.ts';
import { Dwelling } from './types/dwelling.type.ts';
import { Household } from './types/household.type.ts';
import { Person } from './types/person.type.ts';

/** What a router sends to name an entity. */
interface Reference {
  readonly id?: unknown;
}

const textOf = (id: unknown): string => (typeof id === 'string' ? id : '');

/** Entities in the whole graph, and in the part that has the hub's own vocabulary. */
export const references = {
  Household: {
    __resolveReference: async (reference: Reference, context: RequestContext) => {
      const view = await lookUp(context, 'HOUSEHOLD', textOf(reference.id));
      return view ? householdNode(context, view) : null;
    },
  },
  Person: {
    __resolveReference: async (reference: Reference, context: RequestContext) => {
      const view = await lookUp(context, 'PERSON', textOf(reference.id));
      return view ? foundPerson(context, view) : null;
    },
  },
  Dwelling: {
    __resolveReference: async (reference: Reference, context: RequestContext) => {
      const view = await lookUp(context, 'DWELLING', textOf(reference.id));
      if (!view) return null;
      projectionOf(context).discloseFound(view, 'Dwelling.id');
      return new Dwelling(view.id, async () => view);
    },
  },
};

/**
 * Entities in a part that extends them. Whether an entity is there, the core says: here one of which nothing is visible has empty
 * lists, as it has in the whole graph where some other register shows it.
 */
export const extensionReferences = {
  Household: {
    __resolveReference: async (reference: Reference, context: RequestContext) => {
      const view = await extendedView(context, 'HOUSEHOLD', textOf(reference.id));
      return view && new Household(view);
    },
  },
  Person: {
    __resolveReference: async (reference: Reference, context: RequestContext) => {
      const view = await extendedView(context, 'PERSON', textOf(reference.id));
      return view && new Person(view.id, async () => view);
    },
  },
};

const namesEntity = (representation: unknown): boolean => {
  const name = (representation as { __typename?: unknown } | null)?.__typename;
  return typeof name === 'string' && Object.hasOwn(references, name);
};

/** Federation's own resolver answers a representation of nothing with a plain error: a fault of the hub, to the hub. */
export const guardEntities = (schema: GraphQLSchema): void => {
  const field = schema.getQueryType()?.getFields()['_entities'];
  const resolve = field?.resolve;
  if (!field || !resolve) throw new Error('the graph has no entities');
  field.resolve = (root, values: { representations: readonly unknown[] }, context, info) => {
    if (!values.representations.every(namesEntity)) {
      throw new HubError('BAD_USER_INPUT', {
        publicMessage: 'A representation names an entity of the graph by __typename and id.',
      });
    }
    return resolve(root, values, context, info);
  };
};
