import type { AgencyCaller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import type { EntityView } from '../records/projection.ts';
import { lookUp } from './look-up.ts';
import { agencyOf, type RequestContext } from './request-context.ts';

/** Staff act by a named person, never by the agency's software (R8, R10): decided from the token, before anything is read. */
export const staffOf = (context: RequestContext): AgencyCaller => {
  const caller = agencyOf(context);
  if (!caller.named) throw new HubError('FORBIDDEN', { internal: 'not a named person' });
  return caller;
};

/** A person the calling agency can see: an id that shows nothing to it names nobody. */
export const visiblePerson = async (context: RequestContext, id: string): Promise<EntityView> => {
  const view = await lookUp(context, 'PERSON', id);
  if (!view) throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such person.' });
  return view;
};
