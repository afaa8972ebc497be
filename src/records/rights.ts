import type { Agency, Source } from '../domain/agency.ts';
import type { Agreement } from '../domain/agreement.ts';
import { type AgencyCaller, selfHashOf } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import type { Citation } from '../domain/legal-basis.ts';
import { addDays } from '../domain/local-date.ts';
import { type RightsOutcome, type RightsState, rightsStateOf, rightTerms } from '../domain/rights-request.ts';
import { compareNames } from '../identity/compare-names.ts';
import type { Catalogue } from '../policy/catalogue.ts';
import type { RemainingAccess } from '../policy/remaining-access.ts';
import type { Database } from '../store/database.ts';
import {
  findCertainNames,
  findNamedRecord,
  findReferencedLines,
  type NamedRecord,
  type Names,
} from '../store/named-record-store.ts';
import { findOverdueRequests, type OverdueRequest } from '../store/overdue-store.ts';
import { lockIntake } from '../store/record-store.ts';
import {
  findOwnRequests,
  findRequestTo,
  findStandingRequests,
  findWaitingRequests,
  insertRightsDecision,
  insertRightsRequest,
  isAboutLink,
  type RightsRequestRow,
  type WaitingRequest,
} from '../store/rights-store.ts';
import { checkedReference, checkTarget, type RightsInput, refuse } from './checked-right.ts';
import { checkedText } from './checked-text.ts';
import { lawfulReadings } from './lawful-readings.ts';
import { mendLink } from './mend-link.ts';

/** What the person holds in hand: the same form, whatever was asked. */
export interface RightsReceipt {
  readonly id: string;
  readonly at: Date;
  /** Local date: the last day on which it is decided in time. */
  readonly dueOn: string;
}

/** A request with where it stands at the moment of asking. */
export interface OwnRequest extends RightsRequestRow {
  readonly state: RightsState;
}

/** A request as the controller's staff need it: with the law by which others read what it is about. */
export interface StaffRequest extends WaitingRequest {
  readonly state: RightsState;
  readonly readings: readonly RemainingAccess[];
}

/** Rights of persons from their asking to their decision (R22). Persons are the hub's own ids. */
export interface Rights {
  /** @throws HubError BAD_USER_INPUT, RATE_LIMITED */
  readonly ask: (person: string, input: RightsInput) => Promise<RightsReceipt>;
  /** The newest first. */
  readonly own: (person: string) => Promise<readonly OwnRequest[]>;
  /** What the caller's agency has to decide, less those of whom the caller is too near to (R15). */
  readonly waiting: (caller: AgencyCaller, overdue: boolean) => Promise<readonly StaffRequest[]>;
  /** What the caller's agency granted that still closes something, less the same. */
  readonly standing: (caller: AgencyCaller) => Promise<readonly StaffRequest[]>;
  /** @throws HubError BAD_USER_INPUT */
  readonly decide: (
    caller: AgencyCaller,
    id: string,
    decision: { readonly outcome: RightsOutcome; readonly reason: string },
  ) => Promise<void>;
  /** What the agency has not decided in time. */
  readonly overdue: (agency: string) => Promise<readonly OverdueRequest[]>;
}

export interface RightsServiceInput {
  readonly database: Database;
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly catalogue: Catalogue;
  readonly sources: readonly Source[];
  /** Agreements in force today. */
  readonly inForce: () => readonly Agreement[];
  /** Local date. */
  readonly today: () => string;
  readonly clock: () => Date;
  readonly createId: () => string;
  /** Under which lines are known again (`lineSignature`). */
  readonly hashingKey: Uint8Array;
}

/** Of one person in a day: a request is somebody's work. */
const mostInADay = 50;
const dayMilliseconds = 86_400_000;
const mostListed = 200;

const isSameName = (one: Names, other: Names): boolean =>
  [compareNames(one.given, other.given), compareNames(one.family, other.family)].every((each) =>
    ['SAME', 'SLIP', 'PART'].includes(each),
  );

/** What keeps something from being granted in full is cited to the person: the law, where there is one (GDPR art. 17(3)(b)). */
const citationsOf = (
  { requested }: RightsRequestRow,
  outcome: RightsOutcome,
  readings: readonly RemainingAccess[],
): readonly Citation[] => {
  if (outcome === 'GRANTED' || (requested !== 'ERASURE' && requested !== 'OBJECTION')) return [];
  const cited = readings.flatMap(({ step, agreement }) => [
    ...(step === 'DUTY' && agreement.basis.citation ? [agreement.basis.citation] : []),
    ...(requested === 'OBJECTION' && agreement.overridesObjection ? [agreement.overridesObjection] : []),
  ]);
  return [...new Map(cited.map((each) => [JSON.stringify(each), each])).values()];
};

/**
 * The one thing that the law makes impossible: an objection is against a public task (GDPR art. 21(1)). Where all that others
 * read rests on duties, or on law that no objection pauses, granting it would tell the person of an end that there is not.
 */
const isImpossible = (
  { requested }: RightsRequestRow,
  outcome: RightsOutcome,
  readings: readonly RemainingAccess[],
): boolean =>
  requested === 'OBJECTION' &&
  outcome !== 'REFUSED' &&
  readings.length > 0 &&
  readings.every(({ step, agreement }) => step === 'DUTY' || agreement.overridesObjection !== null);

