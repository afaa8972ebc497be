import type { JsonValue } from '../domain/json-value.ts';
import { inputsOf } from '../policy/catalogue.ts';
import type { EntityView, Projection } from '../records/projection.ts';
import type { RequestContext } from './request-context.ts';

/** The projection of a request that reads. A person's own token has none: it reads nothing through agencies' rules. */
export const projectionOf = (context: RequestContext): Projection => {
  if (!context.reading) throw new Error('a caller without a projection reached a governed field');
  return context.reading.projection;
};

/**
 * The preferred permitted statement of one of the hub's own fields.
 *
 * @throws HubError CONSENT_REQUIRED where nothing is open and R6 lets the caller know why.
 */
export const preferred = (
  context: RequestContext,
  view: EntityView | null,
  coordinate: string,
): JsonValue => {
  if (!view) return null;
  const projection = projectionOf(context);
  const value = projection.preferred(view, coordinate);
  if (value === null) projection.refuseForConsent(view, inputsOf(context.catalogue, coordinate));
  return value;
};
