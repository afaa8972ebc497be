import { randomUUID } from 'node:crypto';
import { type ExecutionResult, parse } from 'graphql';
import type { EventSigner } from '../access/event-signer.ts';
import type { PostAnswer } from '../access/post-event.ts';
import { documentHash } from '../access/registered-documents.ts';
import { type Agency, webhookName } from '../domain/agency.ts';
import type { AgencyCaller } from '../domain/caller.ts';
import { purposeOfTerm } from '../domain/purpose.ts';
import type { OperationRequest } from '../graph/operation-request.ts';
import { type StreamEvent, streamEvent } from '../graph/stream-event.ts';
import type { RecordedChanges } from '../records/recorded-changes.ts';
import type { Database } from '../store/database.ts';
import { findEndedConsents } from '../store/ended-consent-store.ts';
import {
  claimDeliveries,
  closeDelivery,
  type Delivery,
  layOutChanges,
  layOutEndedConsents,
  putOffDelivery,
} from '../store/webhook-store.ts';

export interface WebhooksInput {
  readonly database: Database;
  readonly agencies: ReadonlyMap<string, Agency>;
  readonly issuerOf: (agency: string) => string | null;
  readonly execute: (request: OperationRequest) => Promise<ExecutionResult>;
  readonly changes: RecordedChanges;
  readonly consentActs: () => Promise<number>;
  /** Whether everything of an issuer's is refused: of an agency that is disabled nothing is rung for either (T13). */
  readonly isDisabled: (issuer: string) => Promise<boolean>;
  readonly signer: EventSigner;
  readonly post: (
    url: string,
    message: { readonly body: string; readonly headers: Readonly<Record<string, string>> },
  ) => Promise<PostAnswer>;
  /** The hub's own address: what a message comes from. */
  readonly publicUrl: string;
  readonly clock: () => Date;
  /** From 0 to 1, for the jitter. */
  readonly random: () => number;
  readonly onFault: (error: unknown) => void;
}

/** Rings agencies' addresses for what their people may ask for. */
export interface Webhooks {
  /** Lays out what is new and sends what is due, all that was written before it was called; the timer does it every second. */
  readonly turn: () => Promise<void>;
  readonly start: (milliseconds: number) => void;
  readonly stop: () => Promise<void>;
}

const laidOutAtOnce = 500;
const sentAtOnce = 8;
/** Several times a receiver's deadline: what is leased longer was left by a process that died. */
const leaseMilliseconds = 60_000;
const firstDelayMilliseconds = 5000;
const mostDelayMilliseconds = 3 * 3_600_000;
/** The shortest that it can last until a message is given up is more than a day. */
export const mostAttempts = 30;

/** Doubled each time up to three hours, and of that between half and all: receivers that fell together do not rise together. */
export const delayAfter = (attempts: number, random: number): number =>
  Math.min(firstDelayMilliseconds * 2 ** Math.min(attempts - 1, 30), mostDelayMilliseconds) *
  (0.5 + random / 2);

const recordDocument = 'subscription { recordChanged { id at } }';
const consentDocument = 'subscription { consentEnded { id endedAt } }';
const kinds = {
  RECORD: { type: 'hub.record.changed', ask: 'recordChange', root: 'recordChanged', text: recordDocument },
  CONSENT_ENDED: {
    type: 'hub.consent.ended',
    ask: 'endedConsents',
    root: 'consentEnded',
    text: consentDocument,
  },
} as const;
const documents = { RECORD: parse(recordDocument), CONSENT_ENDED: parse(consentDocument) };

interface Rung {
  readonly id: string;
  readonly at?: Date | string;
  readonly endedAt?: Date | string;
}

/**
 * Makes the webhooks. A message names nobody and holds no value: that there is something, and what to ask for. Whether it is
 * sent is decided when it is sent, by the decision of a query of the agency's people under the webhook's purpose and roles.
 */