export const createRights = (input: RightsServiceInput): Rights => {
  const { database, agencies, catalogue } = input;
  const readings = () => lawfulReadings({ ...input, agreements: input.inForce(), today: input.today() });

  const targetOf = async (person: string, asked: RightsInput): Promise<NamedRecord | null> => {
    if (asked.record === null) return null;
    const record =
      (await findNamedRecord(database, person, asked.record)) ?? refuse('No such record of yours.');
    const kind = catalogue.kinds.get(record.kind);
    if (asked.field !== null && !kind?.fields.some(({ coordinate }) => coordinate === asked.field))
      refuse('This record has no such field.');
    return record;
  };

  /**
   * What a number means: the person's own line, or one that is somebody else's only probably and calls them as their own lines
   * do. Of nothing else does anything rest at once: who knows the number of somebody's contract must not close it to those who
   * help them. The controller decides all the same, and the answer does not tell which it was (R20).
   */
  const referencedOf = async (
    person: string,
    controller: string,
    reference: string,
  ): Promise<NamedRecord | null> => {
    const lines = await findReferencedLines(database, { person, controller, reference });
    const called = await findCertainNames(database, person);
    const found =
      lines.find(({ own }) => own) ??
      lines.find(({ certain, names }) => !certain && called.some((each) => isSameName(each, names)));
    if (!found) return null;
    const { own: _own, certain: _certain, names: _names, ...record } = found;
    return record;
  };

  const stateOf = ({ due_on: dueOn, decision, lifting }: RightsRequestRow): RightsState =>
    rightsStateOf(
      { dueOn, decided: decision !== null, liftedFrom: lifting?.effectiveAt ?? null },
      input.today(),
      input.clock(),
    );
  const listed = async (
    caller: AgencyCaller,
    what: 'WAITING' | 'STANDING',
    dueBefore: string | null,
  ): Promise<readonly StaffRequest[]> => {
    const asked = { controller: caller.agency, self: selfHashOf(caller), limit: mostListed };
    const rows =
      what === 'WAITING'
        ? await findWaitingRequests(database, { ...asked, dueBefore })
        : await findStandingRequests(database, asked);
    const readingsOf = readings();
    return rows.map((each) => ({ ...each, state: stateOf(each), readings: readingsOf(each) }));
  };

  return {
    ask: async (person, asked) => {
      checkTarget(asked);
      const statement = asked.statement === null ? null : checkedText(asked.statement, 'The statement');
      if (asked.controller !== null && !agencies.has(asked.controller)) refuse('This agency is not known.');
      const reference = asked.reference === null ? null : checkedReference(asked.reference);
      const record =
        reference === null
          ? await targetOf(person, asked)
          : await referencedOf(person, asked.controller ?? '', reference);
      const controller = record?.controller ?? asked.controller ?? '';
      if (asked.recipient !== null && (!agencies.has(asked.recipient) || asked.recipient === controller))
        refuse('This reader is not known.');
      const at = input.clock();
      const askedOn = input.today();
      const receipt = {
        id: input.createId(),
        at,
        dueOn: addDays(askedOn, rightTerms[asked.requested].days),
      };
      const stored = await insertRightsRequest(
        database,
        {
          ...{ id: receipt.id, personId: person, requested: asked.requested, controller, record },
          ...{ field: asked.field, recipient: asked.recipient, reference, statement },
          mine: asked.mine,
          ...{ askedAt: at, askedOn, dueOn: receipt.dueOn },
        },
        { since: new Date(at.getTime() - dayMilliseconds), most: mostInADay },
      );
      if (!stored) throw new HubError('RATE_LIMITED', { retryAfterSeconds: dayMilliseconds / 1000 });
      return receipt;
    },
    own: async (person) =>
      (await findOwnRequests(database, person)).map((each) => ({ ...each, state: stateOf(each) })),
    waiting: async (caller, overdue) => await listed(caller, 'WAITING', overdue ? input.today() : null),
    standing: async (caller) => await listed(caller, 'STANDING', null),
    decide: async (caller, id, { outcome, reason }) => {
      const said = checkedText(reason, 'The reason');
      await database.transaction(async (transaction) => {
        // Intake's lock before the request's: a steward who joins takes them in this order.
        if (await isAboutLink(transaction, id)) await lockIntake(transaction);
        const request =
          (await findRequestTo(transaction, { id, controller: caller.agency, self: selfHashOf(caller) })) ??
          refuse('No such request.');
        if (request.decision) refuse('This request is decided.');
        if (request.lifting) refuse('The person has taken this request back.');
        const read = readings()(request);
        if (isImpossible(request, outcome, read)) {
          refuse(
            'What is read here rests on law that no objection pauses: refuse it, and the answer cites the articles.',
          );
        }
        await insertRightsDecision(transaction, {
          requestId: id,
          outcome,
          reason: said,
          citations: citationsOf(request, outcome, read),
          agency: caller.agency,
          actor: caller.actor,
          at: input.clock(),
        });
        if (request.requested === 'LINK' && outcome === 'GRANTED') {
          const author = { agency: caller.agency, actor: caller.actor, reason: said, requestId: id };
          const { createId, hashingKey } = input;
          await mendLink(transaction, author, { createId, hashingKey, now: input.clock() });
        }
      });
    },
    overdue: async (agency) =>
      await findOverdueRequests(database, { controller: agency, today: input.today(), limit: mostListed }),
  };
};
