import type { HubClient } from './hub-client.ts';
import type { Asker, Narration } from './narration.ts';

/** A caller of the tour: the asker whom the reader meets, with what else the token says. */
export interface TourCaller extends Asker {
  readonly roles?: readonly string[];
  readonly area?: readonly string[];
}

/** What every client of the tour is given. */
export interface Stage {
  readonly narration: Narration;
  /** A client with a new token of this caller's own agency. */
  readonly connect: (caller: TourCaller) => Promise<HubClient>;
  readonly now: Date;
  /** `yyyy-mm-dd` where the agencies are. */
  readonly today: string;
  /** The directory of the registers that the hub was started with. */
  readonly registers: string;
}
