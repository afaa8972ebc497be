import type { Agreement } from '../domain/agreement.ts';
import type { AgreementAct } from '../domain/agreement-event.ts';
import { type AgencyCaller, selfHashOf, type TokenReference } from '../domain/caller.ts';
import {
  findAgreements,
  insertAgreementEvents,
  insertAgreements,
  lockPolicy,
  raisePolicyNumber,
  type StoredAgreement,
} from '../store/agreement-store.ts';
import type { Database, Transaction } from '../store/database.ts';
import { type Reach, writeReach } from '../store/reach-store.ts';
import { approvedAgreements } from './agreement-history.ts';
import type { PolicySnapshot } from './policy-snapshot.ts';

/** What is done to one version. */
export interface Act {
  readonly event: AgreementAct;
  /** With PROPOSED it is what is proposed; otherwise its id and version count. */
  readonly agreement: Agreement;
  readonly endsOn?: string;
  readonly reason?: string | null;
}

/** An act as the log tells it: by whom, on what, and which policy held afterwards. */
export interface LoggedAct {
  readonly at: string;
  readonly agency: string;
  readonly actor: string;
  readonly token: TokenReference | null;
  readonly act: AgreementAct;
  readonly agreement: { readonly id: string; readonly version: number };
  readonly policyVersion: string;
}

/** The policy while nobody else can change it. */
export interface HeldPolicy {
  readonly stored: readonly StoredAgreement[];
  /** The approved ones, each with the days on which it holds. */
  readonly agreements: readonly Agreement[];
  /** Enters acts and tells what is stored afterwards. */
  readonly enter: (acts: readonly Act[]) => Promise<readonly StoredAgreement[]>;
}

export interface PolicyChangesInput {
  readonly database: Database;
  readonly snapshot: Pick<PolicySnapshot, 'changed'>;
  readonly versionOf: (agreements: readonly Agreement[]) => string;
  readonly reachOf: (agreements: readonly Agreement[]) => readonly Reach[];
  /** Writes the log inside the transaction: no change without its line, and no line without its change. */
  readonly log: (transaction: Transaction, acts: readonly LoggedAct[]) => Promise<void>;
  readonly clock: () => Date;
}

/** Who changes the policy: an officer of an agency, or the operator in the name of one that leaves, without a token. */
export type PolicyActor = Pick<AgencyCaller, 'agency' | 'actor' | 'self'> & {
  readonly token: TokenReference | null;
};

/** Runs one act over the policy. */
export type ChangePolicy = <Result>(
  officer: PolicyActor,
  work: (held: HeldPolicy) => Promise<Result>,
) => Promise<Result>;

const takesEffect = ({ event }: Act): boolean => event === 'APPROVED' || event === 'ENDED';

const enterActs = async (
  input: PolicyChangesInput,
  transaction: Transaction,
  officer: PolicyActor,
  acts: readonly Act[],
): Promise<readonly StoredAgreement[]> => {
  const at = input.clock();
  await insertAgreements(
    transaction,
    acts.filter(({ event }) => event === 'PROPOSED').map(({ agreement }) => agreement),
  );
  await insertAgreementEvents(
    transaction,
    acts.map(({ event, agreement, endsOn, reason }) => ({
      agreementId: agreement.id,
      version: agreement.version,
      event,
      agency: officer.agency,
      actor: officer.actor,
      person: selfHashOf(officer),
      at,
      endsOn: endsOn ?? null,
      reason: reason ?? null,
    })),
  );
  const stored = await findAgreements(transaction);
  const agreements = approvedAgreements(stored);
  if (acts.some(takesEffect)) {
    await raisePolicyNumber(transaction);
    await writeReach(transaction, input.reachOf(agreements));
  }
  const policyVersion = input.versionOf(agreements);
  await input.log(
    transaction,
    acts.map(({ event, agreement }) => ({
      at: at.toISOString(),
      agency: officer.agency,
      actor: officer.actor,
      token: officer.token,
      act: event,
      agreement: { id: agreement.id, version: agreement.version },
      policyVersion,
    })),
  );
  return stored;
};

/**
 * The one way in which the policy changes: one change at a time, in one transaction with the second net and the log, and
 * known to this process before its caller is answered.
 */
export const createPolicyChanges =
  (input: PolicyChangesInput): ChangePolicy =>
  async (officer, work) => {
    let changed = false;
    const result = await input.database.transaction(async (transaction) => {
      await lockPolicy(transaction);
      const stored = await findAgreements(transaction);
      return await work({
        stored,
        agreements: approvedAgreements(stored),
        enter: async (acts) => {
          changed = acts.some(takesEffect);
          return await enterActs(input, transaction, officer, acts);
        },
      });
    });
    if (changed) await input.snapshot.changed();
    return result;
  };
