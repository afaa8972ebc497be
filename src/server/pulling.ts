import type { Logger } from 'pino';
import type { Source } from '../domain/agency.ts';
import { SourceFault } from '../domain/source-fault.ts';
import { type Synchronised, synchronise } from '../records/synchronise.ts';
import { faultOf } from './fault-of.ts';
import type { Core } from './open-core.ts';

/** Fetches what is new in the sources that the hub asks itself. */
export interface Pulling {
  /**
   * Fetches what is new in one of them now.
   *
   * @returns how many items of each outcome came; null where the source is not one that is fetched.
   * @throws SourceFault where it gives nothing, or not all: what came before stays.
   */
  readonly pull: (source: string) => Promise<Synchronised | null>;
  /** Begins to fetch each in its own turns. */
  readonly start: () => void;
  /** Ends what is under way, and resolves once it has ended. */
  readonly stop: () => Promise<void>;
}

/**
 * Makes the pulling. Each source has turns of its own, counted from the end of the last, so that one that is slow or hangs holds up
 * nobody else (V1); one that fails is asked again at its next turn.
 */
export const createPulling = (
  core: Pick<Core, 'registry' | 'adapters' | 'connectors' | 'database' | 'reception'>,
  { clock, logger }: { readonly clock: () => Date; readonly logger: Logger },
): Pulling => {
  const stopped = new AbortController();
  const turns = new Map<string, NodeJS.Timeout>();
  const underWay = new Map<string, Promise<Synchronised | null>>();

  const pullOnce = async (source: Source): Promise<Synchronised | null> => {
    const adapter = core.adapters.get(source.adapter);
    const opened = core.connectors.get(source.id);
    if (!adapter || !opened) return null;
    return await synchronise(
      {
        ...{ source, adapter, connector: opened.connector, clock },
        ...{ database: core.database, reception: core.reception, timeZone: core.registry.timeZone },
        onFault: (error) =>
          logger.error({ source: source.id, fault: faultOf(error) }, 'an item could not be translated'),
      },
      stopped.signal,
    );
  };

  /** Of two that would fetch one source at once the second waits for the first. */
  const pull = async (id: string): Promise<Synchronised | null> => {
    const source = core.registry.sources.get(id);
    if (!source) return null;
    const running = underWay.get(id) ?? pullOnce(source).finally(() => underWay.delete(id));
    underWay.set(id, running);
    return await running;
  };

  const turn = (source: Source, seconds: number): void => {
    const timer = setTimeout(async () => {
      try {
        await pull(source.id);
      } catch (error) {
        const fault =
          error instanceof SourceFault ? { kind: error.kind, detail: error.detail } : faultOf(error);
        if (!stopped.signal.aborted) logger.warn({ source: source.id, fault }, 'a source gave nothing');
      }
      if (!stopped.signal.aborted) turn(source, seconds);
    }, seconds * 1000);
    timer.unref();
    turns.set(source.id, timer);
  };

  return {
    pull,
    start: () => {
      for (const source of core.registry.sources.values())
        if (source.connection !== null) turn(source, source.connection.everySeconds);
    },
    stop: async () => {
      stopped.abort();
      for (const timer of turns.values()) clearTimeout(timer);
      await Promise.allSettled(underWay.values());
    },
  };
};
