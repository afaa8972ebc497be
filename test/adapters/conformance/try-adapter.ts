import type { Adapter } from '../../../src/domain/adapter.ts';
import type { Delivered } from '../../../src/domain/delivered.ts';
import type { Problem, UnitDraft } from '../../../src/domain/record-draft.ts';
import { contentOfBytes } from '../../../src/sources/file/file-content.ts';
import { gatherRows } from '../../../src/sources/file/gather-rows.ts';
import { readFile } from '../../../src/sources/file/read-file.ts';
import { contractKinds } from './contract-kinds.ts';
import { pathsOf, type ValuePath } from './exchanged-values.ts';

/** What an adapter is tried with. */
export interface ConformanceSample {
  /** The SDL of its contract. */
  readonly contract: string;
  /** A file as its agency sends it, made up, with at least two units of different people that can be read. */
  readonly file: Uint8Array;
  /** What a row or message cannot be taken without, by name (`members.localId` in a list). Every other value may be blank. */
  readonly keys: readonly string[];
}

export const context = { controller: 'an.agency', today: '2026-11-21' };

export interface TriedItem {
  readonly row: number;
  readonly item: unknown;
}

/** An adapter with its sample, read. */
export interface TriedAdapter {
  readonly adapter: Adapter;
  readonly sample: ConformanceSample;
  readonly fieldsByKind: ReadonlyMap<string, ReadonlySet<string>>;
  /** Everything that the file is read into, before its rows are gathered. */
  readonly rows: readonly Delivered[];
  /** Those items that become units. */
  readonly items: readonly TriedItem[];
  readonly translate: (item: unknown, row?: number) => UnitDraft | Problem;
  readonly gather: (rows: readonly Delivered[]) => Promise<readonly TriedItem[]>;
  readonly unitsOf: (items: readonly TriedItem[]) => readonly UnitDraft[];
  /** Where an item's own values stand, keys left out where they are asked to be. */
  readonly valuesOf: (item: unknown, which?: 'ALL' | 'NO_KEYS') => readonly ValuePath[];
  /** A value's name, as `keys` names it. */
  readonly nameOf: (path: ValuePath) => string;
  /** What a value is where nothing is written. */
  readonly blank: '' | null;
}

export const isUnit = (translated: UnitDraft | Problem): translated is UnitDraft => 'records' in translated;

async function* each(all: readonly Delivered[]): AsyncGenerator<Delivered> {
  yield* all;
}

/** Reads an adapter's sample. */
export const tryAdapter = async (adapter: Adapter, sample: ConformanceSample): Promise<TriedAdapter> => {
  const shape = adapter.connection.FILE_DROP;
  if (!shape) throw new Error(`the adapter ${adapter.name} takes no files, and so no sample`);
  const translate = (item: unknown, row = 1): UnitDraft | Problem => adapter.translate(item, row, context);
  const gather = async (rows: readonly Delivered[]): Promise<readonly TriedItem[]> => {
    const items: TriedItem[] = [];
    for await (const one of adapter.gather ? gatherRows(each(rows), adapter.gather.by) : each(rows))
      if (one.kind === 'ITEM') items.push({ row: one.row, item: one.item });
    return items;
  };
  const rows: Delivered[] = [];
  const content = contentOfBytes(sample.file);
  for await (const { items } of readFile(content, shape, null, new AbortController().signal))
    rows.push(...items);
  const nameOf = (path: ValuePath): string =>
    path.filter((part) => typeof part === 'string' && !(adapter.gather && part === 'columns')).join('.');
  return {
    adapter,
    sample,
    fieldsByKind: contractKinds(sample.contract),
    rows,
    items: (await gather(rows)).filter(({ item, row }) => isUnit(translate(item, row))),
    translate,
    gather,
    unitsOf: (items) => items.map(({ item, row }) => translate(item, row)).filter(isUnit),
    valuesOf: (item, which = 'ALL') =>
      pathsOf(item).filter(
        (path) =>
          (!adapter.gather || path[1] === 'columns') &&
          (which === 'ALL' || !sample.keys.includes(nameOf(path))),
      ),
    nameOf,
    blank: 'columns' in shape ? '' : null,
  };
};
