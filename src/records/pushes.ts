import { createHash } from 'node:crypto';
import type { Adapter } from '../domain/adapter.ts';
import type { Source } from '../domain/agency.ts';
import { type AgencyCaller, selfHashOf } from '../domain/caller.ts';
import type { Reached } from '../domain/failpoint.ts';
import { HubError } from '../domain/hub-error.ts';
import { localDateOf } from '../domain/local-date.ts';
import type { UnitDraft } from '../domain/record-draft.ts';
import { foldText } from '../identity/fold-text.ts';
import type { Database } from '../store/database.ts';
import { claimPush, finishPush, releasePush } from '../store/push-store.ts';
import { nobodyYet } from './bearer.ts';
import { type ReceivedItem, translateItem } from './received-item.ts';
import type { ItemReceipt, PushMode, Reception } from './reception.ts';
import { checkSubmissions } from './submission-limit.ts';

/** What became of one pushed item, as it is kept: ids are the hub's own and are made the caller's when it is answered. */
export interface PushReceipt extends ItemReceipt {
  readonly receivedAt: string;
}

export interface Push {
  readonly caller: AgencyCaller;
  readonly source: Source;
  readonly operation: string;
  readonly key: string | null;
  readonly items: readonly unknown[];
  readonly mode: PushMode;
}

/** Takes pushes: one effect per key whatever is repeated. */
export interface Pushes {
  readonly push: (push: Push) => Promise<readonly PushReceipt[]>;
}

export interface PushesInput {
  readonly database: Database;
  readonly reception: Reception;
  readonly adapters: ReadonlyMap<string, Adapter>;
  readonly timeZone: string;
  readonly clock: () => Date;
  readonly reached: Reached;
  /** Told what broke while an item was taken over. */
  readonly onFault: (error: unknown) => void;
}

/** The largest push: a bound on one transaction. */
export const mostItems = 1000;

/** How many pushes may be in the hub at once. One is written at a time; more than these would wait in memory (G9). */
export const mostPushes = 32;

/** Seconds after which somebody who was turned away may try again. */
const busySeconds = 2;

/** How the ids of a submitter's own items begin. */
const submitterOf = ({ agency, actor }: AgencyCaller): string => `${agency}/${actor}/`;

/**
 * Where the pusher is not the controller, the id is the submitter's own: one president cannot take the place of what another
 * has submitted under the same number.
 */
const ofSubmitter = (unit: UnitDraft, source: Source, caller: AgencyCaller): UnitDraft => {
  if (source.controller === caller.agency) return unit;
  const localId = `${submitterOf(caller)}${unit.localId}`;
  const records = unit.records.map((record) =>
    record.localId === unit.localId ? { ...record, localId } : record,
  );
  return { ...unit, localId, records };
};

const checkKey = (key: string | null): string => {
  if (key === null || key === '') throw new HubError('IDEMPOTENCY_KEY_REQUIRED');
  if (key.length > 200)
    throw new HubError('BAD_USER_INPUT', { publicMessage: 'The Idempotency-Key is too long.' });
  return key;
};

const checkArea = (caller: AgencyCaller, units: readonly UnitDraft[]): void => {
  if (!caller.area) return;
  const area = new Set(caller.area.map(foldText));
  const outside = units.some(
    (unit) => unit.localCommunity === null || !area.has(foldText(unit.localCommunity)),
  );
  if (outside) throw new HubError('FORBIDDEN', { internal: 'a push outside the area of the token' });
};

/** Makes the pushes service: translate, claim the key, take over and keep the receipts in one transaction. */
export const createPushes = (input: PushesInput): Pushes => {
  let inside = 0;

  const received = (source: Source, items: readonly unknown[], now: Date): readonly ReceivedItem[] => {
    const adapter = input.adapters.get(source.adapter);
    if (!adapter?.translate) throw new Error(`the adapter ${source.adapter} takes no pushes`);
    const context = { controller: source.controller, today: localDateOf(now, input.timeZone) };
    return items.map((item, index) => translateItem(adapter, item, index, context, input.onFault));
  };

  const push = async ({
    caller,
    source,
    operation,
    key,
    items,
    mode,
  }: Push): Promise<readonly PushReceipt[]> => {
    const checkedKey = checkKey(key);
    if (items.length > mostItems) {
      throw new HubError('BAD_USER_INPUT', { publicMessage: `A push holds ${mostItems} items at most.` });
    }
    input.reached('push received');
    const now = input.clock();
    const translated = received(source, items, now);
    checkArea(
      caller,
      translated.flatMap((each) => ('unit' in each ? [each.unit] : [])),
    );

    input.reached('items translated');
    const name = { agency: caller.agency, operation, key: checkedKey };
    // Where the pusher is not the controller, records are the submitter's own: a key is then the submitter's as well (G2).
    const pushed = source.controller === caller.agency ? [mode, items] : [caller.actor, mode, items];
    const requestHash = createHash('sha256').update(JSON.stringify(pushed)).digest('base64url');
    const earlier = await claimPush<readonly PushReceipt[]>(input.database, {
      ...name,
      requestHash,
      at: now,
    });
    if (earlier && earlier.request_hash !== requestHash) throw new HubError('IDEMPOTENCY_KEY_MISMATCH');
    if (earlier) {
      if (!earlier.receipts) throw new HubError('IDEMPOTENCY_KEY_IN_FLIGHT', { retryAfterSeconds: 1 });
      return earlier.receipts;
    }
    input.reached('key claimed');
    try {
      const kept = await input.database.transaction(async (transaction) => {
        input.reached('push begun');
        if (source.controller !== caller.agency)
          await checkSubmissions(transaction, {
            ...{ source: source.id, submitter: submitterOf(caller), items: items.length, at: now },
          });
        const bearer = {
          kind: 'AGENCY' as const,
          agency: caller.agency,
          // Software declares for nobody: two named persons are still needed (R10).
          actor: caller.named ? caller.actor : nobodyYet,
          person: caller.named ? selfHashOf(caller) : null,
        };
        const taken = await input.reception.receive(
          transaction,
          source,
          translated.map((each) =>
            'unit' in each ? { ...each, unit: ofSubmitter(each.unit, source, caller) } : each,
          ),
          { bearer, mode },
        );
        input.reached('items received');
        const receivedAt = now.toISOString();
        const receipts = taken.map((receipt): PushReceipt => ({ ...receipt, receivedAt }));
        await finishPush(transaction, { ...name, requestHash, at: now }, receipts);
        input.reached('receipts kept');
        return receipts;
      });
      input.reached('push committed');
      return kept;
    } catch (error) {
      await releasePush(input.database, { ...name, at: now }).catch(() => undefined);
      throw error;
    }
  };

  return {
    push: async (given) => {
      if (inside >= mostPushes) throw new HubError('OVERLOADED', { retryAfterSeconds: busySeconds });
      inside += 1;
      try {
        return await push(given);
      } finally {
        inside -= 1;
      }
    },
  };
};
