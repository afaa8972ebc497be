import type { EntityView } from '../records/projection.ts';
import { lookUp } from './look-up.ts';
import { projectionOf } from './preferred.ts';
import type { RequestContext } from './request-context.ts';

/** What a part that extends an entity shows of one that is nothing to its caller here: nothing, and no more than that. */
const nothingOf = (entity: EntityView['entity'], id: string): EntityView => ({
  entity,
  id,
  records: [],
  person: null,
  known: false,
  sealed: [],
  knownBy: new Set(),
  personOf: new Map(),
});

/**
 * An entity that another part has named, in a part that extends it; null where the text is no id of this caller's.
 *
 * Where the whole operation was judged before, the core has found it and says so in the log, as it does of one that is not there
 * (R16). Whoever asks this part alone is told no more, and leaves the same lines as in the whole hub.
 */
export const extendedView = async (
  context: RequestContext,
  entity: 'PERSON' | 'HOUSEHOLD',
  text: string,
): Promise<EntityView | null> => {
  const id = context.ids.decode(entity, text);
  if (id === null) {
    if (!context.isJudged) await lookUp(context, entity, text);
    return null;
  }
  const projection = projectionOf(context);
  const view = await (context.isJudged ? projection.view(entity, id) : lookUp(context, entity, text));
  if (view && !context.isJudged)
    projection.discloseFound(view, entity === 'PERSON' ? 'Person.id' : 'Household.id');
  return view ?? nothingOf(entity, id);
};
