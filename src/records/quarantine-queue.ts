import type { Adapter } from '../domain/adapter.ts';
import type { Source } from '../domain/agency.ts';
import { type AgencyCaller, selfHashOf } from '../domain/caller.ts';
import { HubError } from '../domain/hub-error.ts';
import { localDateOf } from '../domain/local-date.ts';
import type { Database, Transaction } from '../store/database.ts';
import {
  closeQuarantined,
  findQuarantined,
  lockQuarantined,
  type OpenQuarantined,
  type QuarantinedRow,
} from '../store/quarantine-store.ts';
import { lockIntake } from '../store/record-store.ts';
import type { Bearer } from './bearer.ts';
import type { Quarantine } from './quarantine.ts';
import { type ReceivedItem, translateItem } from './received-item.ts';
import type { ItemReceipt, Reception } from './reception.ts';

/** What waits of one register. */
export interface QuarantineQuestion {
  readonly source: string;
  readonly first: number;
  /** The id of the last one seen; null for the first page. */
  readonly after: string | null;
}

/** The queue of what intake could not take, for the agency whose register sent it. */
export interface QuarantineQueue {
  /** Null for anybody else's register, and for none. */
  readonly page: (
    caller: AgencyCaller,
    question: QuarantineQuestion,
  ) => Promise<{ readonly items: readonly QuarantinedRow[]; readonly hasNextPage: boolean } | null>;
  /** Tries an item once more, as it came. @throws HubError BAD_USER_INPUT where none waits, or nothing of it can be tried again. */
  readonly retry: (caller: AgencyCaller, id: string) => Promise<ItemReceipt>;
  /** Takes another in its place, in the register's own form. @throws HubError BAD_USER_INPUT where none waits. */
  readonly replace: (caller: AgencyCaller, id: string, item: unknown) => Promise<ItemReceipt>;
  /** Gives an item up. @throws HubError BAD_USER_INPUT where none waits. */
  readonly discard: (caller: AgencyCaller, id: string, because: string) => Promise<void>;
}

export interface QuarantineQueueInput {
  readonly database: Database;
  readonly reception: Reception;
  readonly quarantine: Quarantine;
  readonly sources: ReadonlyMap<string, Source>;
  readonly adapters: ReadonlyMap<string, Adapter>;
  readonly timeZone: string;
  readonly clock: () => Date;
  readonly onFault: (error: unknown) => void;
}

/** One that waits no longer, another's, and one that never was look the same. */
const noneWaits = (): HubError => new HubError('BAD_USER_INPUT', { publicMessage: 'No such item waits.' });

/** Makes the queue. */
export const createQuarantineQueue = (input: QuarantineQueueInput): QuarantineQueue => {
  const isOwn = ({ agency, roles }: AgencyCaller, source: Source | undefined): source is Source =>
    source?.controller === agency &&
    (source.own.roles.length === 0 || source.own.roles.some((role) => roles.includes(role)));

  const translated = (source: Source, item: unknown): ReceivedItem => {
    const adapter = input.adapters.get(source.adapter);
    if (!adapter?.translate)
      throw new HubError('BAD_USER_INPUT', { publicMessage: 'This register is taken by its files alone.' });
    const today = localDateOf(input.clock(), input.timeZone);
    return translateItem(adapter, item, 0, { controller: source.controller, today }, input.onFault);
  };

  /** What waits under this id, with its register, held until the end of the transaction. */
  const waiting = async (
    transaction: Transaction,
    caller: AgencyCaller,
    id: string,
  ): Promise<{ readonly item: OpenQuarantined; readonly source: Source }> => {
    // The order in which intake takes them: two that meet must not wait for each other.
    await lockIntake(transaction);
    const item = await lockQuarantined(transaction, id, caller.agency);
    const source = item ? input.sources.get(item.source) : undefined;
    if (!item || !isOwn(caller, source)) throw noneWaits();
    return { item, source };
  };

  const originalOf = async ({ original, sealed }: OpenQuarantined, source: Source): Promise<ReceivedItem> => {
    if (sealed)
      throw new HubError('BAD_USER_INPUT', {
        publicMessage: 'A matter may seal this item, so the hub cannot open it. Send it again.',
      });
    if (original === null)
      throw new HubError('BAD_USER_INPUT', {
        publicMessage: 'Nothing of this row could be kept. Mend it in its file.',
      });
    const opened = await input.quarantine.openOriginal(original);
    return opened.form === 'ITEM' ? translated(source, opened.item) : { unit: opened.unit, original: opened };
  };

  const receiveOne = async (
    transaction: Transaction,
    source: Source,
    item: ReceivedItem,
    bearer: Bearer,
  ): Promise<ItemReceipt> => {
    const from = { bearer, mode: 'PARTIAL' } as const;
    const [receipt] = await input.reception.receive(transaction, source, [item], from);
    if (!receipt) throw new Error('an item has no receipt');
    return receipt;
  };

  const close = async (
    transaction: Transaction,
    { agency, actor }: AgencyCaller,
    end: { readonly id: string; readonly as: 'TAKEN' | 'DISCARDED'; readonly because: string | null },
  ): Promise<void> => {
    await closeQuarantined(transaction, { ...end, by: `${agency} ${actor}`, at: input.clock() });
  };

  return {
    page: async (caller, { source: id, first, after }) => {
      const source = input.sources.get(id);
      if (!isOwn(caller, source)) return null;
      const rows = await findQuarantined(input.database, caller.agency, {
        ...{ source: id, after, limit: first + 1 },
      });
      return { items: rows.slice(0, first), hasNextPage: rows.length > first };
    },
    retry: async (caller, id) =>
      await input.database.transaction(async (transaction) => {
        const { item, source } = await waiting(transaction, caller, id);
        const original = await originalOf(item, source);
        const receipt = await receiveOne(transaction, source, original, item.bearer as Bearer);
        const waitsStill = receipt.outcome === 'QUARANTINED' || receipt.outcome === 'CONFLICT';
        if (!waitsStill) await close(transaction, caller, { id, as: 'TAKEN', because: null });
        return receipt;
      }),
    replace: async (caller, id, item) =>
      await input.database.transaction(async (transaction) => {
        const { source } = await waiting(transaction, caller, id);
        // Before the other one comes: where that cannot be taken either it waits in this one's place.
        await close(transaction, caller, { id, as: 'TAKEN', because: null });
        const person = caller.named ? selfHashOf(caller) : null;
        const bearer: Bearer = { kind: 'AGENCY', agency: caller.agency, actor: caller.actor, person };
        return await receiveOne(transaction, source, translated(source, item), bearer);
      }),
    discard: async (caller, id, because) =>
      await input.database.transaction(async (transaction) => {
        await waiting(transaction, caller, id);
        await close(transaction, caller, { id, as: 'DISCARDED', because });
      }),
  };
};
