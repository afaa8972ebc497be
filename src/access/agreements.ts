import type { Agreement } from '../domain/agreement.ts';
import type { AgreementEvent } from '../domain/agreement-event.ts';
import type { AgencyCaller, Caller } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import { replacedBy, succeedsOn } from '../policy/agreement-succession.ts';
import type { AccessChange } from '../policy/policy-diff.ts';
import { endingWidens, widens } from '../policy/widens.ts';
import { findAgreements, type StoredAgreement } from '../store/agreement-store.ts';
import type { Database } from '../store/database.ts';
import { type AgreementChangesInput, createAgreementChanges } from './agreement-changes.ts';
import { type AgreementState, approvedAgreements, endOf, stateOf } from './agreement-history.ts';
import { checkSecondPerson, isParty, officerOf, readerOf } from './agreement-officers.ts';
import {
  type AgreementForm,
  checkProposal,
  nextVersion,
  type ProposalContext,
  readProposal,
} from './agreement-proposal.ts';
import type { Act, ChangePolicy, HeldPolicy } from './policy-changes.ts';

/** A version of an agreement as its parties see it. */
export interface AgreementRecord {
  readonly agreement: Agreement;
  readonly state: AgreementState;
  /** The first day on which it does not hold any more; null for none. */
  readonly endsOn: string | null;
  readonly events: readonly AgreementEvent[];
  /** What approving it would change today; null where it does not wait. Told when it is asked for: it is compared then. */
  readonly changes: () => readonly AccessChange[] | null;
}

/** What an act led to. */
export interface AgreementDecision {
  readonly record: AgreementRecord;
  /** Whether the policy is another now, if only from the version's first day on. */
  readonly takesEffect: boolean;
  /** The agency whose second officer must approve, or null. */
  readonly waitsFor: string | null;
  /** What the recipient reads otherwise of the controller's data once it holds. */
  readonly changes: readonly AccessChange[];
}

/** Agreements from their proposal to their end, for named officers of the two agencies. */
export interface Agreements {
  readonly list: (caller: Caller, state: AgreementState | null) => Promise<readonly AgreementRecord[]>;
  /** Null where there is none, and where it is other agencies': the two look the same. */
  readonly find: (caller: Caller, id: string, version: number) => Promise<AgreementRecord | null>;
  readonly propose: (caller: Caller, form: AgreementForm) => Promise<AgreementDecision>;
  readonly approve: (caller: Caller, id: string, version: number) => Promise<AgreementDecision>;
  readonly refuse: (
    caller: Caller,
    id: string,
    version: number,
    reason: string,
  ) => Promise<AgreementDecision>;
  /** @param on the first day without it; null for today. */
  readonly end: (caller: Caller, id: string, on: string | null, reason: string) => Promise<AgreementDecision>;
}

export interface AgreementsInput
  extends ProposalContext,
    Pick<AgreementChangesInput, 'sources' | 'catalogue'> {
  readonly database: Pick<Database, 'query'>;
  readonly change: ChangePolicy;
}

const refuseInput = (publicMessage: string): never => {
  throw new HubError('BAD_USER_INPUT', { publicMessage });
};

const checkReason = (reason: string): void => {
  if (reason.trim() === '' || reason.length > 500) refuseInput('A reason of 1 to 500 characters is missing.');
};

const versionOf = (
  stored: readonly StoredAgreement[],
  { id, version }: Pick<Agreement, 'id' | 'version'>,
): StoredAgreement | undefined =>
  stored.find(({ content }) => content.id === id && content.version === version);

