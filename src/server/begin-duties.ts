import type { Sealer } from '../audit/sealer.ts';
import type { Tripwire } from '../audit/tripwire.ts';
import type { Journal } from '../records/journal.ts';
import { faultOf } from './fault-of.ts';
import type { World } from './open-core.ts';
import type { Pulling } from './pulling.ts';
import type { Streams } from './streams.ts';
import type { Webhooks } from './webhooks.ts';

const streamMilliseconds = 500;
const webhookMilliseconds = 1000;
const journalMilliseconds = 1000;
const sealMilliseconds = 1000;
const sweepMilliseconds = 3_600_000;

export interface Duties {
  readonly pulling: Pulling;
  readonly sealer: Pick<Sealer, 'start'>;
  readonly tripwire: Pick<Tripwire, 'start' | 'stop'>;
  readonly streams: Streams;
  readonly webhooks: Webhooks;
  readonly journal: Pick<Journal, 'start'>;
  /** Done every hour. */
  readonly tidy: () => Promise<void>;
}

/** Begins what one process does for all that share the store. @returns what ends it; the sealer is ended last, by its owner. */
export const beginDuties = (
  { pulling, sealer, tripwire, streams, webhooks, journal, tidy }: Duties,
  { logger }: Pick<World, 'logger'>,
): (() => Promise<void>) => {
  pulling.start();
  sealer.start(sealMilliseconds);
  tripwire.start(sealMilliseconds);
  streams.start(streamMilliseconds);
  webhooks.start(webhookMilliseconds);
  const sweeping = setInterval(() => {
    tidy().catch((error: unknown) =>
      logger.error({ fault: faultOf(error) }, 'the store could not be tidied'),
    );
  }, sweepMilliseconds).unref();
  const keeping = journal.start(journalMilliseconds, (error) =>
    logger.error({ fault: faultOf(error) }, 'the journal could not be written'),
  );
  return async () => {
    clearInterval(sweeping);
    streams.close();
    await webhooks.stop();
    await pulling.stop();
    await keeping.stop();
    await tripwire.stop();
  };
};
