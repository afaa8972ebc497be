import type { PersonCaller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import type { RequestContext } from './request-context.ts';

/** The caller who acts for themselves. @throws HubError FORBIDDEN for an agency's token. */
export const personOf = ({ caller }: RequestContext): PersonCaller => {
  if (caller.kind !== 'PERSON') throw new HubError('FORBIDDEN');
  return caller;
};

/**
 * The person whom a person's own token names, over a certain link (R20).
 *
 * @throws HubError FORBIDDEN where none is linked so, or the token is an agency's.
 */
export const selfOf = async (context: RequestContext): Promise<string> => {
  const person = await context.services.search.self(personOf(context));
  if (!person)
    throw new HubError('FORBIDDEN', { internal: 'no person is linked to this token with certainty' });
  return person;
};