/** Makes the service. What an act leads to is decided while nobody else can change the policy. */
export const createAgreements = (input: AgreementsInput): Agreements => {
  const changes = createAgreementChanges(input);

  /** One version as its parties see it, beside everything else that is stored. */
  const recordIn =
    (all: readonly StoredAgreement[]) =>
    (stored: StoredAgreement): AgreementRecord => {
      const state = stateOf(stored, input.today());
      return {
        agreement: stored.content,
        state,
        endsOn: endOf(stored),
        events: stored.events,
        changes: () =>
          state === 'PROPOSED' ? changes.byVersion(approvedAgreements(all), stored.content) : null,
      };
    };

  const decide = async (
    held: HeldPolicy,
    acts: readonly Act[],
    decided: Pick<Agreement, 'id' | 'version' | 'controller'>,
    changed: readonly AccessChange[],
  ): Promise<AgreementDecision> => {
    const stored = await held.enter(acts);
    const entered = versionOf(stored, decided);
    if (!entered) throw new Error('a version that was entered is not stored');
    const record = recordIn(stored)(entered);
    return {
      record,
      takesEffect: acts.some(({ event }) => event === 'APPROVED' || event === 'ENDED'),
      waitsFor: record.state === 'PROPOSED' ? decided.controller : null,
      changes: changed,
    };
  };

  /** A version is approved, what it replaces ends, and earlier proposals are overtaken by it. */
  const approval = (held: HeldPolicy, next: Agreement): Act[] => [
    { event: 'APPROVED', agreement: next },
    ...replacedBy(held.agreements, next, input.today()).map(
      (agreement): Act => ({ event: 'ENDED', agreement, endsOn: succeedsOn(next, input.today()) }),
    ),
    ...held.stored
      .filter(({ content }) => content.id === next.id && content.version < next.version)
      .filter((each) => stateOf(each, input.today()) === 'PROPOSED')
      .map(
        ({ content }): Act => ({
          event: 'REFUSED',
          agreement: content,
          reason: 'A later version was approved.',
        }),
      ),
  ];

  const proposeNext = async (
    held: HeldPolicy,
    next: Agreement,
    reason: string | null,
  ): Promise<AgreementDecision> => {
    const waits = widens(next, replacedBy(held.agreements, next, input.today()), input.categoryOf);
    const acts: Act[] = [
      { event: 'PROPOSED', agreement: next, reason },
      ...(waits ? [] : approval(held, next)),
    ];
    return await decide(held, acts, next, changes.byVersion(held.agreements, next));
  };

  /** A proposal that waits, of the officer's own agency. */
  const waiting = (officer: AgencyCaller, held: HeldPolicy, id: string, version: number): StoredAgreement => {
    const stored = versionOf(held.stored, { id, version });
    if (!stored || !isParty(officer, stored.content)) return refuseInput('There is no such proposal.');
    if (stateOf(stored, input.today()) !== 'PROPOSED')
      return refuseInput('This version does not wait for approval.');
    return stored;
  };

  return {
    list: async (caller, state) => {
      const reader = readerOf(caller);
      const stored = await findAgreements(input.database);
      const records = stored.filter(({ content }) => isParty(reader, content)).map(recordIn(stored));
      return records.filter((record) => state === null || record.state === state);
    },
    find: async (caller, id, version) => {
      const reader = readerOf(caller);
      const all = await findAgreements(input.database);
      const stored = versionOf(all, { id, version });
      return stored && isParty(reader, stored.content) ? recordIn(all)(stored) : null;
    },
    propose: async (caller, form) => {
      const officer = officerOf(caller);
      return await input.change(
        officer,
        async (held) => await proposeNext(held, readProposal(officer, form, held.stored, input), null),
      );
    },
    approve: async (caller, id, version) => {
      const officer = officerOf(caller);
      return await input.change(officer, async (held) => {
        const stored = waiting(officer, held, id, version);
        checkSecondPerson(officer, stored);
        // The contracts and the registry may be others than when it was proposed.
        checkProposal(stored.content, input);
        const next = stored.content;
        return await decide(held, approval(held, next), next, changes.byVersion(held.agreements, next));
      });
    },
    refuse: async (caller, id, version, reason) => {
      const officer = officerOf(caller);
      checkReason(reason);
      return await input.change(officer, async (held) => {
        const { content } = waiting(officer, held, id, version);
        return await decide(held, [{ event: 'REFUSED', agreement: content, reason }], content, []);
      });
    },
    end: async (caller, id, on, reason) => {
      const officer = officerOf(caller);
      const day = on ?? input.today();
      if (day < input.today()) refuseInput('An agreement ends today or later.');
      checkReason(reason);
      return await input.change(officer, async (held) => {
        const ended = held.agreements.filter(
          (each) =>
            each.id === id && isParty(officer, each) && (each.validUntil === null || each.validUntil > day),
        );
        const last = ended.at(-1);
        if (!last) return refuseInput('There is no such agreement that would still hold on that day.');
        // What it forbids, others may give: then its end is a version that ends, and waits like any other widening.
        if (endingWidens(ended)) {
          const running = ended.find((each) => each.validFrom < day);
          if (!running)
            return refuseInput('Its prohibitions can end only after the day on which they begin.');
          const next = { ...running, version: nextVersion(held.stored, id), validUntil: day };
          return await proposeNext(held, next, reason);
        }
        return await decide(
          held,
          ended.map((agreement): Act => ({ event: 'ENDED', agreement, endsOn: day, reason })),
          last,
          changes.byEnd(held.agreements, ended, day),
        );
      });
    },
  };
};
