import { entityMark } from '../identity/sought-mark.ts';
import type { EntityView } from '../records/projection.ts';
import type { EntityKey } from '../store/graph-rows.ts';
import { projectionOf } from './preferred.ts';
import type { RequestContext } from './request-context.ts';

/**
 * The entity that a caller names by its own id, or null where it is absent or not visible. Every look-up by id goes through
 * here, because one that finds nothing leaves a line in the log (R16), whoever was meant and whether or not they exist.
 */
export const lookUp = async (
  context: RequestContext,
  entity: EntityKey['entity'],
  text: string,
): Promise<EntityView | null> => {
  const projection = projectionOf(context);
  const id = context.ids.decode(entity, text);
  const view = id === null ? null : await projection.view(entity, id);
  if (!view) {
    context.lookups.miss({
      marks: id === null ? [] : [entityMark(entity, id)],
      conflicted: id !== null && projection.isConflicted(entity, id),
    });
  }
  return view;
};
