import DataLoader from 'dataloader';
import type { AskedUnits } from '../domain/live-connector.ts';
import { type Catalogue, inputsOf } from '../policy/catalogue.ts';
import { type Ruleset, recordRulesKey } from '../policy/ruleset.ts';
import { type GovernedRecord, openingOfField } from './governed-record.ts';
import { type LiveAnswer, liveKey } from './live-answer.ts';
import type { LiveAsk, LiveSource } from './live-ask.ts';

export interface LiveInput {
  readonly sources: readonly LiveSource[];
  readonly catalogue: Catalogue;
  /** Whether a field of the graph is a value, and no edge: an edge needs to know whom a record names, and none of its values. */
  readonly isValue: (coordinate: string) => boolean;
  readonly ask: LiveAsk;
  /** An id that no unit has. */
  readonly createId: () => string;
  /** Told why a source gave nothing. */
  readonly onFault: (source: string, error: unknown) => void;
}

/** The live sources of one request: what is asked of them, and which gave nothing. */
export interface LiveValues {
  /** Whether the operation asks anything that a live source may hold: by document and caller alone. */
  readonly isAsking: boolean;
  /** The same records, with the values that are asked for and open to the caller. Where a source gives nothing they have none. */
  readonly fill: (records: readonly GovernedRecord[]) => Promise<readonly GovernedRecord[]>;
  /** Waits for everything that was asked, and asks whom nobody needed. @returns the sources that cannot be had, sorted. */
  readonly settle: () => Promise<readonly string[]>;
}

/** Units of one question. */
const mostUnits = 100;

interface AskedSource {
  readonly source: LiveSource;
  /** Governed coordinates that the operation asks for and that some rule of this caller's could open. */
  readonly coordinates: ReadonlySet<string>;
}

interface UnitKey {
  readonly unit: string;
  readonly columns: readonly string[];
}

const columnsFor = ({ adapter }: LiveSource, coordinates: ReadonlySet<string>): readonly string[] => {
  const wanted = Object.entries(adapter.columns).flatMap(([column, coordinate]) =>
    coordinates.has(coordinate) ? [column] : [],
  );
  return [...new Set([...(adapter.live?.keyColumns ?? []), ...wanted])].sort();
};

/**
 * Makes the live sources of each request.
 *
 * INVARIANT: whether a source is asked, and whether the answer says that it cannot be had, depends on the document and the caller and
 * on the source, never on whom they ask about (THREATS.md I9): where no visible record needs it, it is asked for a unit that is
 * not there.
 *
 * @returns by a caller's rules and the coordinates that its operation asks for.
 */
export const createLiveValues = (
  input: LiveInput,
): ((ruleset: Ruleset | null, asked: readonly string[]) => LiveValues) => {
  const { catalogue } = input;

  const askedSources = (ruleset: Ruleset, asked: readonly string[]): ReadonlyMap<string, AskedSource> => {
    const values = asked.filter(input.isValue);
    const wanted = new Set(values.flatMap((coordinate) => inputsOf(catalogue, coordinate)));
    const found = input.sources.flatMap((source) => {
      const coordinates = new Set(
        Object.values(source.adapter.columns).filter((coordinate) => {
          const field = catalogue.governed.get(coordinate);
          if (!field || !wanted.has(coordinate)) return false;
          const rules = ruleset.records.get(recordRulesKey(field.kind, source.controller));
          return rules?.bitOf.has(field.field) === true;
        }),
      );
      return coordinates.size > 0 ? [[source.id, { source, coordinates }] as const] : [];
    });
    return new Map(found);
  };

  return (ruleset, asked) => {
    const sources = ruleset ? askedSources(ruleset, asked) : new Map<string, AskedSource>();
    const begun = new Map<string, Promise<unknown>[]>();
    const unavailable = new Set<string>();

    const question = async (source: LiveSource, units: AskedUnits): Promise<LiveAnswer | null> => {
      const answer = input.ask(source, units).catch((error: unknown) => {
        unavailable.add(source.id);
        input.onFault(source.id, error);
        return null;
      });
      begun.set(source.id, [...(begun.get(source.id) ?? []), answer]);
      return await answer;
    };

    const load = async (source: LiveSource, keys: readonly UnitKey[]): Promise<(LiveAnswer | null)[]> => {
      // A column goes with the units that it is open for, and with no other.
      const byColumns = Map.groupBy(keys, ({ columns }) => JSON.stringify(columns));
      const answers = new Map<string, LiveAnswer | null>();
      await Promise.all(
        [...byColumns].map(async ([text, same]) => {
          const ids = [...new Set(same.map(({ unit }) => unit))];
          answers.set(text, await question(source, { ids, columns: same[0]?.columns ?? [] }));
        }),
      );
      return keys.map(({ columns }) => answers.get(JSON.stringify(columns)) ?? null);
    };

    const loaders = new Map(
      [...sources].map(([id, { source }]) => [
        id,
        new DataLoader<UnitKey, LiveAnswer | null, string>(async (keys) => await load(source, keys), {
          maxBatchSize: mostUnits,
          cacheKeyFn: (key) => JSON.stringify(key),
        }),
      ]),
    );

    const filled = async (record: GovernedRecord): Promise<GovernedRecord> => {
      const { row } = record;
      const asking = sources.get(row.source);
      const loader = loaders.get(row.source);
      const fields = catalogue.kinds.get(row.kind)?.fields ?? [];
      if (!asking || !loader) return record;
      const open = fields.filter(
        ({ coordinate, field }) =>
          asking.coordinates.has(coordinate) && openingOfField(record, field) !== null,
      );
      if (open.length === 0) return record;
      const columns = columnsFor(asking.source, new Set(open.map(({ coordinate }) => coordinate)));
      const answer = await loader.load({ unit: row.unit, columns });
      const said = answer?.get(liveKey(row.unit, row.kind, row.local_id));
      // What was not asked for is dropped, whatever the source sends along.
      const payload = Object.fromEntries(open.map(({ field }) => [field, said?.[field] ?? null]));
      return { ...record, row: { ...row, payload } };
    };

    return {
      isAsking: sources.size > 0,
      fill: async (records) => (sources.size === 0 ? records : await Promise.all(records.map(filled))),
      settle: async () => {
        await Promise.all(
          [...sources.values()].map(async ({ source, coordinates }) => {
            const asked = begun.get(source.id);
            if (asked) await Promise.all(asked);
            else
              await question(source, { ids: [input.createId()], columns: columnsFor(source, coordinates) });
          }),
        );
        return [...unavailable].sort();
      },
    };
  };
};
