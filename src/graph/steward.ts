import type { AgencyCaller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import type { ReadField } from '../records/open-statement.ts';
import type { StewardQuestion } from '../records/page-of-reviews.ts';
import { projectionOf } from './preferred.ts';
import { provenanceOf } from './record-resolvers.ts';
import { agencyOf, type RequestContext } from './request-context.ts';
import type { Provenance } from './types/provenance.type.ts';

/** The most lines of one page: each is compared with everybody near it. */
const mostPerPage = 50;

/** A data steward sees to it that an agency's lines are of the right person: decided from the token alone. */
export const isSteward = (context: RequestContext): boolean => {
  const { named, roles }: AgencyCaller = agencyOf(context);
  return named && roles.includes('steward');
};

/** @throws HubError FORBIDDEN for anybody but a named data steward. */
export const stewardOf = (context: RequestContext): AgencyCaller => {
  if (!isSteward(context)) throw new HubError('FORBIDDEN', { internal: 'not a named data steward' });
  return agencyOf(context);
};

/** Reads and writes the cursors of one of a steward's queues. */
export interface StewardPage {
  readonly question: StewardQuestion;
  readonly cursorOf: (id: string) => string;
}

/**
 * What a data steward asks of a queue.
 *
 * @throws HubError FORBIDDEN for anybody else, BAD_USER_INPUT for a page of another size and another's cursor.
 */
export const stewardPage = (
  context: RequestContext,
  queue: string,
  { first, after }: { readonly first: number; readonly after: string | null },
): StewardPage => {
  const caller = stewardOf(context);
  if (first < 1 || first > mostPerPage)
    throw new HubError('BAD_USER_INPUT', { publicMessage: `A page holds 1 to ${mostPerPage} lines.` });
  const scope = JSON.stringify([queue, caller.actor, caller.purpose]);
  const position = after ? context.ids.decodeCursor(after, scope) : null;
  if (after && position === null)
    throw new HubError('BAD_USER_INPUT', { publicMessage: 'The cursor is not one of this caller and list.' });
  return {
    question: { controller: caller.agency, first, after: position },
    cursorOf: (id) => context.ids.encodeCursor(id, scope),
  };
};

/** That two lines are alike tells of what both say: each field that was compared stands in the log as given. */
export const compared = (context: RequestContext, read: readonly ReadField[]): Provenance => {
  const projection = projectionOf(context);
  for (const { record, field, coordinate } of read) projection.discloseEdge(record, field, coordinate);
  const [first] = read;
  if (!first) throw new Error('a line was compared of which nothing is read');
  return provenanceOf(first.record, context);
};
