import type { AgencyCaller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import type { RequestContext } from './request-context.ts';
import { staffOf } from './staff.ts';

const assisting = 'dpv:RightsFulfilment';

/**
 * A named person of an agency who helps people with their own rights (R13): under no other purpose, whatever is registered.
 *
 * @throws HubError FORBIDDEN
 */
export const assistantOf = (context: RequestContext): AgencyCaller => {
  const caller = staffOf(context);
  if (caller.purpose !== assisting)
    throw new HubError('FORBIDDEN', { internal: 'an assisted session under another purpose' });
  return caller;
};

/** The session's own id under which the caller was given it. @throws HubError BAD_USER_INPUT */
export const sessionOf = (context: RequestContext, text: string): string => {
  const session = context.ids.decode('SESSION', text);
  if (!session) throw new HubError('BAD_USER_INPUT', { publicMessage: 'No such session.' });
  return session;
};
