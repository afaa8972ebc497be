import { GraphQLLocalDate } from 'graphql-scalars';
import { Arg, Ctx, Directive, ID, Query, Resolver, Root, Subscription } from 'type-graphql';
import { HubError } from '../../domain/hub-error.ts';
import { type ChangeScope, changedRecord } from '../changed-record.ts';
import { endedConsentNode } from '../ended-consent-node.ts';
import { lookUp } from '../look-up.ts';
import { projectionOf } from '../preferred.ts';
import { agencyOf, type RequestContext } from '../request-context.ts';
import { staffOf } from '../staff.ts';
import type { StreamEvent } from '../stream-event.ts';
import { EndedConsent } from '../types/ended-consent.type.ts';
import { RecordChanged } from '../types/record-changed.type.ts';

/** INVARIANT: streams are the server's: it runs an operation anew for each event, and nobody subscribes to anything else. */
const neverSubscribed = (): never => {
  throw new HubError('BAD_REQUEST');
};

const scopeOf = (
  context: RequestContext,
  { household, person }: { readonly household: string | null; readonly person: string | null },
): ChangeScope => {
  if (household && person)
    throw new HubError('BAD_USER_INPUT', { publicMessage: 'One household or one person, not both.' });
  return {
    household: household ? (context.ids.decode('HOUSEHOLD', household) ?? '') : null,
    person: person ? (context.ids.decode('PERSON', person) ?? '') : null,
  };
};

/** Whether something of what a subscription is about is open to its reader. One of everything goes on as long as its token. */
const isThere = async (context: RequestContext, { household, person }: ChangeScope): Promise<boolean> => {
  const [entity, id] = person === null ? (['HOUSEHOLD', household] as const) : (['PERSON', person] as const);
  if (id === null) return true;
  const view = id === '' ? null : await projectionOf(context).view(entity, id);
  return view !== null && view.records.length > 0;
};

/** No day begins earlier, whatever the time zone: what is told a second time is known by its id. */
const beginning = (day: string): Date => new Date(Date.parse(day) - 14 * 3_600_000);

const startOf = async (
  context: RequestContext,
  { since, from }: { readonly since: string | null; readonly from: string | null },
): Promise<number> => {
  const { changes } = context.services;
  if (!since) return await changes.positionBefore(from ? beginning(from) : null);
  const id = context.ids.decode('EVENT', since);
  const change = id === null ? null : await changes.of(id);
  if (!change)
    throw new HubError('BAD_USER_INPUT', {
      publicMessage: 'No such event is kept. Read what you need anew, and begin without since.',
    });
  return change.position;
};

@Resolver()
export class EventResolver {
  @Subscription(() => RecordChanged, {
    nullable: true,
    subscribe: neverSubscribed,
    description:
      'What changes in records that the caller may read: of every household, or of one household or person; the stream of one ends where nothing of it may be read any longer.',
  })
  async recordChanged(
    @Root() event: StreamEvent,
    @Directive('@names(none: "an event of the caller\'s own, or nothing")')
    @Arg('since', () => ID, { nullable: true, description: 'The last event that was had: goes on after it.' })
    since: string | null,
    @Directive('@names(none: "a day from which events are told")')
    @Arg('from', () => GraphQLLocalDate, {
      nullable: true,
      description: 'Where none was had yet: a day of the last thirty. By default, from now on.',
    })
    from: string | null,
    @Directive('@names(field: "Household.id")')
    @Arg('household', () => ID, { nullable: true })
    household: string | null,
    @Directive('@names(field: "Person.id")')
    @Arg('person', () => ID, { nullable: true })
    person: string | null,
    @Ctx() context: RequestContext,
  ): Promise<RecordChanged | null> {
    agencyOf(context);
    const scope = scopeOf(context, { household, person });
    if (event.kind === 'CHANGE' && event.change)
      return await changedRecord(context, event.change, scope, event.isBell);
    if (event.kind === 'OPEN') {
      event.told.position = await startOf(context, { since, from });
      // Who asks for somebody and finds nobody leaves a line in the log (R16).
      if (household) await lookUp(context, 'HOUSEHOLD', household);
      if (person) await lookUp(context, 'PERSON', person);
    }
    event.told.isOver = !(await isThere(context, scope));
    return null;
  }

  @Subscription(() => EndedConsent, {
    nullable: true,
    subscribe: neverSubscribed,
    description:
      "Consents that end and under which the caller's agency had got something: first those that it has still to confirm, then each as it ends.",
  })
  async consentEnded(
    @Root() event: StreamEvent,
    @Ctx() context: RequestContext,
  ): Promise<EndedConsent | null> {
    const caller = staffOf(context);
    if (event.kind !== 'ENDED' || !event.ended) return null;
    const { id } = event.ended;
    const owed = (await context.services.endedConsents.owed(caller)).find((each) => each.id === id);
    return owed ? endedConsentNode(context, owed, event.isBell) : null;
  }

  @Query(() => RecordChanged, {
    nullable: true,
    description:
      'What an event that a webhook named is of, as the caller may know it now; null where it may not, or it is kept no longer.',
  })
  async recordChange(
    @Directive('@names(none: "an event of the caller\'s own agency")')
    @Arg('event', () => ID)
    event: string,
    @Ctx() context: RequestContext,
  ): Promise<RecordChanged | null> {
    agencyOf(context);
    const id = context.ids.decode('EVENT', event);
    const change = id === null ? null : await context.services.changes.of(id);
    const told = change && (await changedRecord(context, change, { household: null, person: null }, false));
    if (!told) context.lookups.miss({ marks: [], conflicted: false });
    return told;
  }
}
