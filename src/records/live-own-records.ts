import { HubError } from '../domain/hub-error.ts';
import type { OwnRecordRow } from '../store/own-record-store.ts';
import { type LiveAnswer, liveKey } from './live-answer.ts';
import type { LiveAsk, LiveSource } from './live-ask.ts';

/** Gives a person's own records the values that live sources hold. */
export type FillOwnRecords = (rows: readonly OwnRecordRow[]) => Promise<readonly OwnRecordRow[]>;

/**
 * Asks live sources for everything that they hold of one person's records.
 *
 * @throws HubError SOURCE_UNAVAILABLE: a file with holes in it would tell a person that nothing else is held.
 */
export const createLiveOwnRecords =
  ({
    sources,
    ask,
    onFault,
  }: {
    readonly sources: readonly LiveSource[];
    readonly ask: LiveAsk;
    readonly onFault: (source: string, error: unknown) => void;
  }): FillOwnRecords =>
  async (rows) => {
    const answers = new Map<string, LiveAnswer>();
    await Promise.all(
      sources.map(async (source) => {
        const ids = [...new Set(rows.flatMap((row) => (row.source === source.id ? [row.unit] : [])))];
        if (ids.length === 0) return;
        const columns = [
          ...new Set([...(source.adapter.live?.keyColumns ?? []), ...Object.keys(source.adapter.columns)]),
        ];
        const answer = await ask(source, { ids, columns: columns.sort() }).catch((error: unknown) => {
          onFault(source.id, error);
          throw new HubError('SOURCE_UNAVAILABLE');
        });
        answers.set(source.id, answer);
      }),
    );
    return rows.map((row) => {
      const answer = answers.get(row.source);
      if (answer === undefined) return row;
      return { ...row, payload: answer.get(liveKey(row.unit, row.kind, row.local_id)) ?? {} };
    });
  };
