import type { Transaction } from './database.ts';

/** That what rested by a right is opened again. */
export interface NewLifting {
  readonly requestId: string;
  readonly announcedAt: Date;
  readonly effectiveAt: Date;
  /** Null where the person does it themselves. */
  readonly agency: string | null;
  readonly actor: string;
  readonly reason: string | null;
  /** How the controller tells the person beforehand (GDPR art. 18(3)). */
  readonly notice: string | null;
}

/** A person opens what rests by their own request, at once; also what the controller has announced for later. */
export const takeBack = async (
  transaction: Transaction,
  lifting: Pick<NewLifting, 'requestId' | 'actor'> & { readonly at: Date },
): Promise<void> => {
  await transaction.query(
    `insert into rights_lifting (request_id, announced_at, effective_at, agency, actor) values (?::uuid, ?, ?, null, ?)
      on conflict (request_id) do update set announced_at = excluded.announced_at, effective_at = excluded.effective_at,
        agency = null, actor = excluded.actor, reason = null, notice = null`,
    [lifting.requestId, lifting.at, lifting.at, lifting.actor],
  );
};

/** The controller announces when it opens again. */
export const announceLifting = async (transaction: Transaction, lifting: NewLifting): Promise<void> => {
  const { requestId, announcedAt, effectiveAt, agency, actor, reason, notice } = lifting;
  await transaction.query(
    `insert into rights_lifting (request_id, announced_at, effective_at, agency, actor, reason, notice)
      values (?::uuid, ?, ?, ?, ?, ?, ?)`,
    [requestId, announcedAt, effectiveAt, agency, actor, reason, notice],
  );
};