export const createWebhooks = (input: WebhooksInput): Webhooks => {
  const hooks = [...input.agencies.values()].flatMap(({ id: agency, webhooks }) =>
    webhooks.map((hook) => ({ ...hook, agency, key: webhookName(agency, hook) })),
  );
  type Hook = (typeof hooks)[number];
  const actsSeen = new Map<string, number>();
  let timer: NodeJS.Timeout | undefined;
  let last = Promise.resolve();
  let waiting = 0;
  let isStopped = false;

  /** Not any named person: the agency's people at large. What one of them is too near to, they find out when they ask (R15). */
  const callerOf = ({ agency, purpose, roles, name }: Hook, issuer: string): AgencyCaller => ({
    ...{
      kind: 'AGENCY',
      agency,
      purpose,
      roles,
      actor: `webhook ${name}`,
      named: true,
      self: null,
      area: null,
    },
    token: { issuer, id: `webhook ${name}` },
  });

  const judge = async (hook: Hook, delivery: Delivery): Promise<ExecutionResult | null> => {
    const issuer = input.issuerOf(hook.agency);
    if (issuer === null || (await input.isDisabled(issuer))) return null;
    const change = delivery.kind === 'RECORD' ? await input.changes.of(delivery.event) : null;
    if (delivery.kind === 'RECORD' && !change) return null;
    const event: StreamEvent = change
      ? streamEvent('CHANGE', { change, isBell: true })
      : streamEvent('ENDED', { ended: { id: delivery.event }, isBell: true });
    return await input.execute({
      ...{
        caller: callerOf(hook, issuer),
        document: documents[delivery.kind],
        operationName: null,
        variables: {},
      },
      ...{ documentHash: documentHash(kinds[delivery.kind].text), idempotencyKey: null },
      ...{ requestId: randomUUID(), judged: null, event },
    });
  };

  const send = async (hook: Hook, { kind }: Delivery, rung: Rung): Promise<PostAnswer> => {
    const { type, ask } = kinds[kind];
    const time = new Date(rung.at ?? rung.endedAt ?? input.clock()).toISOString();
    const body = JSON.stringify({
      ...{ specversion: '1.0', id: rung.id, source: input.publicUrl, type, time },
      ...{ datacontenttype: 'application/json', data: { ask, purpose: purposeOfTerm(hook.purpose)?.slug } },
    });
    const headers = {
      'content-type': 'application/cloudevents+json; charset=utf-8',
      ...input.signer.headersOf(rung.id, body, input.clock()),
    };
    return await input.post(hook.url, { body, headers });
  };

  const putOff = async (hook: Hook, { event, attempts }: Delivery, fault: string): Promise<void> => {
    const delay = delayAfter(attempts, input.random());
    const dueAt = attempts >= mostAttempts ? null : new Date(input.clock().getTime() + delay);
    await putOffDelivery(input.database, hook.key, event, { dueAt, attempts, fault });
  };

  const deliver = async (hook: Hook, delivery: Delivery): Promise<void> => {
    const judged = await judge(hook, delivery);
    const code = judged?.errors?.[0]?.extensions['code'];
    // The hub's own trouble is nobody's attempt.
    if (code !== undefined && code !== 'FORBIDDEN')
      return await putOff(hook, { ...delivery, attempts: delivery.attempts - 1 || 1 }, 'HUB');
    const rung = judged?.data?.[kinds[delivery.kind].root] as Rung | null | undefined;
    // INVARIANT: what may not be told leaves no trace of itself: no message, no count, no gap in ids (S9, R7).
    if (!rung) return await closeDelivery(input.database, hook.key, delivery.event);
    const answer = await send(hook, delivery, rung);
    if ('status' in answer && answer.status >= 200 && answer.status < 300)
      return await closeDelivery(input.database, hook.key, delivery.event);
    await putOff(hook, delivery, 'status' in answer ? `status ${answer.status}` : answer.fault);
  };

  const layOut = async (hook: Hook): Promise<void> => {
    const { database, clock } = input;
    let laid: number;
    do {
      const asked = { webhook: hook.key, at: clock(), limit: laidOutAtOnce };
      laid = await database.transaction(async (transaction) => await layOutChanges(transaction, asked));
    } while (laid === laidOutAtOnce);
    const acts = await input.consentActs();
    if (actsSeen.get(hook.key) === acts) return;
    const owed = await findEndedConsents(database, {
      recipient: hook.agency,
      self: null,
      under: null,
      limit: laidOutAtOnce,
    });
    const consents = owed.filter(({ purpose }) => purpose === hook.purpose).map(({ id }) => id);
    await layOutEndedConsents(database, { webhook: hook.key, consents, at: clock() });
    actsSeen.set(hook.key, acts);
  };

  const turnOf = async (hook: Hook): Promise<void> => {
    await layOut(hook);
    for (;;) {
      const at = input.clock();
      const until = new Date(at.getTime() + leaseMilliseconds);
      const claimed = await input.database.transaction(
        async (transaction) =>
          await claimDeliveries(transaction, { webhook: hook.key, at, until, limit: sentAtOnce }),
      );
      if (claimed.length === 0 || isStopped) return;
      await Promise.all(claimed.map(async (delivery) => await deliver(hook, delivery)));
    }
  };

  const turn = async (): Promise<void> => {
    waiting += 1;
    // After the one underway, not with it: that one may have gone past what was written just now.
    last = last.then(async () => {
      // One that hangs holds up itself alone.
      if (!isStopped) await Promise.all(hooks.map(async (hook) => await turnOf(hook).catch(input.onFault)));
      waiting -= 1;
    });
    await last;
  };

  return {
    turn,
    start: (milliseconds) => {
      if (hooks.length === 0) return;
      timer = setInterval(() => {
        if (waiting === 0) void turn();
      }, milliseconds).unref();
    },
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      await last;
    },
  };
};
