import type { PersonCaller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import type { ActsFor } from '../records/consent-input.ts';
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

/**
 * Whose file the caller can open: their own, or that of a child for whom an authority's record lets them decide today (R9). Null, the
 * same for a child that has come of age, another's and nobody.
 *
 * @param ward the id under which the caller was shown the child; null for themselves.
 */
export const fileOf = async (context: RequestContext, ward: string | null): Promise<ActsFor | null> => {
  const self = await selfOf(context);
  if (ward === null) return { person: self, guardian: null };
  const named = context.ids.decode('PERSON', ward);
  const held = await context.services.guardianships.wardsOf(self);
  return named !== null && held.some(({ person }) => person === named)
    ? { person: named, guardian: self }
    : null;
};

/** For whom the caller acts, by the same rule. @throws HubError FORBIDDEN where it is nobody. */
export const actsForOf = async (context: RequestContext, ward: string | null): Promise<ActsFor> => {
  const acts = await fileOf(context, ward);
  if (acts === null) throw new HubError('FORBIDDEN', { internal: 'no guardianship of this child' });
  return acts;
};
