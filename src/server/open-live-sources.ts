import { localDateOf } from '../domain/local-date.ts';
import { createLiveAsk, type LiveAsk, type LiveSource } from '../records/live-ask.ts';
import { findIndexedPersons } from '../store/index-store.ts';
import { faultOf } from './fault-of.ts';
import type { Core, World } from './open-core.ts';

/** What of live sources the hub's services stand on. */
export interface OpenedLiveSources {
  readonly sources: readonly LiveSource[];
  readonly ask: LiveAsk;
  readonly onFault: (source: string, error: unknown) => void;
}

/** The sources that this process asks at query time, and how. */
export const openLiveSources = (
  { registry, adapters, connectors, database, secrets }: Core,
  { clock, logger }: Pick<World, 'clock' | 'logger'>,
): OpenedLiveSources => ({
  sources: [...connectors].flatMap(([id, { live: connector }]) => {
    const source = registry.sources.get(id);
    const adapter = source && adapters.get(source.adapter);
    return adapter && connector ? [{ id, controller: source.controller, adapter, connector }] : [];
  }),
  ask: createLiveAsk({
    hashingKey: secrets.hashing,
    indexedOf: async (source, units) => await findIndexedPersons(database, source, units),
    today: () => localDateOf(clock(), registry.timeZone),
  }),
  onFault: (source, error) => logger.warn({ source, fault: faultOf(error) }, 'a source gave nothing'),
});
