import type { Adapter } from '../domain/adapter.ts';
import type { AskedUnits, LiveConnector } from '../domain/live-connector.ts';
import type { IndexedPerson } from '../store/index-store.ts';
import { type LiveAnswer, readLiveAnswer } from './live-answer.ts';

/** A source that is asked at query time. */
export interface LiveSource {
  readonly id: string;
  readonly controller: string;
  readonly adapter: Pick<Adapter, 'columns' | 'translate' | 'live'>;
  readonly connector: LiveConnector;
}

/** Asks a live source once. @throws SourceFault where it gives nothing that may be used */
export type LiveAsk = (source: LiveSource, asked: AskedUnits) => Promise<LiveAnswer>;

export interface LiveAskInput {
  readonly hashingKey: Uint8Array;
  readonly indexedOf: (source: string, units: readonly string[]) => Promise<readonly IndexedPerson[]>;
  /** Local date, `yyyy-mm-dd`. */
  readonly today: () => string;
}

/** Asks live sources, and lets nothing through that is not about those whom their index names. */
export const createLiveAsk =
  ({ hashingKey, indexedOf, today }: LiveAskInput): LiveAsk =>
  async ({ id, controller, adapter, connector }, asked) => {
    const indexed = await indexedOf(id, asked.ids);
    const context = { controller, today: today() };
    const reading = { adapter, context, hashingKey, ids: asked.ids, indexed };
    return await connector.ask(
      asked,
      (items) => readLiveAnswer(items, reading),
      new AbortController().signal,
    );
  };
