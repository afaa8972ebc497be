import type { Adapter } from '../domain/adapter.ts';
import type { Source } from '../domain/agency.ts';
import type { Connector } from '../domain/delivered.ts';
import { localDateOf } from '../domain/local-date.ts';
import type { Database } from '../store/database.ts';
import { findCursor, moveCursor } from '../store/source-cursor-store.ts';
import { receivedOf } from './received-item.ts';
import type { ItemReceipt, Reception } from './reception.ts';

/** One source to be pulled. */
export interface Synchronisation {
  readonly source: Source;
  readonly adapter: Adapter;
  readonly connector: Connector;
  readonly database: Database;
  readonly reception: Reception;
  readonly timeZone: string;
  readonly clock: () => Date;
  /** Told what broke while an item was translated. */
  readonly onFault: (error: unknown) => void;
}

/** How many items of each outcome came. */
export type Synchronised = Readonly<Partial<Record<ItemReceipt['outcome'], number>>>;

/**
 * Pulls what is new in a source, page by page. Each page is stored with the cursor that goes on after it, in one transaction, and the
 * next one is asked for only then: a crash repeats a page at most, which changes nothing, and memory holds one.
 *
 * @throws whatever the connector throws: what came before it stays.
 */
export const synchronise = async (input: Synchronisation, signal: AbortSignal): Promise<Synchronised> => {
  const { source, adapter, database, reception, connector, clock, onFault } = input;
  const counted: Partial<Record<ItemReceipt['outcome'], number>> = {};
  for await (const page of connector.pages(await findCursor(database, source.id), signal)) {
    const context = { controller: source.controller, today: localDateOf(clock(), input.timeZone) };
    const items = page.items.map((each) => receivedOf(adapter, each, context, onFault));
    const receipts = await database.transaction(async (transaction) => {
      const from = { bearer: { kind: 'REGISTER' }, mode: 'PARTIAL' } as const;
      const taken = await reception.receive(transaction, source, items, from);
      if (page.cursor !== null) await moveCursor(transaction, source.id, page.cursor, clock());
      return taken;
    });
    for (const { outcome } of receipts) counted[outcome] = (counted[outcome] ?? 0) + 1;
  }
  return counted;
};
