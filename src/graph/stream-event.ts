import type { EndedConsent } from '../records/ended-consents.ts';
import type { Change } from '../store/outbox-store.ts';

/**
 * What a subscription is run for. OPEN: it begins, and its arguments are read. STILL: whether what it is about is there any
 * longer. CHANGE and ENDED: something that its reader may have to be told of.
 */
export interface StreamEvent {
  readonly kind: 'OPEN' | 'STILL' | 'CHANGE' | 'ENDED';
  readonly change?: Change;
  readonly ended?: Pick<EndedConsent, 'id'>;
  /** Whether it only says that there is something to ask for: then it names nobody, and gives nothing of anybody. */
  readonly isBell: boolean;
  /** What the resolver tells the stream: after which position it goes on, and that it is over. */
  readonly told: { position: number; isOver: boolean };
}

/** An event of one kind, about nothing yet. */
export const streamEvent = (
  kind: StreamEvent['kind'],
  about: Pick<StreamEvent, 'change' | 'ended'> & { readonly isBell?: boolean } = {},
): StreamEvent => ({ isBell: false, ...about, kind, told: { position: 0, isOver: false } });
